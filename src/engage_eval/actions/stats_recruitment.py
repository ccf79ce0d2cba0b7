"""Recruitment trees from a table of one's own: who recruited whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Param, Place, Problem
from engage_eval.core.similar import closest
from engage_eval.formats.plain_table import PlainTable, read_plain, refuse_same
from engage_eval.stats.homophily import Homophily, homophily
from engage_eval.stats.network import Fault, Network, network
from engage_eval.stats.rds import Rds, rds

# What marks a seed where a recruiter would stand, beside an empty cell.
_SEED_WORDS = frozenset({"seed", "awal", "responden awal"})
_CODES = {"twice": "tables.duplicate", "self": "recruitment.self", "cycle": "recruitment.cycle"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The names of a table's columns; ``degree`` (network size) and ``trait`` are empty where there is none."""

    id: str
    recruiter: str
    degree: str = ""
    trait: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecruitmentTable:
    """The trees, the trait's homophily and shares; ``population`` is the N that was given, None where none was."""

    network: Network
    homophily: tuple[tuple[str, Homophily], ...]
    rds: Rds
    population: int | None

    @property
    def sampling_fraction(self) -> float | None:
        """Return the people as a share of the population; None where its size is not given."""
        return self.network.people / self.population if self.population else None


def recruitment_table(
    path: Path, columns: Columns, *, population: int | None = None, seeds: bool = True
) -> RecruitmentTable:
    """Return the recruitment in the table ``path``, a row a person; ``seeds`` says whether they count in the shares.

    Raises UsageError for a file or column that isn't there and for a population smaller than the table, ProblemsError
    naming each line whose link can't be (a circle, a recruiter without a row ...).
    """
    table = read_plain(path)
    refuse_same(table, {"--id": columns.id, "--recruiter": columns.recruiter})
    people, recruiters = table.column(columns.id), table.column(columns.recruiter)
    traits = table.column(columns.trait) if columns.trait else ("",) * len(people)
    degrees = table.numbers([columns.degree]) if columns.degree else ((None,),) * len(people)
    pairs = list(zip(people, ("" if _marks_seed(one) else one for one in recruiters), strict=True))
    found = network(pairs)
    problems = [
        *_without_id(table, columns),
        *(_problem(table, columns, fault, people) for fault in found.faults if fault.person),
        *_bad_degrees(table, columns, degrees),
    ]
    if problems:
        ordered = sorted(problems, key=lambda one: one.place.line or 0)
        raise ProblemsError(ordered, "command.bad_table", name=table.name)
    if population is not None and population < found.people:
        raise UsageError("network.population", population=population, n=found.people)
    trait_of = {person: trait for person, trait in zip(people, traits, strict=True) if trait}
    degree_of = {person: size for person, (size,) in zip(people, degrees, strict=True) if size is not None}
    name = table.head[table.index(columns.trait)] if columns.trait else ""
    return RecruitmentTable(
        network=found,
        homophily=((name, homophily(found.recruiter_of, trait_of)),) if name else (),
        rds=rds(found, trait_of, degree_of, seeds=seeds),
        population=population,
    )


def _marks_seed(recruiter: str) -> bool:
    return recruiter.strip().casefold() in _SEED_WORDS


def _without_id(table: PlainTable, columns: Columns) -> Iterator[Problem]:
    head = table.head[table.index(columns.id)]
    for line, person in zip(table.lines, table.column(columns.id), strict=True):
        if not person:
            yield Problem(
                code="network.no_id", place=Place(file=table.name, line=line, key=head), params={"column": head}
            )


def _problem(table: PlainTable, columns: Columns, fault: Fault, people: tuple[str, ...]) -> Problem:
    column = columns.id if fault.kind == "twice" else columns.recruiter
    params: dict[str, Param] = {"participant": fault.person}
    if fault.kind == "twice":
        first = table.lines[people.index(fault.person)]
        params = {"keys": fault.person, "table": table.name, "line": first}
    elif fault.kind == "cycle":
        params = {"cycle": " → ".join((*fault.circle, fault.circle[0]))}
    elif fault.kind == "unknown":
        params |= {"value": fault.recruiter, "meant": closest(fault.recruiter, sorted(set(people) - {fault.person}))}
    place = Place(file=table.name, line=table.lines[fault.row], key=table.head[table.index(column)])
    return Problem(code=_CODES.get(fault.kind, "network.unknown"), place=place, params=params)


def _bad_degrees(
    table: PlainTable, columns: Columns, degrees: tuple[tuple[float | None, ...], ...]
) -> Iterator[Problem]:
    for line, (size,) in zip(table.lines, degrees, strict=True):
        if size is not None and size <= 0:
            place = Place(file=table.name, line=line, key=table.head[table.index(columns.degree)])
            yield Problem(code="network.degree", place=place, params={"value": f"{size:g}"})
