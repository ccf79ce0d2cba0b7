"""What may not go into a kit: a participant's words in the codebook, a hospital's names in forms, traces elsewhere."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engage_eval.analysis.identifiers import NAME, TITLE, identifiers
from engage_eval.core.problem import Place, Problem
from engage_eval.formats.consent_form import placeholders
from engage_eval.model.codebook import Code, Codebook
from engage_eval.model.people import ConsentForm
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts

# What names this hospital and its people; a funder ("none") or a date is no name.
_NAMING = frozenset(
    (
        *("hospital", "researcher", "institution", "contact_phone", "contact_email"),
        *("ethics_committee", "ethics_number", "ethics_contact"),
    )
)
_SHORTEST = 4  # a shorter value stands in too many words by chance
_ALIKE = 6  # so many words in a row that someone said and a codebook has were taken from there
# HTML's comments, and those that Markdown makes of a link without a target: [//]: # (not shown).
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|^ {0,3}\[[^\]\n]*\]: *<?#>?(?:[ \t][^\n]*)?$", re.DOTALL | re.MULTILINE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # soft hyphens, and what has no width
_BETWEEN = r"[\s*_>]+"  # a name may be broken over lines of a quotation, or half of it be bold
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A codebook for others, and how many codes and examples were left out of it."""

    codebook: Codebook
    codes: int
    examples: int


def clean_codebook(book: Codebook, shipped: Codebook | None) -> Cleaned:
    """Return ``book`` without codes that are someone's own words, and without examples but those that are shipped.

    An example of a study's own may be what a participant said; nobody can tell from the file. The children of a code
    that goes move to its parent.
    """
    gone = {code.key: code.parent for code in book.codes if code.from_participant}
    known = {code.key: code.example for code in shipped.codes} if shipped else {}
    kept = tuple(_clean_code(code, gone, known) for code in book.codes if code.key not in gone)
    own = sum(bool(code.example) and known.get(code.key) != code.example for code in book.codes)
    return Cleaned(codebook=replace(book, codes=kept), codes=len(gone), examples=own)


def _clean_code(code: Code, gone: Mapping[str, str], known: Mapping[str, Texts]) -> Code:
    parent = code.parent
    while parent in gone:
        parent = gone[parent]
    example = code.example if known.get(code.key) == code.example else Texts()
    return replace(code, parent=parent, example=example)


def clean_form(form: ConsentForm, raw: str, study: Study) -> str:
    """Return a form's file as another hospital begins with it: no approval, placeholders in place of this one's names.

    ``raw`` is the file's text before placeholders were filled in. Comments go.
    """
    body = _COMMENT.sub("", _plain(_body(raw)))
    for name, value in _values(study):
        body = re.sub(rf"(?<!\w){_wherever(value)}(?!\w)", f"{{{name}}}", body)
    head = f"id: {form.id}\nversion: {form.version}\nlanguage: {form.language}\napproved: {{from: null, to: null}}"
    return f"---\n{head}\n---\n{body.strip()}\n"


def _plain(text: str) -> str:
    """Return a text without unseen signs, letters with accents as one sign: so the same name is the same text."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def _wherever(name: str) -> str:
    """Return what finds a name whatever stands between its words."""
    return _BETWEEN.join(map(re.escape, name.split()))


def _body(raw: str) -> str:
    """Return what stands below the head."""
    lines = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == "---"][:2]
    return "\n".join(lines[fences[-1] + 1 :])


def _values(study: Study) -> list[tuple[str, str]]:
    """Return (placeholder, value) of the names of this hospital and its people, the longest value first."""
    found = [(name, text) for name, texts in study.placeholders if name in _NAMING for text in (texts.id, texts.en)]
    found += [("study_title", study.title.id), ("study_title", study.title.en)]
    found += [("ethics_committee", study.ethics.committee), ("ethics_number", study.ethics.number)]
    found = [(name, " ".join(_plain(text).split())) for name, text in found]
    return sorted({one for one in found if _is_name(one[1])}, key=lambda one: (-len(one[1]), one))


def _is_name(text: str) -> bool:
    """Return whether a value is long enough, and written as names and numbers are: not "rumah sakit"."""
    return len(text) >= _SHORTEST and any(sign.isupper() or sign.isdigit() or sign == "@" for sign in text)


def telling(texts: Mapping[str, str], record: StudyRecord, shipped: Codebook | None) -> Iterator[Problem]:
    """Yield what in the texts of a kit points to a person or to this hospital, by file and line.

    Numbers and addresses by their shape; names, contacts and committees that study.yaml names; pseudonyms and
    facilities; in the codebook also what a participant said in so many words, unless ``shipped`` has it.
    """
    names = _names(record)
    said = _shingles(record) - frozenset(run for text in _texts(shipped) for run in _runs(text))
    for file, written in texts.items():
        text = _plain(written)
        for found in names.finditer(text) if names else ():
            if "\n" in found[0]:
                place = Place(file=file, line=text.count("\n", 0, found.start()) + 1)
                params = {"found": " ".join(found[0].split()), "kind": NAME}
                yield Problem(code="kit.identifies", place=place, params=params)
        for number, line in enumerate(text.split("\n"), 1):
            place = Place(file=file, line=number)
            for one in identifiers(line, names):
                if one.kind != TITLE and not _is_placeholder(one.text, line):
                    yield Problem(code="kit.identifies", place=place, params={"found": one.text, "kind": one.kind})
            if file.startswith("codebooks/") and (words := _shared(line, said)):
                yield Problem(code="kit.identifies", place=place, params={"found": words, "kind": "said"})


def _names(record: StudyRecord) -> re.Pattern[str] | None:
    """Return what finds the names of this study as whole words; None where it has none."""
    found = {value for name, value in _values(record.study) if name != "study_title"}
    people = {one.id for one in record.participants}
    people |= {one.facility for one in record.participants} | {one.facility for one in record.outcomes}
    people = set(map(_plain, people))
    # A key that is a word of ordinary life, such as "klinik", is no name.
    found |= {one for one in people if len(one) >= _SHORTEST and not one.isalpha()}
    if not found:
        return None
    words = "|".join(_wherever(one) for one in sorted(found, key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _is_placeholder(found: str, line: str) -> bool:
    return found.strip("{}") in placeholders(line)


def _texts(book: Codebook | None) -> Iterator[str]:
    """Yield every text of a codebook."""
    for code in book.codes if book else ():
        for texts in (code.text, code.definition, code.when, code.when_not, code.example):
            yield from (texts.id, texts.en)
        yield from code.keywords


def _shingles(record: StudyRecord) -> frozenset[tuple[str, ...]]:
    texts = [one.text for one in record.answers if one.text]
    texts += [one.text for one in record.memos]
    texts += [one.quotation for one in record.codings]
    return frozenset(run for text in texts for run in _runs(text))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(_plain(text).casefold())
    yield from (tuple(words[at : at + _ALIKE]) for at in range(len(words) - _ALIKE + 1))


def _shared(line: str, said: frozenset[tuple[str, ...]]) -> str:
    """Return the first words in a row that a participant said too; empty where there are none."""
    return next((" ".join(run) for run in _runs(line) if run in said), "")
