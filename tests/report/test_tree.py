"""The recruitment tree: a mark a person where there is room, numbers where there is not, never words on words."""

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.report.figures.render import png, size_cm
from engage_eval.report.figures.tree import MARKS, Node, TreeChart, has_one_mark_each, tree

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

few = settings(max_examples=15, deadline=None, derandomize=True, database=None)
KINDS = {
    "complete": "wawancara selesai",
    "unfinished": "terjawab sebagian atau terhenti",
    "ineligible": "tidak memenuhi kriteria",
    "refused": "menolak atau menarik persetujuan",
    "open": "tidak diwawancarai",
}


def _chart(*trees: Node, waves: int = 40) -> TreeChart:
    labels = ("Responden awal", *(f"Gelombang {wave}" for wave in range(1, waves)))
    return TreeChart(trees=trees, kinds=KINDS, waves=labels, language="id")


def _done(*recruits: Node) -> Node:
    return Node(kind="complete", recruits=recruits)


def _texts(figure: "Figure") -> "list[Text]":
    from matplotlib.text import Text

    return [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]


def _said(figure: "Figure") -> list[str]:
    return [text.get_text() for text in _texts(figure)]


def _faults(figure: "Figure") -> list[str]:
    """Say which words leave the canvas, touch other words, or are too small."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from engage_eval.report.figures.sheet import settings as held

    with held():
        canvas: Any = FigureCanvasAgg(figure)
        boxes = [(one.get_text(), one.get_window_extent(canvas.get_renderer())) for one in _texts(figure)]
    wide, high = figure.bbox.width, figure.bbox.height
    outside = [name for name, box in boxes if box.x0 < -1 or box.y0 < -1 or box.x1 > wide + 1 or box.y1 > high + 1]
    touching = [
        f"{one}/{other}"
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    small = [one.get_text() for one in _texts(figure) if float(one.get_fontsize()) < 8]
    return outside + touching + small


def _many(n: int, seeds: int) -> tuple[Node, ...]:
    """Return n people: each but the seeds was recruited by the one at half its number."""
    below: dict[int, list[Node]] = {}
    made = []
    for number in range(n - 1, -1, -1):
        node = Node(kind=list(MARKS)[number % 5], recruits=tuple(below.pop(number, ())))
        if number < seeds:
            made.append(node)
        else:
            below.setdefault(number // 2, []).append(node)
    return tuple(made)


def test_twenty_people_have_a_mark_each_and_only_waves_and_legend_are_words() -> None:
    seeds = [_done(_done(_done()), _done()), _done(Node(kind="ineligible")), *[_done()] * 14]
    chart = _chart(*seeds)
    figure = tree(chart)

    assert has_one_mark_each(chart)
    assert Counter(_said(figure)) == Counter(
        ("Responden awal", "Gelombang 1", "Gelombang 2", "wawancara selesai", "tidak memenuhi kriteria")
    )
    assert _faults(figure) == []


def test_more_people_than_room_stand_together_with_their_number() -> None:
    chart = _chart(*[_done()] * 80, *[Node(kind="open")] * 20, _done(*[_done()] * 30))
    figure = tree(chart)

    assert not has_one_mark_each(chart)
    assert {"×80", "×20", "×30"} <= set(_said(figure))
    assert _faults(figure) == []


def test_trees_too_wide_for_a_row_stand_in_bands() -> None:
    figure = tree(_chart(*[_done(Node(kind="open"), _done(_done()))] * 20))

    assert _said(figure).count("Responden awal") > 1
    assert _faults(figure) == []


@pytest.mark.parametrize(("n", "seeds"), [(200, 2), (200, 60), (200, 150), (3000, 5)])
def test_hundreds_of_people_fit_a_page(n: int, seeds: int) -> None:
    figure = tree(_chart(*_many(n, seeds)))

    assert size_cm(figure)[0] == pytest.approx(16)
    assert size_cm(figure)[1] < 22
    assert _faults(figure) == []


def test_a_chain_of_more_waves_than_a_page_holds_is_a_table_of_marks() -> None:
    node = _done()
    for _wave in range(25):
        node = _done(node)
    figure = tree(_chart(node))

    assert _said(figure).count("×1") == 26
    assert _faults(figure) == []


def test_the_order_of_people_does_not_change_the_picture() -> None:
    trees = [_done(Node(kind="open"), _done(_done())), Node(kind="refused"), _done(_done())]

    assert png(tree(_chart(*trees)), 80) == png(tree(_chart(*trees[::-1])), 80)


@pytest.mark.parametrize(
    "chart",
    [_chart(), _chart(Node(kind="alien")), _chart(_done(_done()), waves=1)],
)
def test_nobody_an_unknown_kind_or_a_wave_without_label_is_a_bug(chart: TreeChart) -> None:
    with pytest.raises(ValueError, match="needs"):
        tree(chart)


@few
@given(
    st.recursive(st.just(()), lambda inner: st.lists(inner, max_size=6).map(tuple), max_leaves=40), st.integers(1, 9)
)
def test_any_tree_is_drawn_clean(shape: tuple[Any, ...], seeds: int) -> None:
    def node(own: tuple[Any, ...]) -> Node:
        return Node(kind=list(MARKS)[len(own) % 5], recruits=tuple(map(node, own)))

    assert _faults(tree(_chart(*[node(shape)] * seeds))) == []
