"""What all commands share: language, --json, --lang, lazy loading, and the edge where user errors become sentences."""

import errno
import gettext
import locale
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import pairwise
from typing import Any, NoReturn

import click

from engage_eval.cli import console
from engage_eval.core import aside
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.errors import EngageError, ProblemsError, StoreError
from engage_eval.core.messages import LANGUAGES, LOCALE, Messages, messages
from engage_eval.core.study_name import too_long

LANGUAGE_VARIABLE = "ENGAGE_EVAL_LANG"


def asked_language(words: Sequence[str]) -> str:
    """Return the language that the words (the last --lang counts) or the environment ask for; empty where none does."""
    named = words[: words.index("--")] if "--" in words else words
    asked = [after for word, after in pairwise(named) if word == "--lang" and after in LANGUAGES]
    asked += [word.partition("=")[2] for word in named if word.startswith("--lang=")]
    wanted = asked[-1] if asked else os.environ.get(LANGUAGE_VARIABLE, "")
    return wanted if wanted in LANGUAGES else ""


def system_language() -> str:
    """Return the computer's language where it is one of ours, else Indonesian."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    if sys.platform == "win32":
        names.append(locale.getlocale()[0] or "")
    found = next((name for name in names if name), "")
    return "en" if found.lower().startswith("en") else "id"


def click_speaks(language: str) -> None:
    """Have click's own words in ``language``; gettext reads LANGUAGE at each look-up."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("click", str(LOCALE))
    gettext.textdomain("click")


def speech(ctx: click.Context | None = None) -> Messages:
    """Return the texts of the language in force for this command."""
    context = ctx or click.get_current_context()
    return messages(context.find_root().meta.get("language") or system_language())


def is_language_fixed(ctx: click.Context) -> bool:
    """Return whether the user asked for a language, so that study.yaml's doesn't matter."""
    return bool(ctx.find_root().meta.get("asked"))


def speak(ctx: click.Context, language: str) -> Messages:
    """Use study.yaml's first language unless the user asked for one."""
    if not is_language_fixed(ctx) and language in LANGUAGES:
        ctx.find_root().meta["language"] = language
    return speech(ctx)


def _set_language(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value:
        ctx.find_root().meta.update(language=value, asked=True)


def language_option() -> click.Option:
    """Return the option --lang, before or after the command."""
    return TranslatedOption(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=_set_language,
        help=N_("Language of messages and reports: id or en."),
    )


class TranslatedOption(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its help in the language in force."""
        original = self.help
        if original and not (self.help or "").startswith("\0"):
            self.help = speech(ctx).text(original)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = original


# What click itself writes there.
_USAGE = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("[COMMAND] [ARGS]..."))


class Spoken(click.Command):
    """What commands and groups say of themselves, in the language in force when it is shown."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help; click would keep its words in the language of the first call."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = speech(ctx).text(N_("Show this message and exit."))
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what stands behind the command's name in the first line of its help."""
        say = speech(ctx)
        return [say.text(piece) if piece in _USAGE else piece for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help."""
        with _translated(self, ctx):
            super().format_help_text(ctx, formatter)


class TranslatedCommand(Spoken):
    """A command whose help is translated when it is shown, with --lang and --json."""

    def __init__(self, *args: Any, json: bool = True, **kwargs: Any) -> None:  # noqa: ANN401 - click's own signature
        """Add the options that every command has."""
        super().__init__(*args, **kwargs)
        if json:
            self.params.append(TranslatedOption(["--json", "as_json"], is_flag=True, help=N_("Print one JSON object.")))
        self.params.append(language_option())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example below the options, line for line."""
        if self.epilog:
            with formatter.section(speech(ctx).text("Example")):
                for row in self.epilog.splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{row}\n")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence, translated."""
        with _translated(self, click.get_current_context()):
            return super().get_short_help_str(limit)


@contextmanager
def _translated(command: click.Command, ctx: click.Context) -> Iterator[None]:
    original = command.help
    command.help = speech(ctx).text(original) if original else original
    try:
        yield
    finally:
        command.help = original


class LazyGroup(Spoken, click.Group):
    """A group that imports a command only when it is called: ``commands`` maps name -> (module:attribute, help)."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own signature
        lazy: Mapping[str, tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 - click's own signature
    ) -> None:
        """Keep where the commands are."""
        super().__init__(*args, **kwargs)
        self._lazy = lazy
        self.params.append(language_option())

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table, which is the order of the work."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the command."""
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing one."""
        say = speech(ctx).text
        rows = [(name, say(text)) for name, (_place, text) in self._lazy.items()]
        with formatter.section(say("Commands")):
            formatter.write_dl(rows)


# Each problem that is listed with these is a reason for them, also where a study may have it with a warning.
_REFUSALS = frozenset({"recording.refused", "import.refused", "bundle.refused", "interview.pauses_outside"})


def fail(ctx: click.Context, error: EngageError) -> NoReturn:
    """Say what went wrong, with each problem of the study, in words or as JSON; leave with the error's exit code."""
    from engage_eval.cli.problems import as_rows, in_words, of_refused, print_problems, severity

    say = speech(ctx)
    judge = of_refused if error.problem.code in _REFUSALS else severity
    message, hint = say.problem(in_words(error.problem, say))
    place = error.problem.place
    problems = error.problems if isinstance(error, ProblemsError) else ()
    if ctx.find_root().meta.get("json"):
        content = {"code": error.problem.code, "message": message, "hint": hint}
        rows = as_rows(problems, say, judge)
        console.as_json({"error": {**content, "file": place.file, "line": place.line}, "problems": rows})
    else:
        print_problems(problems, say, console.complain, judge)
        where = f"{place.file}: " if place.file and place.file not in message else ""
        # Not wrapped: a path must stay in one piece.
        console.complain(f"{where}{message}")
        if hint:
            console.complain(f"  {hint}")
    ctx.exit(error.exit_code)


@contextmanager
def _told_aside(ctx: click.Context) -> Iterator[None]:
    """Say after the block, however it ends, which files of somebody's own went with an erasure that it finished."""
    with aside.deleted() as names:
        try:
            yield
        finally:
            if names:
                told = speech(ctx).text(
                    "An erasure was finished, and other files in their folder were deleted with the backups: {names}",
                    names=", ".join(names),
                )
                console.complain(told)


def edge(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors that a user can cause into sentences; a bug passes through and shows itself.

    What falls over because the disk changed a row is no bug: then the study is looked through, and told to be damaged.
    """
    from functools import wraps

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any command
        ctx = click.get_current_context()
        ctx.find_root().meta["json"] = bool(kwargs.get("as_json"))
        try:
            with _told_aside(ctx):
                return function(*args, **kwargs)
        except EngageError as error:
            fail(ctx, error)
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            fail(ctx, too_long(str(error.filename or "")))
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
            from engage_eval.actions.verifying import damaged

            if not (name := damaged(kwargs.values())):
                raise
            fail(ctx, StoreError("store.damaged", name=name))

    return guarded
