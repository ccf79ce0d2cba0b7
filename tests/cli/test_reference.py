"""Every command has help with an example, and a part in docs/reference/commands.md and its Indonesian twin."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from engage_eval.cli.base import LazyGroup
from engage_eval.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["commands.md", "commands.id.md"]


def commands(group: click.Command = main, before: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Yield the name and the command of everything that can be called, groups and their commands."""
    with click.Context(group) as ctx:
        assert isinstance(group, LazyGroup)
        for name in group.list_commands(ctx):
            found = group.get_command(ctx, name)
            assert found is not None
            words = (*before, name)
            yield " ".join(words), found
            if isinstance(found, click.Group):
                yield from commands(found, words)


ALL = dict(commands())
LEAVES = {name: command for name, command in ALL.items() if not isinstance(command, click.Group)}


def part(page: str, name: str) -> str:
    """Return a command's part of a page: from its heading to the next."""
    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no part ## {name}"
    return found.group(1)


def test_the_commands_are_those_of_the_contract() -> None:
    assert list(LEAVES) == [
        "demo",
        "new",
        "check",
        "analyse dispositions",
        "analyse responses",
        "analyse engagement",
        "analyse fit",
        "analyse outcomes",
        "analyse recruitment",
        "export bundle",
        "export workbook",
        "export schedule",
        "export consent",
        "export xlsform",
        "export responses",
        "export panel",
        "export kit",
        "import bundle",
        "import definition",
        "import xlsform",
        "import responses",
        "import participants",
        "import outcomes",
        "staff add",
        "staff list",
        "recruit add",
        "recruit refer",
        "recruit screen",
        "recruit status",
        "recruit tree",
        "consent record",
        "consent show",
        "consent due",
        "consent request",
        "consent withdraw",
        "consent letter",
        "consent certificate",
        "interview start",
        "interview pause",
        "interview resume",
        "interview finish",
        "answers correct",
        "outcomes add",
        "outcomes correct",
        "register unlock",
        "register add",
        "register find",
        "register rotate",
        "merge",
        "report",
        "verify",
        "doctor",
        "backup list",
        "backup restore",
        "refresh",
        "explain",
        "stats proportion",
        "stats agreement",
        "stats reliability",
        "stats paired",
        "stats recruitment",
        "stats saturation",
        "stats plan",
        "stats validity",
    ]


@pytest.mark.parametrize("name", ALL)
def test_every_command_has_help(name: str) -> None:
    assert ALL[name].help


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_has_an_example_that_calls_it_and_takes_json(name: str) -> None:
    assert (LEAVES[name].epilog or "").startswith(f"engage-eval {name}")
    assert "--json" in {option for one in LEAVES[name].params for option in one.opts}


@pytest.mark.parametrize("name", LEAVES)
@pytest.mark.parametrize("page", PAGES)
def test_the_reference_has_each_command_with_its_options_and_an_example(page: str, name: str) -> None:
    found = part(page, name)

    for one in LEAVES[name].params:
        words = one.opts if isinstance(one, click.Option) else [(one.metavar or one.name or "").strip("[]")]
        assert [word for word in words if f"`{word}" not in found] == []
    assert f"    engage-eval {name}" in found
    assert re.search(r"\b0\b", found)


@pytest.mark.parametrize("page", PAGES)
def test_the_reference_has_no_command_that_is_not_there(page: str) -> None:
    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")

    assert [name for name in re.findall(r"^## (\S.*)$", text, re.MULTILINE) if name not in LEAVES] == []


def test_the_examples_of_the_reference_are_words_that_the_command_takes(run: Callable[..., Result]) -> None:
    for page in PAGES:
        text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
        for example in re.findall(r"^    engage-eval (.+)$", text, re.MULTILINE):
            assert run(*example.split(), "--help").exit_code == 0, example
