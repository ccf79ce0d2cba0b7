"""The first and the last page of a schedule: what identifies the interview, how to use the paper, how it ended."""

from collections.abc import Sequence

from lxml.etree import _Element as Element

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.study import Study
from engage_eval.model.vocabulary import FLAGS, VALUES
from engage_eval.report.docx.inline import run
from engage_eval.report.docx.styles import TEXT_WIDTH_TWIPS
from engage_eval.report.paper.elements import BETWEEN, BOX, RING, cell, lines, paragraph, row, said, sign, tab, table
from engage_eval.report.schedule.voices import Voices

TITLE = N_("Interview schedule")
_HOW = (
    N_("Read out the words in upright letters as they stand. What is in slanted grey letters is for you only."),
    N_("{box} is an answer: tick one, or several where it says so. Read the answers of a scale aloud in order."),
    N_(
        "{ring} says why there is no answer: .skip passed over, .refused would not say, .na does not apply. "
        "Never read these aloud."
    ),
    N_("→ says when a question is asked, and where to go on."),
    N_("Probes are for you to choose from. Write down the person's own words."),
    N_("No names of people or patients on this paper: only the pseudonym. Keep it apart from consent pages."),
    N_("The small word below an answer is the name of its column in the data workbook."),
)
_MODES, _ENDS = ("face", "telephone", "self"), ("complete", "partial", "break_off")
_LINES_AT_END = 6


def front(voices: Voices, study: Study, minutes: int) -> list[Element]:
    """Return title, what identifies the interview, and how to use the schedule."""
    instrument, form = voices.instrument, voices.plan.form
    titles = dict.fromkeys(instrument.title.get(voice.language) for voice in voices.all)
    promised = [voices.label(N_("about {n} minutes promised"), n=minutes)] if minutes else []
    known = " · ".join((study.id, f"{instrument.key} {instrument.version}", form, *promised))
    return [
        said("Heading1", voices.label(TITLE), voices.tag),
        *(said("Lead", title, voices.tag) for title in titles),
        said("Codes", known, voices.tag),
        *_identity(voices),
        said("Heading3", voices.label(N_("How to use this schedule")), voices.tag),
        *_how(voices),
    ]


def _identity(voices: Voices) -> list[Element]:
    """Return lines for what the table of interviews asks for."""
    day, clock = "____ / ____ / ________", "____ : ____"
    zone = "".join(f"  {BOX}\N{NO-BREAK SPACE}{name}" for name in ("WIB", "WITA", "WIT"))
    rows = [
        (_blank(voices, N_("Pseudonym")), _blank(voices, N_("Interview number"))),
        (_fixed(voices, N_("Date"), day), _fixed(voices, N_("Begun at"), clock)),
        (_blank(voices, N_("Interviewer")), _fixed(voices, N_("Zone"), zone.strip())),
        (_blank(voices, N_("Place")), _blank(voices, N_("Others present"))),
    ]
    half = TEXT_WIDTH_TWIPS // 2
    made = [row([cell(half, [left]), cell(half, [right])]) for left, right in rows]
    mode = _ticks(voices, N_("Held"), [VALUES[name].get for name in _MODES])
    recorded = _ticks(voices, N_("Recorded"), [FLAGS[True].get, FLAGS[False].get])
    return [table([half, half], made, inside=BETWEEN), mode, recorded]


def _blank(voices: Voices, label: str) -> Element:
    words = [run(f"{voices.label(label)}: ", voices.tag), tab()]
    return paragraph("FillIn", words, line_to=TEXT_WIDTH_TWIPS // 2 - 200)


def _fixed(voices: Voices, label: str, blanks: str) -> Element:
    made: list[Element] = [run(f"{voices.label(label)}: ", voices.tag)]
    for place, piece in enumerate(blanks.split(BOX)):
        made += [sign(BOX)] if place else []
        made += [run(piece, voices.tag)] if piece else []
    return paragraph("FillIn", made)


def _ticks(voices: Voices, label: str, answers: Sequence[object]) -> Element:
    made: list[Element] = [run(f"{voices.label(label)}: ", voices.tag)]
    for answer in answers:
        words = " / ".join(dict.fromkeys(str(answer(voice.language)) for voice in voices.all if callable(answer)))
        made += [run("   ", voices.tag), sign(BOX), run(f" {words}", voices.tag)]
    return paragraph("FillIn", made)


def _how(voices: Voices) -> list[Element]:
    return voices.sides(
        lambda voice: [said("ListBullet", voice.text(text, box=BOX, ring=RING), voice.tag) for text in _HOW],
        TEXT_WIDTH_TWIPS,
    )


def closing(voices: Voices) -> list[Element]:
    """Return the last part: how the interview ended, and lines for field notes."""
    return [
        said("Heading2", voices.label(N_("Closing page, for the interviewer")), voices.tag),
        _fixed(voices, N_("Ended at"), "____ : ____"),
        _ticks(voices, N_("Outcome"), [VALUES[name].get for name in _ENDS]),
        said(
            "Aside",
            voices.label(N_("Field notes: place, interruptions, mood, what was said after the end.")),
            voices.tag,
            kept=True,
        ),
        *lines(_LINES_AT_END, TEXT_WIDTH_TWIPS),
    ]
