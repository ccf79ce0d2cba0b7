"""The numbers of a Word report held against the study: which are the same, changed by hand, out of date, or gone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from engage_eval.report.blocks import Document, Number
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.docx.reading import Printed, Reading, looks_ours
from engage_eval.report.docx.spans import Found
from engage_eval.report.numbers import format_number

_NO_WIDTH = re.compile("[\\s\u00ad\u200b-\u200d\u2060\ufeff]+")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


class State(StrEnum):
    """How a number of the report stands to the study."""

    SAME = "same"
    EDITED = "edited"
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One number: its text in the report and in the study (None where it isn't there), and where it stands."""

    claim: str
    field: str
    format: str
    in_report: str | None
    in_study: str | None
    state: State
    control: Found | None = None

    @property
    def where(self) -> str:
        """Return the text of the paragraph in which it stands; empty where that is no more than the number."""
        return "" if self.control is None else " ".join("".join(self.control.around).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All numbers of a report, in the order of the file; those without a control at the end."""

    numbers: tuple[Checked, ...]
    digest_in_report: str
    digest_of_study: str

    def of(self, state: State) -> tuple[Checked, ...]:
        """Return the numbers of one state."""
        return tuple(one for one in self.numbers if one.state is state)

    @property
    def standing(self) -> int:
        """Return how many numbers stand in the report."""
        return sum(one.control is not None for one in self.numbers)


def same_text(one: str, other: str) -> bool:
    """Return whether two texts show the same number, whatever spaces, dashes and minus signs they are typed with.

    >>> same_text("[−3,2;\N{NO-BREAK SPACE}1,0]", "[-3,2; 1,0]"), same_text("65,0%", "65%")
    (True, False)
    """
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return _NO_WIDTH.sub("", text).translate(_DASHES)


def printed_in(documents: Iterable[Document]) -> tuple[Printed, ...]:
    """Return every number that documents print, for reports that have lost what they know of themselves."""
    found = {(one.claim, one.field, one.format): one for document in documents for one in _numbers(document.blocks)}
    return tuple(Printed(claim=claim, field=field, format=shown) for claim, field, shown in found)


def _numbers(part: object) -> Iterator[Number]:
    if isinstance(part, Number):
        yield part
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _numbers(one)
    elif is_dataclass(part):
        for one in fields(part):
            yield from _numbers(getattr(part, one.name))


def unknown(reading: Reading) -> bool:
    """Return whether the report has numbers of which it doesn't say how they are printed."""
    known = {one.alias for one in reading.stored.printed}
    return any(looks_ours(one.alias) and one.alias not in known for one in reading.controls)


def compare(reading: Reading, claims: Claims, digest: str, more: Sequence[Printed] = ()) -> Comparison:
    """Return how each number of the report stands to the claims of the study, whose digest is ``digest``.

    ``more`` are numbers that the program would print now; they help where the report doesn't know its own. A number is
    ``same`` where its text follows from the study, also if it was typed by hand; ``edited`` where its text isn't what
    the program wrote; ``outdated`` where it is, and the study has another now; ``missing`` where the study has no such
    claim any more, or the report no such number: then its control, or its text there, was taken out.
    """
    by_alias: dict[str, list[Printed]] = {}
    for one in (*reading.stored.printed, *more):
        by_alias.setdefault(one.alias, []).append(one)
    judge = _Judge(reading, claims, trust_hand=digest == reading.stored.digest)
    numbers = []
    for control in reading.controls:
        if control.text.strip() and (printed := _printed(control, reading.stored.by_id, by_alias)):
            numbers.append(judge.standing(control, printed))
        elif control.text.strip() and looks_ours(control.alias):
            numbers.append(_nameless(control))
    numbers.extend(judge.gone(numbers))
    return Comparison(numbers=tuple(numbers), digest_in_report=reading.stored.digest, digest_of_study=digest)


def _printed(control: Found, by_id: Mapping[int, Printed], by_alias: Mapping[str, Sequence[Printed]]) -> Printed | None:
    """Return what a control shows: by its id, else by its alias and the text; programs make ids anew."""
    exact = by_id.get(control.id)
    if exact is not None and exact.alias == control.alias:
        return exact
    candidates = by_alias.get(control.alias, ())
    fitting = (one for one in candidates if one.text is not None and same_text(one.text, control.text))
    return next(fitting, candidates[0] if candidates else None)


def _nameless(control: Found) -> Checked:
    claim, _, field = control.alias.rpartition(":")
    return Checked(
        claim=claim,
        field=field,
        format="",
        in_report=control.text.strip(),
        in_study=None,
        state=State.MISSING,
        control=control,
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Tells the states of numbers; ``trust_hand``: with the same data a difference can only have come by hand."""

    reading: Reading
    claims: Claims
    trust_hand: bool

    def standing(self, control: Found, printed: Printed) -> Checked:
        now = self._now(self.claims.get(printed.claim), printed)
        shown = control.text.strip()
        return Checked(
            claim=printed.claim,
            field=printed.field,
            format=printed.format,
            in_report=shown,
            in_study=now,
            state=self._state(shown, now, printed.text),
            control=control,
        )

    def _now(self, claim: Claim | None, printed: Printed) -> str | None:
        if claim is None:
            return None
        return format_number(claim, printed.field, printed.format, self.reading.stored.language)

    def _state(self, shown: str, now: str | None, before: str | None) -> State:
        if now is None:
            return State.MISSING
        if same_text(shown, now):
            return State.SAME
        by_hand = self.trust_hand if before is None else not same_text(shown, before)
        return State.EDITED if by_hand else State.OUTDATED

    def gone(self, standing: Sequence[Checked]) -> Iterator[Checked]:
        """Yield, once each, the numbers that the file once had and nowhere has now."""
        seen = {(one.claim, one.field) for one in standing}
        for printed in self.reading.stored.printed:
            if (printed.claim, printed.field) not in seen:
                seen.add((printed.claim, printed.field))
                yield Checked(
                    claim=printed.claim,
                    field=printed.field,
                    format=printed.format,
                    in_report=None,
                    in_study=self._now(self.claims.get(printed.claim), printed),
                    state=State.MISSING,
                )
