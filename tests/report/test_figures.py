"""Figures: nothing clipped, nothing overlapping, nothing below 8 pt, the same bytes each time."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engage_eval.report.figures import numerals
from engage_eval.report.figures.denominators import ShareChart, ShareRow, denominators
from engage_eval.report.figures.dumbbell import DumbbellChart, DumbbellRow, Ratio, dumbbell
from engage_eval.report.figures.flow import FlowChart, FlowNote, FlowStep, flow
from engage_eval.report.figures.ipa import IpaChart, IpaPoint, ipa
from engage_eval.report.figures.kcurve import KCurve, KPoint, kcurve
from engage_eval.report.figures.likert import LikertChart, LikertRow, likert
from engage_eval.report.figures.render import png, size_cm, svg
from engage_eval.report.figures.series import SeriesChart, series
from engage_eval.report.figures.sheet import WIDTH, Font, Sheet, width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

FIVE = ("Sangat tidak setuju", "Tidak setuju", "Netral", "Setuju", "Sangat setuju")
few = settings(max_examples=25, deadline=None, derandomize=True, database=None)
words = st.text(st.sampled_from("aiueo nmgkpt-$_{}^\\W"), max_size=120) | st.lists(
    st.sampled_from(("pesan", "fasilitas", "rumah sakit", "ketidaksesuaian", "di", "sehari-hari", "(WhatsApp)")),
    max_size=20,
).map(" ".join)


def _texts(figure: "Figure") -> "list[Text]":
    from matplotlib.text import Text

    return [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]


def _faults(figure: "Figure") -> list[str]:
    """Say which words leave the canvas, touch other words, or are too small."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from engage_eval.report.figures.sheet import settings as held

    with held():
        canvas: Any = FigureCanvasAgg(figure)
        renderer = canvas.get_renderer()
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in _texts(figure)]
    wide, high = figure.bbox.width, figure.bbox.height
    slack = 1.0  # a pixel of 1/100 inch: extents are rounded up to whole pixels
    faults = [
        f"outside: {name}"
        for name, box in boxes
        if box.x0 < -slack or box.y0 < -slack or box.x1 > wide + slack or box.y1 > high + slack
    ]
    faults += [
        f"overlap: {one} / {other}"
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]
    return faults + [f"small: {text.get_text()}" for text in _texts(figure) if float(text.get_fontsize()) < 8]


def _said(figure: "Figure") -> list[str]:
    return [text.get_text() for text in _texts(figure)]


def _answers(*rows: tuple[str, tuple[int, ...]], neutral: int | None = 2) -> LikertChart:
    levels = FIVE if len(rows[0][1]) == 5 else tuple(f"taraf {level}" for level in range(len(rows[0][1])))
    made = tuple(LikertRow(label=label, counts=counts) for label, counts in rows)
    return LikertChart(rows=made, levels=levels, neutral=neutral, language="id")


def _visits(*rows: tuple[int, int]) -> DumbbellChart:
    return DumbbellChart(
        rows=tuple(
            DumbbellRow(label=f"FKTP-{number:02}", before=before, after=after)
            for number, (before, after) in enumerate(rows, start=1)
        ),
        before_label="2022",
        after_label="2023",
        change_label="Perubahan",
        language="id",
        axis_label="Jumlah kunjungan (skala logaritmik)",
        projected_label="angka proyeksi",
    )


def _flow() -> FlowChart:
    return FlowChart(
        steps=(
            FlowStep(
                label="Direkrut",
                n=20,
                notes=(
                    FlowNote(label="Tidak memenuhi kriteria", n=6),
                    FlowNote(label="nomor WhatsApp rumah sakit tidak tersimpan", n=6, part=True),
                ),
            ),
            FlowStep(label="Memenuhi kriteria", n=14, notes=(FlowNote(label="Wawancara terhenti", n=1),)),
            FlowStep(label="Wawancara lengkap", n=13),
        ),
        language="id",
    )


def _curve(*shares: float | None, declared: int | None = 3) -> KCurve:
    points = tuple(
        KPoint(
            k=k, share=share, low=None if share is None else share / 2, high=None if share is None else (1 + share) / 2
        )
        for k, share in enumerate(shares, start=1)
    )
    return KCurve(
        points=points,
        declared=declared,
        axis_label="K: setuju dengan sedikitnya K karakteristik",
        share_label="Persentase responden",
        interval_label="interval kepercayaan 95%",
        language="id",
    )


def _shares() -> ShareChart:
    return ShareChart(
        rows=(
            ShareRow(label="dari yang direkrut", count=13, n=20, share=0.65, low=0.4329, high=0.8188),
            ShareRow(label="dari wawancara lengkap", count=13, n=13, share=1.0, low=0.7719, high=1.0),
            ShareRow(label="Jangkauan", count=14, n=20, share=0.7, low=0.481, high=0.8545, apart=True),
        ),
        count_label="Jumlah",
        share_label="Persen [IK 95%]",
        language="id",
    )


def _ipa(*spots: tuple[float, float], labels: tuple[str, ...] = ("Informatif",), stable: bool = False) -> IpaChart:
    points = tuple(
        IpaPoint(
            number=number,
            label=labels[number % len(labels)],
            x=x,
            y=y,
            x_interval=(x - 0.4, x + 0.4),
            y_interval=(y - 0.3, y + 0.3) if number % 2 else None,
            stable=stable,
        )
        for number, (x, y) in enumerate(spots, start=1)
    )
    return IpaChart(
        points=points,
        means=(4.2, 3.9),
        midpoint=3.0,
        low=1.0,
        high=5.0,
        x_label="kinerja (rerata pada nilai 1 sampai 5)",
        y_label="kepentingan (rerata pada nilai 1 sampai 5)",
        corners=("prioritas perbaikan", "pertahankan", "prioritas rendah", "mungkin berlebihan"),
        stable_label="kuadran sama pada sedikitnya 90% sampel ulang",
        unstable_label="letak tidak stabil",
        language="id",
    )


def _all() -> "Iterator[Figure]":
    yield likert(_answers(("Informatif", (1, 0, 2, 8, 3)), ("Umpan balik", (1, 3, 1, 6, 2))))
    yield dumbbell(_visits((1558, 1891), (125, 271), (0, 3)))
    yield flow(_flow())
    yield kcurve(_curve(1.0, 0.9, 0.6, 0.2))
    yield denominators(_shares())
    yield ipa(_ipa((4.5, 4.4), (4.5, 4.4), (3.1, 4.9), (5.0, 5.0)))


def _digest() -> str:
    return hashlib.sha256(b"".join(part for figure in _all() for part in (png(figure), svg(figure)))).hexdigest()


def test_same_chart_gives_the_same_bytes_also_in_another_process_with_another_matplotlibrc(tmp_path: Path) -> None:
    first = _digest()
    assert _digest() == first
    foreign = tmp_path / "matplotlibrc"
    foreign.write_text(
        "font.family: serif\nfont.size: 20\nsavefig.facecolor: red\nsavefig.bbox: tight\ntext.hinting: native\n"
        "figure.autolayout: True\nlines.linewidth: 9\nsavefig.transparent: True\nsvg.fonttype: none\n",
        encoding="utf-8",
    )
    script = f"import runpy; print(runpy.run_path({__file__!r})['_digest']())"
    environment = {
        **os.environ,
        "MATPLOTLIBRC": str(foreign),
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    ran = subprocess.run(  # noqa: S603 - this very file
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == first


def test_words_that_overlap_leave_the_canvas_or_are_small_are_found() -> None:
    sheet = Sheet()
    sheet.words("satu", 100, 50)
    sheet.words("dua", 105, 52)
    sheet.words("tiga", WIDTH - 5, 80)
    sheet.words("empat", 10, 80, font=Font(size=7))
    assert _faults(sheet.finish(100)) == ["outside: tiga", "overlap: satu / dua", "small: empat"]


def test_drawing_does_not_need_pyplot_and_leaves_settings_alone() -> None:
    before = dict(mpl.rcParams)
    figure = flow(_flow())
    png(figure)
    svg(figure)
    assert dict(mpl.rcParams) == before
    assert figure.dpi == 100


def test_every_figure_is_16_cm_wide_and_clean() -> None:
    for figure in _all():
        assert size_cm(figure)[0] == pytest.approx(16)
        assert _faults(figure) == []


def test_png_has_the_pixels_of_300_dpi_and_no_program_name() -> None:
    data = png(flow(_flow()))
    assert data[:4] == b"\x89PNG"
    assert abs(int.from_bytes(data[16:20], "big") - 16 / 2.54 * 300) < 1
    assert b"Software" not in data
    assert b"matplotlib" not in data.lower()


def test_svg_stands_alone_without_ids_that_would_occur_twice_in_a_page() -> None:
    data = svg(likert(_answers(("Informatif", (1, 0, 2, 8, 3)))))
    root = etree.fromstring(data)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert all(one is not None and one.startswith("DejaVuSans") for one in ids)
    assert b"<text" not in data
    assert b"<!DOCTYPE" not in data
    assert b"<metadata" not in data
    assert len(data) < 100_000


def test_likert_sorts_by_agreement_then_by_less_disagreement_and_puts_unanswered_items_last() -> None:
    chart = _answers(
        ("kosong", (0, 0, 0, 0, 0)),
        ("separuh, sisanya menolak", (5, 0, 0, 5, 0)),
        ("semua setuju", (0, 0, 0, 0, 10)),
        ("separuh, sisanya netral", (0, 0, 5, 5, 0)),
    )
    order = [text for text in _said(likert(chart)) if text in {row.label for row in chart.rows}]
    assert order == ["semua setuju", "separuh, sisanya netral", "separuh, sisanya menolak", "kosong"]


def test_likert_shows_counts_where_n_is_small_and_else_percentages() -> None:
    small = _said(likert(_answers(("a", (0, 3, 4, 7, 15)))))
    assert {"3", "4", "7", "15"} <= set(small)
    large = _said(likert(_answers(("a", (0, 100, 100, 100, 200)))))
    assert "40%" in large
    assert "200" not in large


def test_likert_keeps_one_notation_where_n_lies_around_thirty() -> None:
    said = _said(likert(_answers(("a", (0, 0, 0, 10, 19)), ("b", (0, 0, 0, 10, 21)))))
    assert {"10", "19", "21"} <= set(said)
    said = _said(likert(_answers(("a", (0, 0, 0, 4, 9)), ("b", (0, 0, 0, 500, 500)))))
    assert {"4", "9", "50%"} <= set(said)


def test_likert_without_neutral_level_has_no_neutral_panel() -> None:
    assert _said(likert(_answers(("a", (1, 1, 1, 1, 1))))).count("Netral") == 2  # panel and legend
    said = _said(likert(_answers(("a", (4, 9)), neutral=None)))
    assert said.count("0%") == 1
    assert {"4", "9"} <= set(said)


def test_likert_refuses_a_row_with_too_few_counts() -> None:
    with pytest.raises(ValueError, match="one count per level"):
        likert(LikertChart(rows=(LikertRow(label="a", counts=(1,)),), levels=FIVE, neutral=2, language="id"))


@few
@given(st.data())
def test_likert_is_clean_for_any_scale_counts_and_labels(data: st.DataObject) -> None:
    levels = data.draw(st.integers(2, 7))
    neutral = data.draw(st.none() | st.integers(0, levels - 1))
    counts = st.tuples(*[st.sampled_from((0, 0, 1, 2, 7, 60, 12345))] * levels)
    rows = data.draw(st.lists(st.builds(LikertRow, label=words, counts=counts), min_size=1, max_size=20))
    names = tuple(data.draw(words) for _ in range(levels))
    language: numerals.Language = data.draw(st.sampled_from(("id", "en")))
    chart = LikertChart(
        rows=tuple(rows),
        levels=names,
        neutral=neutral,
        language=language,
        axis_label="Persentase",
        no_answers=data.draw(words),
    )
    assert _faults(likert(chart)) == []


def test_dumbbell_writes_numbers_in_the_readers_notation() -> None:
    chart = _visits((1558, 1891), (336, 336), (0, 5), (5, 0))
    said = _said(dumbbell(chart))
    assert {"1.558", "1.891", "+21,4%", "0,0%", "–", "−100,0%"} <= set(said)


def test_dumbbell_marks_projected_counts_as_hollow_and_says_so() -> None:
    def hollow(figure: "Figure") -> int:
        from matplotlib.colors import to_hex
        from matplotlib.patches import PathPatch

        patches = [patch for patch in figure.findobj(PathPatch) if isinstance(patch, PathPatch)]
        return sum(to_hex(patch.get_facecolor()) == "#ffffff" and patch.get_linewidth() > 1 for patch in patches)

    observed = dumbbell(_visits((100, 120)))
    assert hollow(observed) == 0
    assert "angka proyeksi" not in _said(observed)
    row = DumbbellRow(label="FKTP-01", before=100, after=120, after_projected=True)
    other = DumbbellRow(label="FKTP-02", before=100, after=120)
    chart = _visits((1, 1))
    projected = dumbbell(
        DumbbellChart(
            rows=(row, other),
            before_label=chart.before_label,
            after_label=chart.after_label,
            change_label=chart.change_label,
            projected_label="angka proyeksi",
            language="id",
        )
    )
    assert hollow(projected) == 2  # the dot and its legend
    assert "angka proyeksi" in _said(projected)


@few
@given(
    st.lists(st.tuples(words, *[st.sampled_from((0, 1, 9, 99, 777, 12345, 9_876_543))] * 2), min_size=1, max_size=12),
    st.tuples(st.booleans()),
    words,
)
def test_dumbbell_is_clean_for_any_counts_and_labels(
    rows: list[tuple[str, int, int]], projected: tuple[bool], head: str
) -> None:
    made = tuple(DumbbellRow(label=name, before=a, after=b, after_projected=projected[0]) for name, a, b in rows)
    chart = DumbbellChart(
        rows=made,
        before_label=head,
        after_label=head + " 2",
        change_label="Perubahan",
        language="id",
        axis_label=head,
        projected_label="angka proyeksi",
        total=DumbbellRow(label="Jumlah " + head, before=sum(row.before for row in made), after=12_345_678),
        ratio=Ratio(label="Rasio " + head, value=1.2466, low=1.131, high=1.374),
    )
    assert _faults(dumbbell(chart)) == []


def test_flow_says_every_number_and_reason() -> None:
    said = " ".join(_said(flow(_flow()))).replace("\N{NO-BREAK SPACE}", " ")
    for part in ("Direkrut n = 20", "Tidak memenuhi kriteria (n = 6)", "Wawancara terhenti (n = 1)", "n = 13"):
        assert part in said


def test_flow_keeps_its_frames_off_the_edge_so_that_a_small_picture_shows_them() -> None:
    import io

    from PIL import Image

    picture = Image.open(io.BytesIO(png(flow(_flow())))).convert("L")
    width, height = picture.size
    edges = (
        picture.crop((0, 0, width, 2)),
        picture.crop((0, height - 2, width, height)),
        picture.crop((0, 0, 2, height)),
        picture.crop((width - 2, 0, width, height)),
    )

    assert [edge.getextrema() for edge in edges] == [(255, 255)] * 4


def test_flow_grows_with_its_content() -> None:
    short = FlowChart(steps=(FlowStep(label="a", n=1),), language="id")
    long = FlowChart(steps=(FlowStep(label="kata yang panjang " * 20, n=1),), language="id")
    assert size_cm(flow(long))[1] > 3 * size_cm(flow(short))[1]


@few
@given(st.data())
def test_flow_is_clean_for_any_labels(data: st.DataObject) -> None:
    n = st.integers(0, 99_999)
    notes = st.lists(st.builds(FlowNote, label=words, n=n, part=st.booleans()), max_size=5).map(tuple)
    steps = data.draw(st.lists(st.builds(FlowStep, label=words, n=n, notes=notes), min_size=1, max_size=6))
    assert _faults(flow(FlowChart(steps=tuple(steps), language="id"))) == []


def test_curve_names_the_declared_k_with_its_interval() -> None:
    said = _said(kcurve(_curve(1.0, 0.9, 0.6, 0.2)))
    assert "K = 3: 60,0% [30,0; 80,0]" in said
    assert not any(text.startswith("K = ") for text in _said(kcurve(_curve(1.0, 0.5, declared=None))))


def test_curve_without_anyone_to_judge_says_so() -> None:
    chart = _curve(None, None, None)
    assert "–" in _said(kcurve(chart))
    assert _faults(kcurve(chart)) == []


@few
@given(st.lists(st.floats(0, 1), min_size=1, max_size=25), st.none() | st.integers(1, 26))
def test_curve_is_clean_for_any_shares(shares: list[float], declared: int | None) -> None:
    assert _faults(kcurve(_curve(*sorted(shares, reverse=True), declared=declared))) == []


def test_nearly_everyone_fits_as_well() -> None:
    assert _faults(kcurve(_curve(1.0, 0.9999, 0.9999, 0.9999))) == []
    row = ShareRow(label="dari yang direkrut", count=12344, n=12345, share=0.9999, low=0.8888, high=1.0)
    assert _faults(denominators(ShareChart(rows=(row,), count_label="n", share_label="%", language="id"))) == []


def test_shares_are_written_beside_their_dots_and_undefined_ones_say_why() -> None:
    said = _said(denominators(_shares()))
    assert {"13/20", "65,0%", "[43,3; 81,9]", "100%", "[77,2; 100,0]"} <= set(said)
    empty = ShareRow(label="dari wawancara lengkap", count=0, n=0, share=None, why="belum ada")
    chart = ShareChart(rows=(empty,), count_label="Jumlah", share_label="Persen", language="id")
    assert "belum ada" in _said(denominators(chart))


@few
@given(st.lists(st.tuples(words, st.floats(0, 1), st.booleans(), st.booleans()), min_size=1, max_size=6), words)
def test_shares_are_clean_for_any_labels(rows: list[tuple[str, float, bool, bool]], head: str) -> None:
    made = tuple(
        ShareRow(
            label=label,
            count=1234,
            n=12345,
            share=None if undefined else share,
            low=0.0,
            high=1.0,
            apart=apart,
            why=label,
        )
        for label, share, apart, undefined in rows
    )
    chart = ShareChart(rows=made, count_label=head, share_label=head, language="en", axis_label=head)
    assert _faults(denominators(chart)) == []


def test_points_of_the_importance_figure_are_numbered_and_named_in_the_key() -> None:
    said = _said(ipa(_ipa((4.5, 4.4), (4.4, 3.2), labels=("Informatif", "Relasi"))))
    assert said.count("1") == said.count("2") == 2
    assert {"Informatif", "Relasi", "5,0"} <= set(said)


@pytest.mark.parametrize("stable", [True, False])
def test_the_importance_figure_s_legend_names_only_the_points_that_there_are(stable: bool) -> None:  # noqa: FBT001
    said = " ".join(_said(ipa(_ipa((4.5, 4.4), stable=stable))))
    assert ("kuadran sama pada" in said) is stable
    assert ("letak tidak stabil" in said) is not stable


@few
@given(
    st.lists(
        st.tuples(st.integers(4, 20), st.integers(4, 20)).map(lambda spot: (spot[0] / 4, spot[1] / 4)), min_size=1
    ).map(lambda spots: spots[:12]),
    st.lists(words.filter(bool), min_size=1, max_size=4).map(tuple),
)
def test_importance_figure_is_clean_for_any_places_also_equal_ones(
    spots: list[tuple[float, float]], labels: tuple[str, ...]
) -> None:
    assert _faults(ipa(_ipa(*spots, labels=labels))) == []
    assert _faults(ipa(_ipa(*[spots[0]] * 9, labels=labels))) == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda: likert(LikertChart(rows=(), levels=FIVE, neutral=2, language="id")),
        lambda: dumbbell(_visits()),
        lambda: dumbbell(_visits((-1, 5))),
        lambda: flow(FlowChart(steps=(), language="id")),
        lambda: kcurve(_curve()),
        lambda: ipa(_ipa()),
        lambda: denominators(ShareChart(rows=(), count_label="", share_label="", language="id")),
    ],
)
def test_nothing_to_draw_is_refused(draw: "Callable[[], Figure]") -> None:
    with pytest.raises(ValueError, match="needs"):
        draw()


def test_labels_are_never_read_as_formulas_and_unknown_letters_show_as_such() -> None:
    figure = flow(FlowChart(steps=(FlowStep(label="harga $x^2$ \u6f22\n\tbaris\x07", n=1),), language="id"))
    png(figure)
    assert _said(figure)[0] == "harga $x^2$ \N{REPLACEMENT CHARACTER} baris"


def test_wrapping_keeps_every_word_and_stays_within_the_room() -> None:
    text = "Pesan siaran menyebutkan jadwal poliklinik, nama dokter, dan syarat rujukan"
    lines = wrap(text, 100)
    assert " ".join(lines) == text
    assert max(width(line) for line in lines) <= 100
    assert wrap("pertanyaan-pertanyaan", 80) == ("pertanyaan-", "pertanyaan")
    assert "".join(wrap("x" * 100, 50)) == "x" * 100
    assert wrap("", 50) == ("",)


def test_small_and_large_shares_are_not_rounded_to_none_or_all() -> None:
    assert numerals.whole_percent(1, 1000, "id") == "<1%"
    assert numerals.whole_percent(999, 1000, "id") == ">99%"
    assert numerals.whole_percent(0, 1000, "id") == "0%"
    assert numerals.whole_percent(1000, 1000, "id") == "100%"


def test_numbers_are_rounded_as_in_prose_and_tables() -> None:
    assert numerals.count(1558, "id") == "1.558"
    assert numerals.decimal(1.2466, "id") == "1,25"
    assert numerals.decimal(1.2466, "en") == "1.25"
    assert numerals.percent(0.8545, "id") == "85,5%"
    assert numerals.percent(1, "id") == "100%"
    assert numerals.interval(1.131, 1.374, "id") == "[1,13; 1,37]"
    assert numerals.share_interval(0.7719, 1, "id") == "[77,2; 100,0]"
    assert numerals.change(0, 5, "id") == "–"


def _months(counts: list[int], start: int, label: str = "x", first: int = 2021) -> SeriesChart:
    return SeriesChart(
        labels=tuple(f"{first + n // 12}-{n % 12 + 1:02d}" for n in range(len(counts))),
        counts=tuple(counts),
        fitted=tuple(float(count) for count in counts),
        expected=tuple(float(counts[start - 1]) for _ in counts[start:]),
        start=start,
        language="id",
        count_label=label,
        start_label=label,
        observed_label=label,
        fitted_label=label,
        expected_label=label,
    )


@few
@given(st.lists(st.integers(0, 10**7), min_size=24, max_size=240), st.data(), words)
def test_series_is_clean_for_any_counts_and_labels(counts: list[int], data: st.DataObject, label: str) -> None:
    start = data.draw(st.integers(1, len(counts) - 1))
    assert _faults(series(_months(counts, start, label))) == []


def test_series_names_years_ticks_and_the_start() -> None:
    figure = series(_months([1000] * 12 + [1400] * 24, 12, "siaran dimulai"))
    said = _said(figure)
    assert [year for year in ("2021", "2022", "2023") if year not in said] == []
    assert {"0", "500", "1.000", "1.500"} <= set(said)
    assert said.count("siaran dimulai") == 5
    assert size_cm(figure)[0] == pytest.approx(16)


def test_series_without_months_is_refused() -> None:
    with pytest.raises(ValueError, match="needs"):
        series(_months([], 0))
