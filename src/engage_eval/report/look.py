"""The look: colours, fonts and sizes, said once for figures, Word and the browser."""

from typing import Final

INK: Final = "#1F2933"
MUTED: Final = "#5B6770"
RULE: Final = "#C9D1D6"
PAPER: Final = "#FFFFFF"
ACCENT: Final = "#01665E"
WARNING: Final = "#9A6700"
ERROR: Final = "#B42318"

DISAGREE_STRONG: Final = "#8C510A"
DISAGREE_WEAK: Final = "#D8B365"
NEUTRAL: Final = "#D9D9D9"
AGREE_WEAK: Final = "#5AB4AC"
AGREE_STRONG: Final = "#01665E"

# Lighter than muted by 24 L*, so that "before" and "after" also differ on a grey printer.
BEFORE: Final = "#9AA5AC"
# The accent at about a fifth of its strength on paper: intervals behind a line.
ACCENT_TINT: Final = "#CFE3E1"

# From strong to weak, by how many levels a side has (ColorBrewer BrBG, safe for colour blindness). A side with more
# levels takes evenly spaced colours along the last row.
DISAGREE_RAMPS: Final = (
    (DISAGREE_STRONG,),
    (DISAGREE_STRONG, DISAGREE_WEAK),
    (DISAGREE_STRONG, "#BF812D", "#DFC27D"),
    (DISAGREE_STRONG, "#BF812D", "#DFC27D", "#F6E8C3"),
)
AGREE_RAMPS: Final = (
    (AGREE_STRONG,),
    (AGREE_STRONG, AGREE_WEAK),
    (AGREE_STRONG, "#35978F", "#80CDC1"),
    (AGREE_STRONG, "#35978F", "#80CDC1", "#C7EAE5"),
)

# Twelve hues of equal lightness (OKLCH, L = .58), each at least 4:1 against paper; neighbours lie 150 degrees apart.
CODE_COLOURS: Final = (
    "#068C8C",
    "#B2548D",
    "#538C2D",
    "#736BC9",
    "#A46E01",
    "#0087AB",
    "#BE525F",
    "#009068",
    "#995EB2",
    "#867D04",
    "#3A7BCB",
    "#BC5A29",
)

FIGURE_WIDTH_CM: Final = 16.0
FIGURE_DPI: Final = 300
FIGURE_LABEL_PT: Final = 9.0
FIGURE_SMALL_PT: Final = 8.0

WORD_FONT: Final = "Calibri"
WORD_FALLBACK_FONT: Final = "Carlito"
WORD_PAGE_CM: Final = (21.0, 29.7)
WORD_MARGIN_CM: Final = 2.5
WORD_BODY_PT: Final = 11.0
WORD_HEADINGS_PT: Final = (16.0, 13.0, 11.5)
WORD_LINE_SPACING: Final = 1.15
WORD_SPACE_AFTER_PT: Final = 6.0
WORD_TABLE_PT: Final = 9.5
WORD_NOTE_PT: Final = 8.5
WORD_OUTER_RULE_PT: Final = 0.75
WORD_HEAD_RULE_PT: Final = 0.5

WEB_FONT: Final = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
WEB_BODY_PX: Final = 16
WEB_TABLE_PX: Final = 14
WEB_HEADINGS_PX: Final = (26, 20)
WEB_SPACES_PX: Final = (4, 8, 12, 16, 24, 32)
WEB_LINE_CHARACTERS: Final = 75


def css_variables() -> str:
    """Return the tokens as one ``:root`` rule, for the browser and for reports in HTML."""
    tokens = {
        "ink": INK,
        "muted": MUTED,
        "rule": RULE,
        "paper": PAPER,
        "accent": ACCENT,
        "accent-tint": ACCENT_TINT,
        "warning": WARNING,
        "error": ERROR,
        "disagree-strong": DISAGREE_STRONG,
        "disagree-weak": DISAGREE_WEAK,
        "neutral": NEUTRAL,
        "agree-weak": AGREE_WEAK,
        "agree-strong": AGREE_STRONG,
        **{f"code-{number}": colour for number, colour in enumerate(CODE_COLOURS, start=1)},
        "font": WEB_FONT,
        "size-body": f"{WEB_BODY_PX}px",
        "size-table": f"{WEB_TABLE_PX}px",
        **{f"size-h{level}": f"{size}px" for level, size in enumerate(WEB_HEADINGS_PX, start=1)},
        **{f"space-{number}": f"{size}px" for number, size in enumerate(WEB_SPACES_PX, start=1)},
        "line": f"{WEB_LINE_CHARACTERS}ch",
    }
    return ":root {\n" + "".join(f"  --{name}: {value};\n" for name, value in tokens.items()) + "}\n"
