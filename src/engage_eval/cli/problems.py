"""How problems are shown: as sentences with their place, or as rows of JSON."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from engage_eval.cli import console
from engage_eval.core.catalogue import lookup
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.core.problem import Param, Problem, Severity

WORDS: Mapping[Severity, str] = {
    Severity.ERROR: N_("ERROR"),
    Severity.HELD: N_("HELD BACK"),
    Severity.WARNING: N_("WARNING"),
}


Judge: TypeAlias = Callable[[Problem], Severity]


def severity(problem: Problem) -> Severity:
    """Return how far a problem of a study reaches."""
    return lookup(problem.code).severity


def of_refused(_problem: Problem) -> Severity:
    """Return the severity of a problem for which rows are refused: what a study may have, a new row may not."""
    return Severity.ERROR


def of_recorded(problem: Problem) -> Severity:
    """Return the severity of a problem that was no reason to refuse: an error of the report only can wait."""
    found = severity(problem)
    return Severity.WARNING if found is Severity.ERROR else found


# Parameters that hold a key of the tables, which a sentence says as people do; by code.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "consent.holds": ("event",),
    "consent.names_only_erase": ("kind",),
    "consent.no_evidence": ("mode",),
    "consent.withdrawn_already": ("kind",),
    "import.consent_differs": ("event",),
    "interview.has_ended": ("ended",),
    "interview.same_end": ("end",),
    "interview.same_minute": ("event",),
    "interview_events.outside": ("event",),
    "interview_events.unordered": ("event",),
    "recruit.same_time": ("event",),
    "recruitment.screening_differs": ("event", "answers"),
    "recruitment.unordered": ("later", "earlier"),
}
# What is to be typed as it stands is named beside its key instead.
_TYPED: Mapping[str, tuple[str, ...]] = {"staff.no_role": ("allowed",)}


def in_words(problem: Problem, say: Messages) -> Problem:
    """Return the problem with keys such as eligible or paused as people say them in this language."""
    keys, typed = _KEYS.get(problem.code, ()), _TYPED.get(problem.code, ())
    if not keys and not typed:
        return problem
    from engage_eval.model.vocabulary import VALUES

    def named(key: str) -> str:
        return VALUES[key].get(say.language) if key in VALUES else key

    def beside(key: str) -> str:
        return key if named(key) == key else f"{key} ({named(key)})"

    said: dict[str, Param] = {}
    for name in keys:
        # A reason may follow in brackets.
        key, blank, rest = str(problem.params[name]).partition(" ")
        said[name] = f"{named(key)}{blank}{rest}"
    for name in typed:
        said[name] = ", ".join(beside(key) for key in str(problem.params[name]).split(", "))
    return replace(problem, params={**problem.params, **said})


def as_rows(problems: Iterable[Problem], say: Messages, judge: Judge = severity) -> list[dict[str, object]]:
    """Return the problems as the JSON contract has them."""
    rows: list[dict[str, object]] = []
    for problem in problems:
        message, hint = say.problem(in_words(problem, say))
        rows.append(
            {
                "code": problem.code,
                "severity": judge(problem).value,
                "file": problem.place.file,
                "line": problem.place.line,
                "key": problem.place.key,
                "message": message,
                "hint": hint,
            }
        )
    return rows


def place(problem: Problem, say: Messages) -> str:
    """Return "file, line 12, column" of a problem; empty where it has no place."""
    where = problem.place
    parts = [where.file]
    if where.line is not None:
        parts.append(say.text("line {line}", line=where.line))
    if where.key:
        parts.append(where.key)
    return ", ".join(part for part in parts if part)


# So many problems of one kind in one file are printed; JSON has all.
MOST_ALIKE = 20


def print_problems(
    problems: Iterable[Problem], say: Messages, write: Callable[[str], None] = console.line, judge: Judge = severity
) -> None:
    """Print each problem with ``write``: severity, place, what is wrong, what to do; of many alike the first 20."""
    alike: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        kind = (problem.code, problem.place.file)
        alike[kind] += 1
        if alike[kind] <= MOST_ALIKE:
            _print_problem(problem, say, write, judge(problem))
    for (code, file), n in alike.items():
        if n > MOST_ALIKE:
            more = say.text("{file}: {n} more like [{code}]", file=file, n=n - MOST_ALIKE, code=code)
            write(more)
            write("")


def _print_problem(problem: Problem, say: Messages, write: Callable[[str], None], reach: Severity) -> None:
    message, hint = say.problem(in_words(problem, say))
    write(f"{say.text(WORDS[reach])}  {place(problem, say)}".rstrip())
    console.paragraph(message, indent=4, write=write)
    console.paragraph(hint, indent=4, write=write)
    write(f"    [{problem.code}]")
    write("")
