"""Snowball recruitment: the trees of who recruited whom, where they stopped, and who was approached and enrolled.

Everyone recruited keeps a node, whatever consent says; facts about a person (kind of facility, role, attributes) are
known only where consent allows.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engage_eval.analysis.answers import Answers, latest
from engage_eval.analysis.dispositions import Dispositions
from engage_eval.analysis.dispositions import dispositions as compute_dispositions
from engage_eval.analysis.facts import facts
from engage_eval.analysis.states import STATES, events_of
from engage_eval.model.interview import ENDS
from engage_eval.model.people import RecruitmentEvent
from engage_eval.model.snapshot import Snapshot
from engage_eval.stats.homophily import Homophily, homophily
from engage_eval.stats.network import Network, network
from engage_eval.stats.rds import Rds, rds

# Whoever was interviewed and did not allow being asked to name others ends a chain by that, not by their state.
MAY_NOT_NAME = "may_not_name"
REACHED, UNREACHED = "reached", "not_reached"
_FEW_GROUPS = range(2, 7)  # with more groups than that a share for each says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """How far the people of one kind of facility came; ``kind`` is empty where consent does not let it be known.

    Enrolled are those who are eligible and consented.
    """

    kind: str
    recruited: int
    approached: int
    eligible: int
    enrolled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recruitment:
    """The recruitment of a study.

    ``stopped`` counts those who recruited nobody, by final state (or ``MAY_NOT_NAME``); ``who_stopped`` names them.
    ``homophily`` holds (trait, result) for each trait that divides people into a few groups. ``rds`` estimates how
    many of the population are reached (groups ``REACHED`` and ``UNREACHED``), or says why it is refused; ``degrees``
    is how many people's network size is known.
    """

    network: Network
    states: tuple[tuple[str, str], ...]
    stopped: tuple[tuple[str, int], ...]
    who_stopped: tuple[tuple[str, tuple[str, ...]], ...]
    approaches: tuple[Approach, ...]
    homophily: tuple[tuple[str, Homophily], ...]
    degrees: int
    rds: Rds


def recruitment(snapshot: Snapshot, answers: Answers | None = None, states: Dispositions | None = None) -> Recruitment:
    """Return how the people of ``snapshot`` were recruited; ``answers`` and ``states`` save computing them again."""
    given = answers or latest(snapshot)
    ended = states or compute_dispositions(snapshot, given)
    events = events_of(snapshot)
    found = network([(person.id, _recruiter(events.get(person.id, ()))) for person in snapshot.people])
    who_stopped = _who_stopped(snapshot, found, dict(ended.states))
    degrees = _degrees(snapshot, given, events)
    return Recruitment(
        network=found,
        states=ended.states,
        stopped=tuple((reason, len(people)) for reason, people in who_stopped),
        who_stopped=who_stopped,
        approaches=tuple(_approaches(snapshot, ended)),
        homophily=tuple(_homophily(snapshot, found)),
        degrees=len(degrees),
        rds=rds(found, _reached(ended), degrees),
    )


def _recruiter(steps: Sequence[RecruitmentEvent]) -> str:
    """Return who referred the person first; empty for a seed."""
    return next((step.recruiter for step in steps if step.recruiter), "")


def _reached(ended: Dispositions) -> dict[str, str]:
    """Return for everyone screened whether the channel reaches them."""
    reached = frozenset(ended.who("reached"))
    return {person: REACHED if person in reached else UNREACHED for person in ended.who("screened")}


def _degrees(
    snapshot: Snapshot, answers: Answers, events: Mapping[str, Sequence[RecruitmentEvent]]
) -> dict[str, float]:
    """Return network sizes: the last that recruitment recorded, else the answer to the question for it."""
    found: dict[str, float] = {}
    instrument = snapshot.instrument()
    for item in instrument.with_role("network_size") if instrument else ():
        given = answers.of(item.key).items()
        found.update({person: value for person, value in given if isinstance(value, int | float) and value > 0})
    for person, steps in events.items():
        sizes = [step.network_size for step in steps if step.network_size]
        if sizes:
            found[person] = sizes[-1]
    return {person.id: found[person.id] for person in snapshot.people if person.id in found}


def _who_stopped(
    snapshot: Snapshot, found: Network, states: Mapping[str, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    silent = _may_not_name(snapshot)
    ends: dict[str, list[str]] = {}
    for person in found.leaves:
        state = states[person]
        ends.setdefault(MAY_NOT_NAME if person in silent and state in ENDS else state, []).append(person)
    return tuple((reason, tuple(ends[reason])) for reason in (*STATES, MAY_NOT_NAME) if reason in ends)


def _may_not_name(snapshot: Snapshot) -> frozenset[str]:
    """Return whose last consent did not allow that they name others."""
    last: dict[str, bool | None] = {}
    for event in sorted(snapshot.consent, key=lambda one: one.at.sort_key()):
        if event.event == "given":
            last[event.participant] = event.name_others
    return frozenset(person for person, may in last.items() if may is False)


def _approaches(snapshot: Snapshot, ended: Dispositions) -> Iterator[Approach]:
    kinds = {person.id: person.facility_kind for person in snapshot.people}
    approached, eligible = frozenset(ended.who("approached")), frozenset(ended.who("eligible"))
    enrolled = eligible & frozenset(ended.who("consented"))
    # What is not known stands last.
    for kind in sorted(set(kinds.values()), key=lambda one: (not one, one)):
        people = frozenset(person for person, own in kinds.items() if own == kind)
        yield Approach(
            kind=kind,
            recruited=len(people),
            approached=len(people & approached),
            eligible=len(people & eligible),
            enrolled=len(people & enrolled),
        )


def _homophily(snapshot: Snapshot, found: Network) -> Iterator[tuple[str, Homophily]]:
    for trait, values in _traits(snapshot).items():
        result = homophily(found.recruiter_of, values)
        if len(set(values.values())) in _FEW_GROUPS and result.links:
            yield trait, result


def _traits(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Return trait -> person -> group; numbers are no groups."""
    of_people = {
        "facility_kind": {one.id: one.facility_kind for one in snapshot.people if one.facility_kind},
        "role": {one.id: one.role for one in snapshot.people if one.role},
    }
    found = of_people | {key: values for key, values in facts(snapshot).items() if key not in of_people}
    return {key: values for key, values in found.items() if not _are_numbers(values.values())}


def _are_numbers(values: Collection[str]) -> bool:
    counts = Counter(value.replace(",", "").replace(".", "").strip().isdecimal() for value in values)
    return counts[True] > counts[False]
