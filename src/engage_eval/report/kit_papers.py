"""The papers of a kit as Word: what to read first, what to adapt, protocol, letter, notes to train people, changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages, messages
from engage_eval.model.instrument import Instrument
from engage_eval.model.kit_changes import Change
from engage_eval.report.docx.inline import language_tag
from engage_eval.report.kit_adapt import adapt_rows
from engage_eval.report.paper.consent import UNDATED
from engage_eval.report.paper.markdown import Printer, pieces
from engage_eval.report.paper.package import Paper, write_paper

LANGUAGES = ("id", "en")
# Texts that are shipped, by name; `adapt` and `changes` get a list of this kit's own.
NAMES = ("read-me-first", "adapt", "protocol", "permit-letter", "interviewers", "coders", "changes")
_WHAT = {"added": N_("added"), "changed": N_("changed"), "removed": N_("removed")}
_KINDS = {
    "form": N_("form of the questionnaire"),
    "characteristic": N_("characteristic"),
    "scale": N_("scale"),
    "item": N_("question"),
    "code": N_("code"),
}
# What of a question or code changed, by the name of its field; of a scale nothing is said.
_WHERE = {
    "id": N_("Indonesian wording"),
    "en": N_("English wording"),
    "type": N_("type"),
    "scale": N_("scale"),
    "required": N_("whether it must be answered"),
    "forms": N_("forms"),
    "audience": N_("for whom"),
    "when": N_("condition"),
    "constraint": N_("limits"),
    "measures": N_("what it measures"),
    "role": N_("role in the analysis"),
    "ineligible": N_("who is not eligible"),
    "note": N_("hint for interviewers"),
    "action": N_("what the interviewer does"),
    "tone": N_("tone"),
    "parent": N_("parent"),
    "definition": N_("definition"),
    "when_not": N_("when not to use it"),
    "example": N_("example"),
    "keywords": N_("keywords"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPapers:
    """What the papers are made of: shipped texts (name, language) -> Markdown, and what is this kit's own.

    ``changes`` is None where the parent's definitions are not at hand; ``parent`` names it, empty where there is none.
    """

    instrument: Instrument
    texts: Mapping[tuple[str, str], str]
    files: Sequence[str]
    codes_left_out: int
    parent: str
    changes: Sequence[Change] | None
    program: str


def papers(content: KitPapers) -> Iterator[tuple[str, bytes]]:
    """Yield file name and .docx of each paper, in both languages: the same kit gives the same bytes."""
    for language in LANGUAGES:
        say = messages(language)
        own = {
            "read-me-first": _files(content, say),
            "adapt": _adapt(content, say),
            "changes": _changes(content, say),
        }
        for name in NAMES:
            text = content.texts[name, language]
            yield f"papers/{name}.{language}.docx", _docx(f"{text}\n{own.get(name, '')}", content, language)


def _docx(text: str, content: KitPapers, language: str) -> bytes:
    say = messages(language)
    found = pieces(text)
    title = next((one.text for one in found if one.kind == "heading"), "")
    kit = f"{content.instrument.key} {content.instrument.version}"
    return write_paper(
        Paper(
            language=language,
            title=title,
            subject=kit,
            day=UNDATED,
            digest=content.instrument.digest,
            program=content.program,
            header=(title, kit),
            footer=(say.text("Kit {kit}", kit=kit), say.text("Page {page} of {pages}", page="{page}", pages="{pages}")),
            elements=Printer(language_tag(language)).all(found),
        )
    )


def _files(content: KitPapers, say: Messages) -> str:
    """Return the list of what is in the kit."""
    title = say.text("What is in this kit")
    lines = [f"## {title}", ""]
    lines += [f"- {file}" for file in sorted(content.files)]
    return "\n".join(lines)


def _adapt(content: KitPapers, say: Messages) -> str:
    """Return the questions that speak of the hospital, the channel, kinds of facilities, services."""
    title = say.text("Questions to look at, one by one")
    lines = [f"## {title}", ""]
    lines.append(say.text("The words found stand behind each key; a question in other words is not found."))
    topic = ""
    for found, key, words in adapt_rows(content.instrument, say):
        if found != topic:
            topic = found
            lines += ["", f"### {topic}", ""]
        lines.append(f"- {key}: {words}")
    return "\n".join(lines)


def _changes(content: KitPapers, say: Messages) -> str:
    return "\n".join(_change_lines(content, say))


def _change_lines(content: KitPapers, say: Messages) -> Iterator[str]:
    if content.codes_left_out:
        yield ""
        yield say.text(
            "Codes that are a participant's own words were left out of this kit: {n}.", n=content.codes_left_out
        )
    yield ""
    if not content.parent:
        yield say.text("This kit has no parent: its questionnaire was written anew.")
    elif content.changes is None:
        yield say.text(
            "This kit was made from {parent}, whose questionnaire is not in the study any more, so the changes can't "
            "be listed.",
            parent=content.parent,
        )
    elif not content.changes:
        yield say.text("Nothing was changed against {parent}.", parent=content.parent)
    else:
        yield say.text("Against {parent}:", parent=content.parent)
        yield ""
        yield from (f"- {_change(one, say)}" for one in content.changes)


def _change(one: Change, say: Messages) -> str:
    where = ", ".join(_where(one.where, say))
    said = f"{say.text(_KINDS[one.kind])} {one.key}: {say.text(_WHAT[one.what])}"
    return f"{said} ({where})" if where else said


def _where(names: Iterable[str], say: Messages) -> Iterator[str]:
    yield from (say.text(_WHERE.get(name, name)) for name in names if name)
