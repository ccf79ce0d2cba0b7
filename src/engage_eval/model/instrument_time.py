"""How long an interview takes: a rough estimate from the words to be read and the kinds of answers."""

from engage_eval.model.instrument import NOTE, PROBE, Instrument, Item
from engage_eval.model.texts import Texts

# Assumptions, not measurements. Reading aloud to someone who must follow, by telephone too, is slower than
# conversation; an open answer is a few sentences, with the time to write them down.
WORDS_A_MINUTE = 130
SECONDS_TO_ANSWER = {"scale": 8, "single": 6, "multiple": 15, "number": 10, "date": 10, "text": 75}
# Probes are asked where the answer was thin: about every second one.
SHARE_OF_PROBES = 0.5


def estimate_minutes(instrument: Instrument, form: str) -> float:
    """Return the minutes that ``form`` takes with an eligible person.

    Counted are the Indonesian wording of the form's items and of the introductions of their sections, the labels of a
    scale once a section, and a time to answer by the item's type. Items with a condition count in full, interviewer's
    notes not at all; so the figure errs on the long side.
    """
    asked = [item for item in instrument.items if _is_asked(item, form)]
    sections = {item.section for item in asked}
    words = sum(_words(section.intro) for section in instrument.sections if section.key in sections)
    scales = {(item.section, item.scale) for item in asked if item.scale in instrument.scales}
    words += sum(_words(label) for _, scale in scales for label in instrument.scales[scale].labels)
    weighted = sum(_share(item) * _words(item.text) for item in asked)
    seconds = sum(_share(item) * SECONDS_TO_ANSWER.get(item.type, 0) for item in asked)
    return (words + weighted) / WORDS_A_MINUTE + seconds / 60


def _is_asked(item: Item, form: str) -> bool:
    in_form = not item.forms or form in item.forms
    return in_form and item.audience != "ineligible" and item.part != NOTE


def _share(item: Item) -> float:
    return SHARE_OF_PROBES if item.part == PROBE else 1.0


def _words(text: Texts) -> int:
    return len(text.get("id").split())
