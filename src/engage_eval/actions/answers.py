"""Answers by hand: typed in, corrected with a reason, taken back; two that differ after a merge are settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from engage_eval.actions.interviewing import find
from engage_eval.actions.recording import Recording, refuse_waiting
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Place, Problem
from engage_eval.core.similar import closest
from engage_eval.formats.answer_cells import Reader, answer_reader, is_not_shown
from engage_eval.formats.canonical import answer_cell
from engage_eval.formats.canonical_cells import readable
from engage_eval.formats.cells import ORDERS, CellError, Reading
from engage_eval.model.instrument import NOTE, Instrument
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.standing import Consents


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """One item: its answer before and now, as cells; ``outcome`` is new, changed, taken_back, settled or same."""

    item: str
    before: str
    now: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What became of each item of an interview, and what is to be looked at."""

    interview: str
    participant: str
    items: tuple[Corrected, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Work:
    new: list[Answer] = field(default_factory=list)
    taken_back: list[tuple[str, str]] = field(default_factory=list)
    told: list[Corrected] = field(default_factory=list)


def correct(recording: Recording, interview: str, pairs: Sequence[str], reason: str) -> Correction:
    """Record answers given as texts "item=value", as in a table's cell; an empty value takes an answer back.

    What replaces an earlier answer needs a reason. Raises UsageError for an item or value that the interview's
    instrument doesn't have, an item twice, a reason that is missing, anything of who asked to withdraw, and anything
    new of who stopped; ProblemsError where the rules refuse it.
    """
    one = find(recording, interview)
    standing = Consents(recording.record).of(one.participant)
    refuse_waiting(standing, one.participant)
    instrument = recording.record.instrument_of(one)
    if instrument is None:
        raise UsageError("interview.no_instrument")
    before: dict[str, list[Answer]] = {}
    for answer in recording.record.answers:
        if answer.interview == one.id:
            before.setdefault(answer.item, []).append(answer)
    work = _Work()
    for key, value in _parsed(pairs, instrument).items():
        said = _said(one, instrument, key, value, recording)
        _take(work, one, key, before.get(key, []), said, is_settled=(one.id, key) in recording.conflicts)
    new = [told.item for told in work.told if told.outcome == "new"]
    if new and standing.has_stopped():
        raise UsageError("answers.stopped", participant=one.participant, items=", ".join(new))
    reason = readable(reason)
    replaced = [told.item for told in work.told if told.outcome not in ("new", "same")]
    if replaced and not reason:
        raise UsageError("answers.reason_needed", interview=one.id, items=", ".join(replaced))
    problems: tuple[Problem, ...] = ()
    if work.new or work.taken_back:
        from engage_eval.store.write import Stamp

        stamp = Stamp(at=recording.now, by=recording.actor, reason=reason)
        problems = recording.add("answers correct", {"answers": work.new}, stamp=stamp, taken_back=work.taken_back)
    return Correction(interview=one.id, participant=one.participant, items=tuple(work.told), problems=problems)


def _take(
    work: _Work, one: Interview, key: str, old: Sequence[Answer], said: Sequence[Answer], *, is_settled: bool
) -> None:
    """Say what becomes of one item, and put it where it is to be written."""
    cells = (answer_cell(list(old)) if old else "", answer_cell(list(said)) if said else "")
    if is_settled:
        outcome = "settled"
    elif _content(old) == _content(said):
        outcome = "same"
    elif not old:
        outcome = "new"
    else:
        outcome = "changed" if said else "taken_back"
    work.told.append(Corrected(item=key, before=cells[0], now=cells[1], outcome=outcome))
    if outcome == "same":
        return
    if said:
        work.new += said
    else:
        work.taken_back.append((one.id, key))


def _content(answers: Iterable[Answer]) -> frozenset[tuple[object, ...]]:
    return frozenset((one.choice, one.number, one.text, one.missing) for one in answers)


def _parsed(pairs: Sequence[str], instrument: Instrument) -> dict[str, str]:
    """Return item -> value as typed; raises UsageError for what is no pair, an item twice, or one that isn't asked."""
    found: dict[str, str] = {}
    items = instrument.by_key
    for pair in pairs:
        key, sign, value = pair.partition("=")
        key = key.strip()
        if not sign or not key:
            raise UsageError("answers.pair", value=pair)
        if key in found:
            raise UsageError("answers.item_twice", item=key)
        if key not in items or items[key].part == NOTE:
            answerable = [one.key for one in instrument.items if one.part != NOTE]
            raise UsageError(
                "answers.item_unknown",
                item=key,
                instrument=instrument.key,
                version=instrument.version,
                meant=closest(key, answerable),
            )
        found[key] = value
    return found


def _said(one: Interview, instrument: Instrument, key: str, value: str, recording: Recording) -> list[Answer]:
    """Return what a typed value says of an item; nothing where it is empty."""
    text = readable(value)
    if not text or is_not_shown(text):
        return []
    item = instrument.by_key[key]
    setting = recording.setting
    reading = Reading(order=setting.dates if setting.dates in ORDERS else "", zone=setting.zone)
    read: Reader = answer_reader(item, instrument.scales.get(item.scale), reading)
    try:
        said = read(text)
    except CellError as wrong:
        problem = Problem(code=wrong.code, place=Place(key=key), params=wrong.params)
        raise ProblemsError([problem], "recording.refused") from None
    return [Answer(one.id, key, *values) for values in said]
