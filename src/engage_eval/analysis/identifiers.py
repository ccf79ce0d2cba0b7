"""What in a text looks as if it named a person: numbers, addresses, titles with a name, and names known before.

Rules find what has a shape. A bare name outside the list of known names has none, and is missed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

EMAIL, LINK, PHONE, NIK, BPJS, NAME, TITLE = "email", "link", "phone", "nik", "bpjs", "name", "title"

# How many digits a telephone number has with its country code or leading zero (ITU-T E.164: at most 15).
_FEWEST, _MOST = 9, 15
_SHORT = 4  # a shorter known name counts only in its own spelling: "Eka" is a name, "eka" a numeral
_OPEN, _SHUT = r"(?<![\w@])", r"(?![\w@])"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Places of the web where the address is a person.
_LINK = re.compile(
    r"(?:https?://)?(?:www\.|[a-z]{2}-[a-z]{2}\.)?"
    r"(?:wa\.me|api\.whatsapp\.com|t\.me|instagram\.com|facebook\.com|fb\.com|tiktok\.com|x\.com|twitter\.com"
    r"|linkedin\.com/in)/[^\s,;)\]]+",
    re.IGNORECASE,
)
# Within a number one separator only, or two numbers side by side would fuse into one.
_PHONES = (
    # A mobile number: +62 812-3456-7890, 0812.3456.7890, 62 812 3456 7890.
    re.compile(_OPEN + r"\(?(?:\+?62\)?[ .-]?(?:\(0\) ?)?|0)8\d{1,3}([ .-]?)\d{2,5}(?:\1\d{1,5}){0,3}" + _SHUT),
    # A line in a building: (0361) 123456, 021-1234567, +62 361 123456.
    re.compile(_OPEN + r"(?:\(0\d{2,3}\) ?|0\d{2,3}[ -]|\+62[ .-]?\d{2,3}[ -])\d{3,4}[ -]?\d{2,4}" + _SHUT),
    # A number of another country.
    re.compile(_OPEN + r"\+(?!62)[1-9]\d{0,2}[ .-]?\d{1,4}(?:([ .-]?)\d{2,4})(?:\1\d{2,4}){1,3}" + _SHUT),
)
_NIK = re.compile(_OPEN + r"[1-9](?:\d{15}|\d{3}([ .-])\d{4}\1\d{4}\1\d{4}|\d{5}([ .-])\d{6}\2\d{4})" + _SHUT)
_BPJS = re.compile(_OPEN + r"\d{4}(?:\d{9}|([ .-])\d{4}\1\d{5})" + _SHUT)

# Those that are also words, or begin words of English, count only with their point.
_TITLES = (
    r"(?:[Dd]rg?\.|D[Rr][Gg]?\.?(?= [A-Z][a-z])|[Bb]idan|[Pp]erawat|[Ss]uster|Ns\.|Bd\.|[Aa]pt\.|[Pp]rof\.|Hj?\."
    r"|[Ss]dri?\.|Ny\.|Tn\.|Nn\.|An\.|Mr\.|Mrs\.|Ms\.|[Bb]u|[Ii]bu|[Pp]ak|[Bb]apak|[Mm]bak|[Mm]as|[Kk]ak)"
)
_TITLE = re.compile(r"(?<!\w)" + _TITLES + r"\s+([A-Z][\w’'-]+)(?:[ ]+[A-Z][\w’'-]+){0,3}")
# Words with a capital that stand behind a title and are no name: posts, places, kinds of work.
_NO_NAME = re.compile(
    "Anda|Apoteker|Asisten|BPJS|Bapak|Bendahara|Bidan|Bupati|Camat|Desa|Direktur|Direksi|Dokter|Dosen|Gigi|Gubernur"
    "|Guru|Hamil|IGD|Ibu|JKN|Jaga|KIA|Kader|Kami|Kepala|Ketua|Klinik|Koordinator|Kota|Lurah|Manajer|Menteri|Menyusui"
    "|Negara|PNS|PTT|Pasien|Pelaksana|Pengelola|Perawat|Peserta|Petugas|Pimpinan|Poli|Praktik|Puskesmas|Pylori|RS|RSUD"
    "|Responden|Rumah|Saudara|Sekalian|Sekretaris|Senior|Sp|Spesialis|UGD|Umum|Wali|Walikota|Yang"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A piece of a text that may name a person: its kind, the words, and where it begins and ends."""

    kind: str  # email | link | phone | nik | bpjs | name | title
    text: str
    start: int
    end: int


def identifiers(
    text: str, known: re.Pattern[str] | None = None, numbers: re.Pattern[str] | None = None
) -> tuple[Identifier, ...]:
    """Return what in ``text`` may name a person, in its order; pieces never overlap, the surer kind wins.

    ``known`` finds names that are known before (what `known_names` returns), ``numbers`` telephone numbers that are
    (`known_numbers`), also where they don't look like one.

    >>> [(one.kind, one.text) for one in identifiers("Hubungi Bu Sari di 0812-0000-1234.")]
    [('title', 'Bu Sari'), ('phone', '0812-0000-1234')]
    """
    found: list[Identifier] = []
    for kind, matches in _RULES:
        _add(found, kind, matches(text))
    _add(found, PHONE, numbers.finditer(text) if numbers else ())
    _add(found, NAME, known.finditer(text) if known else ())
    _add(found, TITLE, (match for match in _TITLE.finditer(text) if not _NO_NAME.fullmatch(match[1])))
    return tuple(sorted(found, key=lambda one: one.start))


def known_names(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds ``names`` as whole words, the longest first; two neighbouring parts count like the whole name.

    None where there are no names.

    >>> found = known_names(["Siti Aminah Putri"])
    >>> [one.text for one in identifiers("Kata SITI AMINAH, bukan Siti Rahma.", found)]
    ['SITI AMINAH']
    """
    parts = sorted({part for one in names for part in _parts(one)}, key=lambda one: (-len(one), one))
    if not parts:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_written, parts))})(?!\w)")


def known_numbers(numbers: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds telephone numbers in any spelling; ``numbers`` are bare digits, as 08… or +65….

    None where there are no numbers.

    >>> found = known_numbers(["081200001234"])
    >>> [one.text for one in identifiers("Nomornya 8120000 1234 atau 62/812/0000/1234.", None, found)]
    ['8120000 1234', '62/812/0000/1234']
    """
    written = sorted({_spelt(one) for one in numbers if one}, key=lambda one: (-len(one), one))
    return re.compile(rf"(?<!\d)(?:{'|'.join(written)})(?!\d)") if written else None


def _spelt(number: str) -> str:
    """Return the pattern of one number: its digits, with or without what goes before a number dialled from afar."""
    between = r"[\s().\\/-]{0,2}"
    digits = between.join(number.lstrip("+").removeprefix("0"))
    before = rf"(?:\+|00{between})?" if number.startswith("+") else rf"(?:(?:\+|00)?62{between}0?{between}|0{between})?"
    return before + digits


def _parts(name: str) -> Iterator[str]:
    words = name.split()
    if words:
        yield " ".join(words)
    yield from (" ".join(words[at : at + 2]) for at in range(len(words) - 1))


def _written(name: str) -> str:
    written = r"\s+".join(map(re.escape, name.split()))
    return f"(?i:{written})" if len(name) >= _SHORT else written


def _add(found: list[Identifier], kind: str, matches: Iterable[re.Match[str]]) -> None:
    for match in matches:
        start, end = match.span()
        if not any(start < one.end and one.start < end for one in found):
            found.append(Identifier(kind=kind, text=match.group(), start=start, end=end))


def _phones(text: str) -> Iterator[re.Match[str]]:
    for pattern in _PHONES:
        for match in pattern.finditer(text):
            if _FEWEST <= sum(one.isdigit() for one in match.group()) <= _MOST:
                yield match


# In this order: an address may hold what looks like a number, and no NIK begins with 0 as a telephone number does.
_RULES: tuple[tuple[str, Callable[[str], Iterable[re.Match[str]]]], ...] = (
    (EMAIL, _EMAIL.finditer),
    (LINK, _LINK.finditer),
    (PHONE, _phones),
    (NIK, _NIK.finditer),
    (BPJS, _BPJS.finditer),
)
