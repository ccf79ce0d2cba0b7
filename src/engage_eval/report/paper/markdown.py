"""The little Markdown that consent forms are written in, and its paragraphs in a printed form."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml.etree import _Element as Element

from engage_eval.report import look
from engage_eval.report.docx.inline import BOLD, ITALIC, PLAIN, run
from engage_eval.report.docx.styles import TEXT_WIDTH_TWIPS, rule
from engage_eval.report.docx.template import NUMBERS
from engage_eval.report.docx.xml import el, val
from engage_eval.report.paper.elements import cell, choice, paragraph, row, tab, table

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_TICK = re.compile(r"[-*+]\s+\[[ xX]\]\s+(.*)")
_BULLET = re.compile(r"[-*+]\s+(.*)")
_NUMBERED = re.compile(r"[0-9]+[.)]\s+(.*)")
_RULE = re.compile(r"\|?[\s:|-]+\|?")
_MARKS = re.compile(r"(\*\*.+?\*\*|__(?=[^_\s]).+?__|(?<!\*)\*(?=[^*\s])[^*]+?\*)")
_BLANK = "____"
_BELOW_GAP = 100  # twips above a heading that has a gap above it
_BLANK_AT_END = re.compile(r"_{8,}\s*$")
# What the person who asks for consent is told, or reads aloud, in the forms that we ship.
_TOLD, _READ = ("Petugas:", "Officer:"), ("Bacakan:", "Read:", "Read aloud:")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block: heading, text, tick, bullet, number (each with its words) or table (with rows)."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


END = Piece("end")


def pieces(text: str) -> tuple[Piece, ...]:
    r"""Return the blocks of a form's wording; what is no other block is text, so no word is ever lost.

    >>> [piece.kind for piece in pieces("# Form\n\nRead\nthis.\n\n- [ ] Yes\n- no box\n1. first")]
    ['heading', 'text', 'tick', 'bullet', 'number']
    """
    return tuple(_pieces(text.split("\n")))


def _pieces(lines: Sequence[str]) -> Iterator[Piece]:
    open_text: Piece | None = None
    rows: list[tuple[str, ...]] = []
    for line in (*lines, ""):
        bare = line.strip()
        is_row = bare.startswith("|") and bare.endswith("|") and len(bare) > 1
        if rows and not is_row:
            yield Piece("table", rows=tuple(rows))
            rows = []
        begun = None if is_row else _begun(bare)
        if open_text is not None and (is_row or not bare or begun is not None):
            yield open_text
            open_text = None
        if is_row:
            if not _RULE.fullmatch(bare):
                rows.append(tuple(one.strip() for one in bare.strip("|").split("|")))
        elif begun is not None:
            open_text = begun
        elif bare:
            open_text = Piece("text", bare) if open_text is None else _continued(open_text, bare)
        if open_text is not None and open_text.kind == "heading":
            yield open_text
            open_text = None


def _continued(piece: Piece, more: str) -> Piece:
    return Piece(piece.kind, f"{piece.text} {more}", piece.level)


def _begun(line: str) -> Piece | None:
    """Return the block that a line begins; None for text."""
    if match := _HEADING.fullmatch(line):
        return Piece("heading", match[2].rstrip("# "), len(match[1]))
    for kind, pattern in (("tick", _TICK), ("bullet", _BULLET), ("number", _NUMBERED)):
        if match := pattern.fullmatch(line):
            return Piece(kind, match[1])
    return None


def lists_in(found: Sequence[Piece]) -> int:
    """Return how many numbered lists there are."""
    kinds = ["", *(one.kind for one in found)]
    return sum(now == "number" != before for before, now in pairwise(kinds))


@dataclass(slots=True)
class Printer:
    """Makes paragraphs of pieces; ``down`` lowers the headings by so many levels."""

    tag: str
    width: int = TEXT_WIDTH_TWIPS
    down: int = 0
    numbered_lists: int = 0
    _in_list: bool = False

    def all(self, found: Sequence[Piece]) -> list[Element]:
        """Return the paragraphs of all pieces; what introduces boxes or a list stays with them."""
        made: list[Element] = []
        for at, piece in enumerate(found):
            following, after = [*found[at + 1 : at + 3], END, END][:2]
            printed = self.one(piece, following)
            if piece.kind == "heading" and _stays(following, after):
                # LibreOffice leaves the first paragraph of a longer chain behind: let it be an empty one.
                made.append(paragraph("Gap", [], kept=True))
                printed[0][0].append(el("w:spacing", w__before=_BELOW_GAP))
            made += printed
        return made

    def one(self, piece: Piece, following: Piece = END) -> list[Element]:
        """Return the paragraphs of one piece; ``following`` is the next, which decides what must stay together."""
        kept = _stays(piece, following)
        if piece.kind != "number":
            self._in_list = False
        match piece.kind:
            case "heading":
                return [self._heading(piece)]
            case "tick":
                return [self._tick(piece.text, kept=kept, last=following.kind != "tick")]
            case "bullet":
                return [paragraph("ListBullet", self._words(piece.text), kept=kept)]
            case "number":
                return [self._numbered(piece.text, kept=kept)]
            case "table":
                return [paragraph("Spacer", [], kept=True), self._table(piece.rows), paragraph("Spacer", [])]
        return [self._text(piece.text, kept=kept)]

    def _heading(self, piece: Piece) -> Element:
        level = piece.level + self.down
        if level > len(look.WORD_HEADINGS_PT):
            return paragraph("Point", [run(piece.text, self.tag)])
        return paragraph(f"Heading{level}", [run(piece.text, self.tag)])

    def _text(self, text: str, *, kept: bool) -> Element:
        if text.startswith(_TOLD):
            return paragraph("Aside", self._words(text), kept=kept)
        if match := _BLANK_AT_END.search(text):
            words = self._words(text[: match.start()])
            return paragraph("FillIn", [*words, tab()], kept=kept, line_to=self.width)
        style = "FillIn" if _BLANK in text else "Normal"
        lead = next((one for one in _READ if text.startswith(one)), "")
        words = [run(lead, self.tag, BOLD)] if lead else []
        return paragraph(style, [*words, *self._words(text.removeprefix(lead))], kept=kept)

    def _tick(self, text: str, *, kept: bool, last: bool) -> Element:
        if match := _BLANK_AT_END.search(text):
            return choice([*self._words(text[: match.start()]), tab()], kept=kept, last=last, line_to=self.width)
        return choice(self._words(text), kept=kept, last=last)

    def _numbered(self, text: str, *, kept: bool) -> Element:
        if not self._in_list:
            self.numbered_lists += 1
        self._in_list = True
        made = paragraph("ListNumber", self._words(text), kept=kept)
        made[0].append(el("w:numPr", val("w:ilvl", 0), val("w:numId", NUMBERS + self.numbered_lists)))
        return made

    def _words(self, text: str) -> list[Element]:
        """Return the runs of a text with **bold** and *italic* words."""
        made = []
        for place, piece in enumerate(_MARKS.split(text)):
            marked = place % 2 == 1  # split puts what the pattern matched between the rest
            if marked and piece.startswith(("**", "__")):
                made.append(run(piece[2:-2], self.tag, BOLD))
            elif marked:
                made.append(run(piece[1:-1], self.tag, ITALIC))
            elif piece:
                made.append(run(piece, self.tag, PLAIN))
        return made

    def _table(self, rows: Sequence[Sequence[str]]) -> Element:
        """Return a table with a head and thin rules; a short row gets empty cells."""
        across = max(len(one) for one in rows)
        widths = [self.width // across] * across
        made = []
        for at, one in enumerate(rows):
            texts = [*one, *[""] * (across - len(one))]
            style = "TableHead" if at == 0 else "TableText"
            kept = at == 0 or at < len(rows) - 1
            cells = [
                cell(width, [paragraph(style, self._words(text), kept=kept)], ruled=True)
                for width, text in zip(widths, texts, strict=True)
            ]
            made.append(row(cells, head=at == 0))
        drawn = table(widths, made, inside=100)
        drawn[0].insert(1, el("w:tblBorders", rule("bottom", 0.5)))
        return drawn


def _stays(piece: Piece, following: Piece) -> bool:
    """Return whether a piece stays with the next: words with their boxes or list, the lines of a signature.

    So does what the officer is told before reading on.
    """
    if piece.text.startswith(_TOLD) and following.text.startswith(_READ):
        return True
    if piece.kind == "text":
        return following.kind in ("tick", "bullet", "number", "table") or _BLANK in following.text
    return piece.kind == "tick" and (following.kind == "tick" or _BLANK in following.text)
