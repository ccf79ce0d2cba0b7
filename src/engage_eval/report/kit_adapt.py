"""Which questions of an instrument another hospital must look at, since they speak of what differs there."""

import re
from collections.abc import Iterator, Mapping

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.model.instrument import Instrument, Item

_TOPICS: Mapping[str, tuple[str, str]] = {
    N_("The hospital"): (r"rumah sakit|\bRS\w*\b", r"\bhospital\w*\b"),
    N_("The channel"): (
        r"whatsapp|\bWA\b|siaran\w*|\bgrup\w*|saluran|\bchat\w*|\bnomor\b|aplikasi",
        r"whatsapp|broadcast\w*|\bgroups?\b|\bchannels?\b|\bchats?\b|\bnumbers?\b|\bapps?\b",
    ),
    N_("Kinds of facilities and roles"): (
        r"puskesmas|klinik\w*|faskes|fktp|praktik|p-care|bidan",
        r"health cent\w+|clinics?\b|facilit\w+|practices?\b|p-care|midwi\w+",
    ),
    N_("Services"): (
        r"\bpoli\w*|jadwal|layanan|dokter\w*|\bIGD\b|rujuk\w*|\bBPJS\b|\bJKN\b|tempat tidur",
        r"schedules?\b|services?\b|specialists?\b|doctors?\b|emergency|referr?\w*|\bBPJS\b|\bJKN\b|\bbeds?\b",
    ),
}
_MOST = 4


def adapt_rows(instrument: Instrument, say: Messages) -> Iterator[tuple[str, str, str]]:
    """Yield topic, item key and the words found, for each question that speaks of a topic; probes and notes stay out.

    A list of words finds them, so a question that speaks of a topic in other words is missed.
    """
    for topic, patterns in _TOPICS.items():
        pattern = re.compile(patterns[say.language == "en"], re.IGNORECASE)
        for item in instrument.items:
            words = dict.fromkeys(one.lower() for one in pattern.findall(_words(item, instrument, say.language)))
            if words and not item.base:
                yield say.text(topic), item.key, ", ".join(list(words)[:_MOST])


def _words(item: Item, instrument: Instrument, language: str) -> str:
    scale = instrument.scales.get(item.scale)
    labels = [label.get(language) for label in scale.labels] if scale else []
    return " / ".join((item.text.get(language), *labels))
