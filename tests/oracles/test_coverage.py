"""Every public function of stats/ says whence it comes and what it takes, and is held against something outside.

An oracle test imports a function, or one that leads to it: names are followed through the sources (ast), so nothing is
run. What is allowed to be without stands here with its reason.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATS = ROOT / "src" / "engage_eval" / "stats"
PACKAGE = "engage_eval.stats"

# What computes no statistic: it sorts, counts or carries what others compute, so there is nothing to cite.
CARRIES: Mapping[str, str] = {
    "agreement.agreement": "puts the coefficients side by side",
    "agreement.alpha_sums": "looks whether alpha is defined, then asks coefficients",
    "agreement.cohen_sums": "looks whether kappa is defined, then asks coefficients",
    "agreement.fleiss_sums": "looks whether kappa is defined, then asks coefficients",
    "agreement.found_of": "leads from ratings to estimates",
    "agreement.gwet_sums": "looks whether AC is defined, then asks coefficients",
    "agreement.many_categories": "makes a reason",
    "agreement.percent_sums": "looks whether agreement is defined, then asks coefficients",
    "code_agreement.code_agreement": "puts the coefficients side by side",
    "estimating.estimates": "leads from sums to estimates",
    "paired.paired": "puts the measures of change side by side",
    "ratings.active": "picks the coders who rated",
    "ratings.ratings_of": "reads ratings into an array",
    "ratings.tally": "counts equal units",
    "reliability.flat": "finds columns without variance",
    "reliability.reliability": "puts the coefficients side by side",
    "reliability.scaled": "moves the binary point",
    "resampling.numbered": "numbers labels",
    "resampling.together": "adds up rows",
    "resampling.value_of": "adds up rows",
    "validity.content_validity": "puts the coefficients side by side",
}
# Arguments that mean the same everywhere, so that no docstring repeats it.
EVERYWHERE = {
    "level": "the share of samples whose interval holds the value, 0 to 1 (a level of measurement is explained)",
    "resamples": "how many resamples make an interval",
    "resampling": "see `resampling.Resampling`",
    "seed": "of the random numbers",
    "told": "the tally, see `agreement.Build`",
    "ratings": "see `ratings.Ratings`",
}
SAYS_WHENCE = re.compile(r"[Ss]ources?:|plain definition")
SAYS_SHAPE = re.compile(
    r"\b(rows?|columns?|shape|length|pairs?|share|counts?|how (many|often)|number|sequence|matrix|matrices|values?"
    r"|from 0 to|holds|sets?|one a|ratings?|points?|percent|fraction|differences|people|size)\b"
)


def module_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def functions() -> Mapping[str, ast.FunctionDef]:
    """Return every function of stats/ by module and name, private ones too."""
    return {
        f"{path.stem}.{node.name}": node
        for path in sorted(STATS.glob("*.py"))
        for node in module_of(path).body
        if isinstance(node, ast.FunctionDef)
    }


def public() -> list[str]:
    return [name for name in functions() if "._" not in name]


def documented(name: str) -> str:
    return ast.get_docstring(functions()[name]) or ""


def imported(tree: ast.AST, inside: str = "") -> dict[str, str]:
    """Return what a module calls names of stats/: alias -> module.name, or module for a whole one."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(PACKAGE):
            module = node.module.removeprefix(PACKAGE).lstrip(".")
            found |= {one.asname or one.name: f"{module}.{one.name}".lstrip(".") for one in node.names}
    if inside:
        own = (name for name in functions() if name.startswith(f"{inside}."))
        found = {name.removeprefix(f"{inside}."): name for name in own} | found
    return found


def mentioned(tree: ast.AST, names: Mapping[str, str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            yield f"{names[node.value.id]}.{node.attr}"
        elif isinstance(node, ast.Name) and node.id in names:
            yield names[node.id]


@cache
def held_against_something() -> frozenset[str]:
    """Return the functions that oracle tests mention, and all that these lead to."""
    names = {path.stem: imported(module_of(path), path.stem) for path in STATS.glob("*.py")}
    found: set[str] = set()
    waiting = [
        one
        for path in Path(__file__).parent.glob("test_*_oracle.py")
        for tree in [module_of(path)]
        for one in mentioned(tree, imported(tree))
    ]
    while waiting:
        name = waiting.pop()
        if name in functions() and name not in found:
            found.add(name)
            waiting += mentioned(functions()[name], names[name.split(".")[0]])
    return frozenset(found)


@pytest.mark.parametrize("name", public())
def test_docstring_says_whence_the_statistic_comes(name: str) -> None:
    assert bool(SAYS_WHENCE.search(documented(name))) != (name in CARRIES)


@pytest.mark.parametrize("name", public())
def test_docstring_says_what_each_argument_is(name: str) -> None:
    node = functions()[name]
    arguments = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)} - set(EVERYWHERE)
    said = documented(name) + (ast.get_docstring(module_of(STATS / f"{name.split('.', maxsplit=1)[0]}.py")) or "")
    assert arguments - set(re.findall(r"\w+", said)) == set()
    assert not arguments or SAYS_SHAPE.search(said)


@pytest.mark.parametrize("name", public())
def test_function_is_held_against_something_outside(name: str) -> None:
    assert name in held_against_something()


def test_nothing_is_excused_that_is_gone() -> None:
    assert set(CARRIES) <= set(public())
