"""The consent in a schedule: the study's own telephone script, else a short one of ours."""

from collections.abc import Mapping, Sequence

from lxml.etree import _Element as Element

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.people import ConsentForm
from engage_eval.report.docx.inline import BOLD, run
from engage_eval.report.docx.styles import TEXT_WIDTH_TWIPS
from engage_eval.report.paper.consent import head_of
from engage_eval.report.paper.elements import BETWEEN, cell, choice, lines, page_heading, paragraph, row, said, table
from engage_eval.report.paper.markdown import END, Piece, Printer, lists_in, pieces
from engage_eval.report.schedule.voices import Voice, Voices

TITLE = N_("Consent")
_BEFORE = N_(
    "No question of the following parts before consent. Face to face: use the information sheet and the signature "
    "page. By telephone: read this script."
)
_HELD = N_(
    "Consent by telephone without a recording is not enough: the answers would be held back (Law 27/2022, Article 22)."
)
_READ = (
    N_(
        "Good day. I am calling for a study about the messages of ____________________. My name is "
        "____________________, and I work for ____________________."
    ),
    N_(
        "You may refuse, pass over any question and stop at any time, without a reason. It has no effect on your work "
        "or on the cooperation between our institutions."
    ),
    N_(
        "We note your answers under a pseudonym; your name is kept apart and is never printed. You can withdraw your "
        "consent later by calling ____________________."
    ),
    N_("Is everything clear? Would you like to ask something first?"),
    N_("So that your consent counts by telephone it has to be recorded. May I start the recorder for this?"),
)
_START = N_("Start the recorder, say date and time, and ask once more for permission to record.")
# What the person decides, one after the other, with the answers to tick.
_DECISIONS: Sequence[tuple[str, Sequence[str]]] = (
    (N_("Are you willing to be interviewed, and may your answers be analysed?"), (N_("yes"), N_("no"))),
    (N_("May the interview be recorded?"), (N_("yes"), N_("no"))),
    (
        N_("May your words be quoted in the report?"),
        (N_("word for word"), N_("by their meaning only"), N_("not at all")),
    ),
    (N_("May we contact you again for this study?"), (N_("yes"), N_("no"))),
)
_AFTER = N_(
    "If the answer to the first question is no: thank the person, switch off the recorder and don't go on. The other "
    "decisions of a full consent form (attribution, naming colleagues, sharing, archive, chat) count as no."
)


def consent_part(voices: Voices, scripts: Mapping[str, ConsentForm]) -> list[Element]:
    """Return the consent, on pages of its own.

    ``scripts`` holds the study's telephone script by language; only where it has none at all ours is printed, so that
    nobody reads out another wording than the one that was approved.
    """
    title = page_heading(voices.label(TITLE), voices.tag)
    told = voices.sides(lambda voice: [said("Aside", voice.text(_BEFORE), voice.tag, kept=True)], TEXT_WIDTH_TWIPS)
    having = [voice for voice in voices.all if voice.language in scripts]
    if not having:
        return [title, *told, *_short_script(voices)]
    heads = [said("Codes", head_of(scripts[voice.language]), voice.tag) for voice in having]
    return [title, *told, *heads, *_own_script(having, scripts)]


def _own_script(having: Sequence[Voice], scripts: Mapping[str, ConsentForm]) -> list[Element]:
    """Return the study's script; side by side where its languages have the same build, else one after the other."""
    found = [_without_title(pieces(scripts[voice.language].text)) for voice in having]
    builds = [[(one.kind, one.level) for one in each] for each in found]
    if len(found) > 1 and all(build == builds[0] for build in builds):
        return [_abreast(having, found)]
    made: list[Element] = []
    counted = 0  # each language counts its own lists
    for voice, each in zip(having, found, strict=True):
        made += Printer(voice.tag, down=1, numbered_lists=counted).all(each)
        counted += lists_in(each)
    return made


def _abreast(having: Sequence[Voice], found: Sequence[Sequence[Piece]]) -> Element:
    """Return a table with a column for each language and a row for each piece."""
    width = TEXT_WIDTH_TWIPS // len(found)
    counted = lists_in(found[0])
    printers = [
        Printer(voice.tag, width=width - BETWEEN, down=1, numbered_lists=place * counted)
        for place, voice in enumerate(having)
    ]
    rows = []
    for at in range(len(found[0])):
        cells = [
            cell(width, printer.one(each[at], each[at + 1] if at + 1 < len(each) else END))
            for printer, each in zip(printers, found, strict=True)
        ]
        rows.append(row(cells))
    return table([width] * len(found), rows, inside=BETWEEN)


def _without_title(found: Sequence[Piece]) -> list[Piece]:
    """Return the pieces without the form's title, which the heading here says."""
    titled = bool(found) and found[0].kind == "heading" and found[0].level == 1
    return [*found[1:]] if titled else [*found]


def _short_script(voices: Voices) -> list[Element]:
    def told(text: str) -> list[Element]:
        return voices.sides(lambda voice: [said("Aside", voice.text(text), voice.tag)], TEXT_WIDTH_TWIPS)

    def read(text: str) -> list[Element]:
        return voices.sides(lambda voice: [_read_aloud(voice, text)], TEXT_WIDTH_TWIPS)

    made = told(_HELD)
    for text in _READ:
        made += read(text)
    made += told(_START)
    for question, answers in _DECISIONS:
        boxes = [choice([run(voices.label(one), voices.tag)], last=one == answers[-1]) for one in answers]
        made.append(table([TEXT_WIDTH_TWIPS], [row([cell(TEXT_WIDTH_TWIPS, [*read(question), *boxes])])]))
    made += told(_AFTER)
    for text in (
        N_("Date and time of consent (with WIB, WITA or WIT)"),
        N_("Consent asked by"),
        N_("Recording kept at"),
    ):
        made += lines(1, TEXT_WIDTH_TWIPS, [run(f"{voices.label(text)}: ", voices.tag)])
    return made


def _read_aloud(voice: Voice, text: str) -> Element:
    lead = voice.text(N_("Read aloud:"))
    return paragraph("Ask", [run(f"{lead} ", voice.tag, BOLD), run(voice.text(text), voice.tag)], kept=True)
