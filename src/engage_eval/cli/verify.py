"""The command verify: what differs in a study file, and which numbers of a Word report still follow from the study."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, edge, speak
from engage_eval.cli.problems import as_rows, print_problems
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.report.docx.comparing import Checked, Comparison
    from engage_eval.store.verify import Verified

UNFINISHED = N_(
    "The program that wrote last was cut off in the middle. The next command that opens the study undoes what it had "
    "begun; what was acknowledged before is kept. The state before it was examined."
)
LONGEST = 60  # signs of a paragraph that are shown, so that a number can be found by eye


@click.command(
    cls=TranslatedCommand,
    help=N_("""Say what differs in a study file, or which numbers of a Word report no longer hold.

One argument is a STUDY: every row, the log and the file itself are examined. With REPORT, a .docx that
`engage-eval report` wrote (also one rewritten in Word), its numbers are held against STUDY. Nothing is written."""),
    epilog="engage-eval verify my-study.engage\nengage-eval verify report.docx my-study",
)
@click.argument("report", default=".", required=False, metavar="[REPORT]")
@click.argument("study", required=False, metavar="[STUDY]")
@click.pass_context
@edge
def verify(ctx: click.Context, report: str, study: str | None, *, as_json: bool) -> None:
    """Print what differs; leave with 1 where something does."""
    from engage_eval.actions.study import is_study_file
    from engage_eval.core.study_name import is_folder

    if study is None and (is_folder(report) or is_study_file(report)):
        verify_study(ctx, report, as_json=as_json)
    else:
        verify_report(ctx, report, study or ".", as_json=as_json)


def verify_study(ctx: click.Context, name: str, *, as_json: bool) -> None:
    """Print what differs in a study file or database."""
    from engage_eval.actions import study as studies
    from engage_eval.actions import verifying

    found = verifying.verify(name)
    say = speak(ctx, studies.language(name))
    if as_json:
        console.as_json(study_content(found, say))
    else:
        print_problems(found.problems, say)
        _print_study(found, say)
    if found.problems:
        ctx.exit(1)


def study_content(found: "Verified", say: Messages) -> dict[str, Any]:
    """Return what `verify STUDY --json` prints."""
    return {
        "study": found.study,
        "revision": found.revision,
        "rows": dict(found.rows),
        "copies": found.copies,
        "unfinished": found.unfinished,
        "differences": len(found.problems),
        "problems": as_rows(found.problems, say),
    }


def _print_study(found: "Verified", say: Messages) -> None:
    if found.unfinished:
        console.paragraph(say.text(UNFINISHED))
    if found.rows:
        read = [
            say.plural("{n} row", "{n} rows", sum(found.rows.values())),
            say.plural("{n} entry of the log", "{n} entries of the log", found.rows["log"]),
            say.plural("{n} copy that wrote", "{n} copies that wrote", found.copies),
        ]
        console.paragraph(say.text("Examined: {tables}.", tables=", ".join(read)))
    if found.problems:
        console.line(say.plural("{n} difference.", "{n} differences.", len(found.problems)))
        console.paragraph(say.text("Nothing was changed. Don't record anything more in this file."))
    else:
        console.line(say.text("Nothing differs: everything is as the program wrote it."))


def verify_report(ctx: click.Context, report: str, study: str, *, as_json: bool) -> None:
    """Print the numbers of a report that differ; leave with 1 where one was edited or is outdated."""
    from engage_eval.actions import living
    from engage_eval.actions import study as studies
    from engage_eval.report.docx.comparing import State

    file = living.check_report(report)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    found = living.verify(file, workspace)
    if as_json:
        console.as_json(content(found))
    else:
        _print(found, say)
    if found.of(State.EDITED) or found.of(State.OUTDATED):
        ctx.exit(1)


def content(found: "Comparison") -> dict[str, Any]:
    """Return a comparison as `verify --json` prints it."""
    from engage_eval.report.docx.comparing import State

    return {
        "claims": found.standing,
        "same": len(found.of(State.SAME)),
        "edited": rows(found.of(State.EDITED)),
        "outdated": rows(found.of(State.OUTDATED)),
        "missing": rows(found.of(State.MISSING)),
        "digest_in_report": found.digest_in_report or None,
        "digest_of_study": found.digest_of_study,
    }


def rows(numbers: "Sequence[Checked]") -> list[dict[str, str | None]]:
    """Return numbers as JSON."""
    return [
        {"id": one.claim, "field": one.field, "in_report": one.in_report, "in_study": one.in_study} for one in numbers
    ]


def _print(found: "Comparison", say: Messages) -> None:
    from engage_eval.report.docx.comparing import State

    edited, outdated, missing = (found.of(state) for state in (State.EDITED, State.OUTDATED, State.MISSING))
    console.line(
        say.plural(
            "{n} number stands in the report; {same} follow from the study.",
            "{n} numbers stand in the report; {same} follow from the study.",
            found.standing,
            same=len(found.of(State.SAME)),
        )
    )
    if found.digest_in_report and found.digest_in_report != found.digest_of_study:
        console.paragraph(say.text("The study's data have changed since the report was written."))
    list_numbers(edited, say.text("Changed by hand (report -> study):"), say)
    list_numbers(outdated, say.text("No longer follows from the study (report -> study):"))
    list_missing(missing, say)
    if edited or outdated:
        console.line()
        console.paragraph(say.text("`engage-eval refresh` puts the study's numbers in place and touches nothing else."))


def list_numbers(numbers: "Sequence[Checked]", title: str, say: Messages | None = None) -> None:
    """List numbers, the same change once; with ``say`` also the words around each, so that it can be found by eye."""
    if not numbers:
        return
    console.line()
    console.line(title)
    for (old, new, name, words), n in Counter(_row(one, with_words=say is not None) for one in numbers).items():
        console.line(f"  {old} -> {new}   {name}" + (f" ({n}×)" if n > 1 else ""))
        if say is not None and words:
            place = say.text("in: “{words}”", words=words)
            console.line(f"      {place}")


def _row(one: "Checked", *, with_words: bool) -> tuple[str, str, str, str]:
    old, new = one.in_report or "", one.in_study or ""
    words = around(one.where, old) if with_words and one.where != old else ""
    return old, new, f"{one.claim}:{one.field}", words


def around(where: str, number: str) -> str:
    """Return as much of a paragraph as fits on a line, with the number in it.

    >>> around("Dari semua orang yang direkrut 65,0% setuju.", "65,0%")
    'Dari semua orang yang direkrut 65,0% setuju.'
    """
    if len(where) <= LONGEST:
        return where
    start = max(0, min(where.find(number) - LONGEST // 2, len(where) - LONGEST))
    cut = where[start : start + LONGEST].strip()
    return ("…" if start else "") + cut + ("…" if start + LONGEST < len(where) else "")


def list_missing(missing: "Sequence[Checked]", say: Messages) -> None:
    """List the numbers that the study or the report has no more."""
    gone = [one for one in missing if one.in_report is not None]
    lost = [one for one in missing if one.in_report is None]
    for numbers, title in (
        (gone, say.text("The study has no such number any more (left as it is):")),
        (lost, say.text("Taken out of the report, or no longer traceable in it:")),
    ):
        if numbers:
            console.line()
            console.line(title)
        for one in numbers:
            text = one.in_study if one.in_report is None else one.in_report
            console.line(f"  {text if text is not None else '–'}   {one.claim}:{one.field}")
