"""What a restore rests on: the backup, the present file and the other backups, and what they know of people.

A merge with --map gives some people another code, and a code of one file can be another person's in the next. Files are
compared by who somebody is: a participant's node stands in each copy as it was recorded, whatever its code.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from engage_eval.store import backups, schema
from engage_eval.store.look import Certificate, Look
from engage_eval.store.restore_decided import Decided, gather
from engage_eval.store.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a restore would do: entries of the present log that the backup lacks (None: it can't be read).

    ``decided`` is what people decided and the backup lacks, which will be recorded in it again; of a backup of an older
    revision (``is_older``) it is known only once that was brought up to date. ``unsure`` are codes of people whom the
    register knows as erased, and whose code a merge renamed since it was made: it may mean others by them.
    """

    backup: str
    at: datetime
    last: str
    is_readable: bool
    is_there: bool
    is_older: bool
    lost: int | None
    is_kept: bool
    erased: tuple[str, ...]
    decided: Decided
    register_unread: bool
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that a restore rests on.

    ``in_register`` is whom the register knows as erased, None where it isn't known; ``doubtful`` are codes of erased
    people in it that a merge renamed since it was made: it may mean others by them.
    """

    target: Target
    path: Path
    chosen: Path
    backup: Look
    present: Look
    others: Mapping[Path, Look]
    in_register: Mapping[str, Certificate] | None
    doubtful: frozenset[str] = frozenset()
    register_made_at: str = ""

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """Return all files that were looked at, the backup last, since its own words hold."""
        return (*self.others.values(), self.present, self.backup)

    @cached_property
    def renamed(self) -> frozenset[str]:
        """Return the codes that any merge gave or took away."""
        return frozenset(code for look in self.looks for pair in look.renamed for code in pair)

    def meant(self, code: str, look: Look, into: Look, people: Mapping[str, object] | None = None) -> str | None:
        """Return by which code ``into`` has whom ``look`` calls ``code``; None where that is another person there.

        Who isn't there keeps the code. ``people`` are those of ``into``, with who came in meanwhile.
        """
        there = into.people if people is None else people
        if code not in self.renamed:
            return code
        node = look.people.get(code)
        # The nearest name first: people who were imported in one go have nodes that don't differ.
        same = (one for one in _names(code, look, into) if node is not None and there.get(one) == node)
        return next(same, None if code in there else code)

    def known(self, into: Look) -> dict[str, Certificate]:
        """Return who was erased as far as anything knows, by the codes of ``into``."""
        found: dict[str, Certificate] = {}
        for look, erased in (*self._in_register(), *((look, look.erased or {}) for look in self.looks)):
            for code, certificate in erased.items():
                person = self.meant(code, look, into)
                if person is not None:
                    found[person] = certificate
        return found

    def _in_register(self) -> Iterator[tuple[Look, Mapping[str, Certificate]]]:
        """Yield whom the register knows as erased, each with a file that means the same by the code.

        Of a code that was renamed that is a file that knows of it, since the register was made later.
        """
        for code, certificate in (self.in_register or {}).items():
            knowing = [one for one in self.looks if code in one.people and any(code in pair for pair in one.renamed)]
            yield next(iter(knowing), self.backup), {code: certificate}

    def unsure(self) -> tuple[str, ...]:
        """Return codes by which the register may mean people who would be there, and no file knows as erased."""
        known = frozenset(one for look in self.looks for one in look.erased or {})
        return tuple(sorted(self.doubtful & self.backup.people.keys() - known))

    def due(self, look: Look) -> tuple[str, ...]:
        """Return whose content a file still has, though they are known to be erased."""
        return tuple(sorted((self.known(look).keys() & look.people.keys()) - (look.erased or {}).keys()))

    def is_clean(self, look: Look) -> bool:
        """Return whether a file holds nothing that was erased; one that can't be read can't show it."""
        known = self.known(look)
        if not known or look.is_whole:
            return not self.due(look)
        return look.erased is not None and known.keys() <= look.erased.keys()

    def erased_again(self) -> dict[str, Certificate]:
        """Return who is to be erased in the restored file, also where only what they decided comes into it."""
        there = {
            *self.backup.people,
            *(row["id"] for name, row in self.decided.rows if name == schema.PARTICIPANT.name),
        }
        known = self.known(self.backup)
        return {one: known[one] for one in sorted((known.keys() & there) - (self.backup.erased or {}).keys())}

    def registers(self) -> frozenset[str]:
        """Return when the study's registers were made, as any file of it knows, and the own one that lies beside."""
        made = {self.register_made_at} - {""}
        return frozenset(made.union(*(look.registers for look in self.looks)))

    @cached_property
    def decided(self) -> Decided:
        """Return what people decided, that a backup from before lacks; of who was erased no words."""
        newer = (self.present, *(one for one in self.others.values() if one.last > self.backup.last))
        found = gather(self.backup, newer, lambda code, look, people: self.meant(code, look, self.backup, people))
        known = self.known(self.backup)
        words = schema.DETAIL.name
        return replace(
            found,
            rows=[(name, row) for name, row in found.rows if not (name == words and row["participant"] in known)],
        )

    def outlook(self) -> Outlook:
        """Return what will be done."""
        there = self.path.exists()
        readable = self.present.is_whole
        return Outlook(
            backup=self.chosen.name,
            at=_made_at(self.target, self.chosen),
            last=self.backup.last,
            is_there=there,
            is_readable=readable,
            is_older=self.backup.decisions is None,
            lost=len(self.present.log - self.backup.log) if readable else None,
            is_kept=there and self.path.stat().st_size > 0 and self.is_clean(self.present),
            erased=tuple(self.erased_again()),
            decided=self.decided if self.backup.decisions is not None else Decided(),
            register_unread=self.in_register is None,
            unsure=self.unsure(),
        )


def _names(code: str, look: Look, into: Look) -> Iterator[str]:
    """Yield the codes that somebody may have in ``into``, whom ``look`` calls ``code``, the nearest first.

    That is what merges in the past of ``look`` took away, and what merges in the past of ``into`` gave instead.
    """
    before = {(new, old): at for (old, new), at in look.renamed.items()}
    earlier = (code, *_along(code, before, lambda at, last: not last or at < last))
    yield from earlier
    for one in earlier:
        yield from _along(one, into.renamed, lambda at, last: at > last)


def _along(
    code: str, steps: Mapping[tuple[str, str], str], follows: Callable[[str, str], bool], last: str = ""
) -> Iterator[str]:
    """Yield the codes that one comes to from ``code``, by steps that follow each other in time."""
    found = [(to, at) for (begin, to), at in steps.items() if begin == code and follows(at, last)]
    yield from (to for to, _ in found)
    for to, at in found:
        yield from _along(to, steps, follows, at)


def _made_at(target: Target, path: Path) -> datetime:
    known = {one.path: one.at for one in backups.listed(target)}
    return known.get(path) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
