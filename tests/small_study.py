"""A small study for tests: its settings, a questionnaire of the questions that a test asks, the folder with both."""

from collections.abc import Mapping
from pathlib import Path

FORM = "---\nid: psp\nversion: v1\nlanguage: id\n---\nSaya bersedia.\n"
INSTRUMENT_FILE = "instruments/mini-v1.yaml"

_SCALES = """\
  setuju3: {agree: [3], id: [tidak setuju, netral, setuju], en: [disagree, neutral, agree]}
  setuju5:
    agree: [4, 5]
    id: [sangat tidak setuju, tidak setuju, netral, setuju, sangat setuju]
    en: [strongly disagree, disagree, neutral, agree, strongly agree]
  yatidak: {agree: [ya], values: [ya, tidak], id: ["Ya", "Tidak"], en: ["Yes", "No"]}
  jalur: {values: [grup, siaran, lain], id: [grup, siaran, lain], en: [group, broadcast, other]}
"""
_CHARACTERISTICS = "characteristics:\n  informative: {id: Informatif, en: Informative, facet: quality}\n"

# Questions that many tests ask.
INFORMATIVE = (
    "informatif: {type: scale, scale: setuju3, measures: informative, id: Informatif., en: It informs., "
    'why: {id: "Mengapa?", en: "Why?"}}'
)
WAYS = 'jalur: {type: multiple, scale: jalur, id: "Lewat mana?", en: "Which way?"}'
HOW_LONG = 'lama: {type: number, id: "Berapa lama?", en: "How long?"}'
SINCE = 'sejak: {type: date, id: "Sejak kapan?", en: "Since when?"}'
STORY = 'cerita: {type: text, id: "Cerita?", en: "Story?"}'
VERDICT = 'putusan: {type: single, scale: yatidak, role: verdict, id: "Cocok?", en: "Does it fit?"}'


def study_yaml(**others: str) -> str:
    """Return study.yaml; ``others`` are keys with their values as they are written, added or in place of ours."""
    ours = {
        "id": "uji",
        "title": "{id: Uji, en: Trial}",
        "site": "RS",
        "purpose": "research",
        "ethics": "{status: not_reported}",
        "instrument": "mini",
    }
    return "".join(f"{key}: {value}\n" for key, value in {**ours, **others}.items())


def instrument(*questions: str, asked_of: str = "everyone") -> str:
    """Return a questionnaire of one section with these questions, each a line of YAML."""
    lines = "".join(f"      {one}\n" for one in questions)
    measured = _CHARACTERISTICS if "measures: informative" in lines else ""
    return (
        f"key: mini\nversion: v1\ntitle: {{id: Mini, en: Mini}}\nforms: {{inti: 5}}\n{measured}scales:\n{_SCALES}"
        f"sections:\n  satu:\n    id: Satu\n    en: One\n    for: {asked_of}\n    items:\n{lines}"
    )


def write_files(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by their paths in the folder ``root``, and return it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root
