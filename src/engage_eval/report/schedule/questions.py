"""The parts of a schedule: heading, what to read out first, and a row for each question that no page break splits."""

from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.condition_tree import Tree
from engage_eval.model.instrument import PROBE, Item
from engage_eval.model.texts import Texts
from engage_eval.report.docx.inline import BOLD, run
from engage_eval.report.paper.elements import (
    CONTENT_WIDTH,
    NUMBER_WIDTH,
    beside,
    cell,
    lines,
    page_heading,
    paragraph,
    row,
    said,
    table,
)
from engage_eval.report.schedule.answers import answer, codes, notes
from engage_eval.report.schedule.plan import CONSENT, Part, Question, Target
from engage_eval.report.schedule.voices import Voice, Voices

_AUDIENCE = {
    "eligible": N_("Only for people who meet the criteria."),
    "ineligible": N_("Only for people who don't meet the criteria."),
}
_LINES_BELOW = 2  # to write on, under a reason or a probe


def part(one: Part, voices: Voices, *, new_page: bool = False) -> list[Element]:
    """Return a part of the schedule; ``new_page`` where the pages before it are to be put away apart."""
    title = " / ".join(dict.fromkeys(one.section.text.get(voice.language) for voice in voices.all))
    rows = [*_head_rows(one, voices)]
    for question in one.questions:
        rows += _question_rows(question, voices)
    heading = f"{one.letter}. {title}"
    head = page_heading(heading, voices.tag) if new_page else said("Heading2", heading, voices.tag)
    return [head, table([NUMBER_WIDTH, CONTENT_WIDTH], rows)]


def _head_rows(one: Part, voices: Voices) -> Iterator[Element]:
    def made(voice: Voice) -> list[Element]:
        found = []
        if text := _AUDIENCE.get(one.section.audience):
            found.append(said("Aside", voice.text(text), voice.tag))
        if one.when is not None:
            found.append(said("Aside", _only_if(one.when, one.otherwise, voice), voice.tag))
        if one.section.intro:
            found.append(said("Ask", one.section.intro.get(voice.language), voice.tag))
        return found

    if content := voices.sides(made, CONTENT_WIDTH):
        yield _row("", content, kept=True)


def _only_if(when: Tree, otherwise: Target, voice: Voice) -> str:
    """Return when to ask, and where to go on if not."""
    return voice.text(
        N_("Ask only if {condition}. Otherwise go on with {target}."),
        condition=voice.wording.of(when),
        target=place(otherwise, voice),
    )


def place(target: Target, voice: Voice) -> str:
    """Return a target in words: question 12, part C, the consent."""
    match target.kind:
        case "question":
            return voice.text(N_("question {number}"), number=target.name)
        case "part":
            return voice.text(N_("part {letter}"), letter=target.name)
        case _ if target.kind == CONSENT and target.name:
            return voice.text(N_("the consent, then part {letter}"), letter=target.name)
        case _ if target.kind == CONSENT:
            return voice.text(N_("the consent"))
    return voice.text(N_("the closing page"))


def _question_rows(one: Question, voices: Voices) -> Iterator[Element]:
    main = _paired(one, voices) if one.importance and voices.single else _stacked(one, voices)
    yield _row(one.number, main, ruled=True, kept=bool(one.twins))
    for number, twin in one.twins.items():
        if twin is one.importance:
            if not voices.single:
                yield _row(number, [*_asked(twin, voices), *_marked(twin, voices, CONTENT_WIDTH)])
            continue
        content = voices.sides(lambda voice, twin=twin: _probe(twin, voice), CONTENT_WIDTH)  # type: ignore[misc]
        yield _row(number, [*content, *lines(_LINES_BELOW, CONTENT_WIDTH), _code(twin, voices)])


def _row(number: str, content: Sequence[Element], *, ruled: bool = False, kept: bool = False) -> Element:
    """Return a row; ``kept`` with the next. Inside a row nothing is: no page break splits it anyway."""
    content = [*content, paragraph("Spacer", [])]
    return row(
        [
            cell(NUMBER_WIDTH, [paragraph("ItemNumber", [run(number, "id-ID")], kept=kept)], ruled=ruled),
            cell(CONTENT_WIDTH, content, ruled=ruled),
        ]
    )


def _stacked(one: Question, voices: Voices) -> list[Element]:
    """Return a question over the whole width: words, answer, where to stop, notes."""
    content = [*_words(one, voices), *_marked(one.item, voices, CONTENT_WIDTH)]
    content += voices.sides(lambda voice: _stops(one, voice, voices.plan.ineligible), CONTENT_WIDTH)
    return content if one.item.type == "text" else [*content, *notes(voices, CONTENT_WIDTH)]


def _paired(one: Question, voices: Voices) -> list[Element]:
    """Return performance and importance side by side, each with its answers as a list."""
    assert one.importance is not None  # noqa: S101 - the caller looked
    voice, half = voices.all[0], CONTENT_WIDTH // 2
    left = [*_spoken(one.item, voice), *_asides(one.item, voice), *_marked(one.item, voices, half)]
    number = next(iter(one.twins))
    heard = [run(f"{number}  ", voice.tag, BOLD), run(one.importance.text.get(voice.language), voice.tag)]
    right = [paragraph("Ask", heard), *_marked(one.importance, voices, half)]
    skip = _skips(one, voice)
    return [*skip, *beside([left, right], CONTENT_WIDTH), *notes(voices, CONTENT_WIDTH)]


def _words(one: Question, voices: Voices) -> list[Element]:
    return voices.sides(
        lambda voice: [*_skips(one, voice), *_spoken(one.item, voice), *_asides(one.item, voice)], CONTENT_WIDTH
    )


def _asked(item: Item, voices: Voices) -> list[Element]:
    return voices.sides(lambda voice: [*_spoken(item, voice), *_asides(item, voice)], CONTENT_WIDTH)


def _marked(item: Item, voices: Voices, width: int) -> list[Element]:
    words = voices.single and width == CONTENT_WIDTH
    return [*answer(item, voices, width), codes(item, voices, words=words)]


def _skips(one: Question, voice: Voice) -> list[Element]:
    if one.when is None:
        return []
    return [said("Aside", f"→ {_only_if(one.when, one.otherwise, voice)}", voice.tag)]


def _spoken(item: Item, voice: Voice) -> list[Element]:
    return [said("Ask", item.text.get(voice.language), voice.tag)]


def _asides(item: Item, voice: Voice) -> list[Element]:
    """Return what the interviewer is told: to tick several, the note, what an answer must satisfy."""
    told = [voice.text(N_("Tick all that apply."))] if item.type == "multiple" else []
    told += [text.get(voice.language) for text in (item.note, _limits(item)) if text]
    return [said("Aside", one, voice.tag) for one in told]


def _limits(item: Item) -> Texts:
    return item.constraint.text if item.constraint else Texts()


def _stops(one: Question, voice: Voice, target: Target) -> list[Element]:
    """Return for each answer that rules someone out: what it means, and where to go on."""
    found = []
    for rule in one.item.ineligible:
        params = {"condition": voice.wording.of(rule.when.tree), "target": place(target, voice)}
        if rule.text:
            reason = rule.text.get(voice.language)
            told = N_("If {condition}: not eligible ({reason}). Go on with {target}.")
            found.append(voice.text(told, reason=reason, **params))
        else:
            found.append(voice.text(N_("If {condition}: not eligible. Go on with {target}."), **params))
    return [said("Aside", f"→ {text}", voice.tag) for text in found]


def _probe(twin: Item, voice: Voice) -> list[Element]:
    text = twin.text.get(voice.language)
    if twin.part != PROBE:
        return [said("Ask", text, voice.tag)]
    lead = voice.text(N_("Probe, the other side:")) if twin.tone == "negative" else voice.text(N_("Probe:"))
    return [paragraph("Ask", [run(f"{lead} ", voice.tag, BOLD), run(text, voice.tag)])]


def _code(twin: Item, voices: Voices) -> Element:
    return paragraph("Codes", [run(twin.key, voices.tag)])
