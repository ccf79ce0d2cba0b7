"""From figures to PNG and SVG: the same figure gives the same bytes."""

import re
from io import BytesIO
from typing import TYPE_CHECKING

from engage_eval.report import look
from engage_eval.report.figures.sheet import CM_PER_INCH, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def png(figure: "Figure", dpi: int = look.FIGURE_DPI) -> bytes:
    """Return the figure as PNG at ``dpi``, without program name or date."""
    target = BytesIO()
    with settings():
        figure.savefig(target, format="png", dpi=dpi, metadata={"Software": None})
    return target.getvalue()


def svg(figure: "Figure") -> bytes:
    """Return the figure as SVG that needs nothing from outside, ready to be saved or to stand inside HTML.

    Letters are outlines, each stored once, so that the picture looks the same where DejaVu Sans is not installed. The
    XML declaration, the DOCTYPE and the ids of groups are left out: in HTML they would be errors, or occur twice.
    """
    target = BytesIO()
    with settings():
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(target, format="svg", metadata=nothing)
    text = target.getvalue().decode("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r'<g id="[a-zA-Z]+\w*_\d+">', "<g>", text)
    return re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL).encode("utf-8")


def size_cm(figure: "Figure") -> tuple[float, float]:
    """Return the figure's width and height in centimetres."""
    width, height = figure.get_size_inches()
    return float(width) * CM_PER_INCH, float(height) * CM_PER_INCH
