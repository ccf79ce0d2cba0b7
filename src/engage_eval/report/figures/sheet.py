"""The sheet: marks and measured words, placed in points from the upper left, that become one matplotlib figure.

Axes are of little help where texts wrap and rows grow, so a chart computes its own places and puts marks on a sheet.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from engage_eval.report import look

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.transforms import Transform

Point: TypeAlias = tuple[float, float]
Align: TypeAlias = Literal["left", "center", "right"]

POINTS_PER_INCH: Final = 72.0
CM_PER_INCH: Final = 2.54
WIDTH: Final = look.FIGURE_WIDTH_CM / CM_PER_INCH * POINTS_PER_INCH
LABEL: Final = look.FIGURE_LABEL_PT
SMALL: Final = look.FIGURE_SMALL_PT
# From one baseline to the next, and the height of a digit or capital, as shares of the font size.
LEADING: Final = 1.25
DIGIT: Final = 0.73

# A user's own matplotlibrc must not change a report, so each setting that marks and words read is said here.
SETTINGS: Final = {
    "agg.path.chunksize": 0,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "path.effects": [],
    "path.simplify": True,
    "path.sketch": None,
    "path.snap": True,
    "savefig.bbox": None,
    "savefig.edgecolor": "auto",
    "savefig.facecolor": "auto",
    "savefig.transparent": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "engage-eval",
    "svg.id": None,
    "text.antialiased": True,
    "text.hinting": "no_hinting",
    "text.parse_math": False,
    "text.usetex": False,
}

_LOCK: Final = RLock()


@contextmanager
def settings() -> Iterator[None]:
    """Hold matplotlib to this project's settings for a while."""
    import matplotlib as mpl

    # matplotlib's settings belong to the whole process; the lock keeps two threads from putting back each other's.
    with _LOCK, mpl.rc_context(cast("dict[Any, Any]", SETTINGS)):
        yield


@lru_cache(maxsize=16)
def _font(size: float, *, bold: bool = False) -> "FontProperties":
    """Return DejaVu Sans from the file that matplotlib ships, whatever fonts the machine has."""
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=f"{mpl.get_data_path()}/fonts/ttf/{name}", size=size)


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    """Return the code points that the font has."""
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(_font(LABEL).get_file())).get_charmap())


@lru_cache(maxsize=8192)
def width(text: str, size: float = LABEL, *, bold: bool = False) -> float:
    """Return how many points a line of ``text`` takes."""
    from matplotlib.textpath import text_to_path

    measured, _, _ = text_to_path.get_text_width_height_descent(text, _font(size, bold=bold), ismath=False)
    return float(measured)


def widest(texts: Sequence[str], size: float = LABEL, *, bold: bool = False) -> float:
    """Return the width of the widest of ``texts``, 0 for none."""
    return max((width(text, size, bold=bold) for text in texts), default=0.0)


def clean(text: str) -> str:
    """Make ``text`` one line that the font can draw; a character that it lacks shows as the replacement sign."""
    line = re.sub(r"[^\S\u00a0]+", " ", unicodedata.normalize("NFC", text)).strip()
    printable = (
        letter for letter in line if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} and letter != "\ufe0f"
    )
    return "".join(letter if ord(letter) in _drawable() else "\N{REPLACEMENT CHARACTER}" for letter in printable)


def wrap(text: str, room: float, size: float = LABEL, *, bold: bool = False) -> tuple[str, ...]:
    """Break ``text`` into lines of at most ``room`` points: between words, else after a hyphen, else anywhere."""
    lines = [""]
    for word in clean(text).split(" "):
        for number, part in enumerate(_parts(word, room, size, bold=bold)):
            longer = f"{lines[-1]} {part}" if lines[-1] else part
            if number == 0 and width(longer, size, bold=bold) <= room:
                lines[-1] = longer
            elif lines[-1]:
                lines.append(part)
            else:
                lines[-1] = part
    return tuple(lines)


def _parts(word: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    """Cut a word that is wider than the room."""
    while width(word, size, bold=bold) > room and len(word) > 1:
        fits = 1
        while fits + 1 < len(word) and width(word[: fits + 1], size, bold=bold) <= room:
            fits += 1
        joint = max((found.end() for found in re.finditer(r"[-/_.,]", word[:fits])), default=fits)
        yield word[:joint]
        word = word[joint:]
    yield word


def block_height(lines: int, size: float = LABEL) -> float:
    """Return the height of some lines of text."""
    return lines * size * LEADING


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from values to points across the sheet."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        """Return where ``value`` stands."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Font:
    """How words look."""

    size: float = LABEL
    colour: str = look.INK
    bold: bool = False


PLAIN: Final = Font()
STRONG: Final = Font(bold=True)
SMALL_PRINT: Final = Font(size=SMALL)
QUIET: Final = Font(size=SMALL, colour=look.MUTED)


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    at: Point
    align: Align
    font: Font

    def artist(self, transform: "Transform") -> "Artist":
        from matplotlib.text import Text

        x, y = self.at
        return Text(
            x,
            y,
            self.text,
            color=self.font.colour,
            fontproperties=_font(self.font.size, bold=self.font.bold),
            horizontalalignment=self.align,
            verticalalignment="baseline",
            transform=transform,
        )


@dataclass(frozen=True, slots=True)
class _Shape:
    points: tuple[Point, ...]
    closed: bool
    fill: str
    edge: str
    line: float

    def artist(self, transform: "Transform") -> "Artist":
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        path = Path([*self.points, self.points[0]] if self.closed else list(self.points), closed=self.closed)
        return _patch(PathPatch, self, path, transform)


@dataclass(frozen=True, slots=True)
class _Dot:
    centre: Point
    diameter: float
    fill: str
    edge: str
    line: float

    def artist(self, transform: "Transform") -> "Artist":
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        return _patch(PathPatch, self, Path.circle(self.centre, self.diameter / 2), transform)


def _patch(kind: type, mark: _Shape | _Dot, path: object, transform: "Transform") -> "Artist":
    made: Artist = kind(
        path,
        facecolor=mark.fill or "none",
        edgecolor=mark.edge or "none",
        linewidth=mark.line,
        capstyle="butt",
        joinstyle="miter",
        antialiased=True,
        transform=transform,
    )
    return made


class Sheet:
    """A drawing in the making; later marks lie over earlier ones. Lengths are points, y runs downwards."""

    def __init__(self) -> None:
        """Begin an empty sheet."""
        self._marks: list[_Words | _Shape | _Dot] = []

    def words(self, text: str, x: float, y: float, *, align: Align = "left", font: Font = PLAIN) -> None:
        """Write one line with its baseline at ``y``."""
        if text:
            self._marks.append(_Words(text, (x, y), align, font))

    def block(self, lines: Sequence[str], x: float, top: float, *, align: Align = "left", font: Font = PLAIN) -> None:
        """Write lines below each other, the first one's top at ``top``."""
        for number, line in enumerate(lines):
            # Capitals are centred in their line, so that a label and the number beside it share a baseline.
            baseline = top + font.size * ((LEADING + DIGIT) / 2 + number * LEADING)
            self.words(line, x, baseline, align=align, font=font)

    def middle(self, text: str, x: float, y: float, *, align: Align = "left", font: Font = PLAIN) -> None:
        """Write one line whose digits are centred at height ``y``."""
        self.words(text, x, y + font.size * DIGIT / 2, align=align, font=font)

    def bar(self, left: float, top: float, right: float, bottom: float, *, fill: str, edge: str = "") -> None:
        """Draw a rectangle."""
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        self._marks.append(_Shape(corners, closed=True, fill=fill, edge=edge, line=0.75 if edge else 0.0))

    def area(self, corners: Sequence[Point], *, fill: str, edge: str = "", line: float = 0.0) -> None:
        """Draw a filled polygon."""
        self._marks.append(_Shape(tuple(corners), closed=True, fill=fill, edge=edge, line=line))

    def line(self, points: Sequence[Point], *, colour: str = look.INK, line: float = 0.75) -> None:
        """Draw a line through points."""
        self._marks.append(_Shape(tuple(points), closed=False, fill="", edge=colour, line=line))

    def dot(self, x: float, y: float, diameter: float, *, fill: str, edge: str = "", line: float = 0.0) -> None:
        """Draw a dot."""
        self._marks.append(_Dot((x, y), diameter, fill, edge, line))

    def ruler(self, scale: Scale, top: float, ticks: Sequence[tuple[float, str]], *, line: bool = True) -> float:
        """Draw a horizontal axis with ticks and their labels; return its bottom."""
        if line:
            self.line([(scale.left, top), (scale.right, top)])
        for value, label in ticks:
            x = scale.at(value)
            self.line([(x, top), (x, top + 3.5)])
            self.block([label], x, top + 5, align="center", font=SMALL_PRINT)
        return top + 5 + SMALL * LEADING

    def finish(self, height: float) -> "Figure":
        """Make the figure, 16 cm wide and ``height`` points high."""
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        with settings():
            figure = Figure(
                figsize=(WIDTH / POINTS_PER_INCH, height / POINTS_PER_INCH),
                dpi=100,
                facecolor=look.PAPER,
                edgecolor="none",
                linewidth=0.0,
                frameon=True,
            )
            inches = Affine2D().translate(0, -height).scale(1 / POINTS_PER_INCH, -1 / POINTS_PER_INCH)
            transform = inches + figure.dpi_scale_trans
            for order, mark in enumerate(self._marks):
                artist = mark.artist(transform)
                artist.set_zorder(1 + order)
                figure.add_artist(artist)
        return figure
