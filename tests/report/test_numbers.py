"""Numbers as text: rounding, separators, signs, and what is shown where there is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.estimate import Reason
from engage_eval.report.claims import Claim
from engage_eval.report.numbers import FORMATS, format_number, raw_number


def shown(value: float | None, form: str, language: str = "id") -> str:
    return format_number(Claim(id="a.b", value=value), "value", form, language)


@pytest.mark.parametrize(
    ("value", "form", "indonesian", "english"),
    [
        (1558, "count", "1.558", "1,558"),
        (1558.0, "count", "1.558", "1,558"),
        (0, "count", "0", "0"),
        (1234567, "count", "1.234.567", "1,234,567"),
        (0.65, "share1", "65,0%", "65.0%"),
        (1, "share1", "100%", "100%"),
        (1.0, "share1", "100%", "100%"),
        (0.0, "share1", "0%", "0%"),
        (0.9996, "share1", "100,0%", "100.0%"),
        (0.0004, "share1", "0,0%", "0.0%"),
        (0.2466, "signed_change2", "+24,66%", "+24.66%"),
        (-0.0312, "signed_change2", "−3,12%", "−3.12%"),
        (11.2614, "signed_change1", "+1.126,1%", "+1,126.1%"),
        (0.0, "signed_change2", "0,00%", "0.00%"),
        (-0.000001, "signed_change2", "0,00%", "0.00%"),
        (1.2466, "ratio3", "1,247", "1.247"),
        (112.5, "signed1", "+112,5", "+112.5"),
        (-44.5, "signed1", "−44,5", "−44.5"),
        (4.25, "decimal1", "4,3", "4.3"),
        (-4.25, "decimal1", "−4,3", "−4.3"),
        (44.5, "decimal0", "45", "45"),
        (1234.5, "decimal2", "1.234,50", "1,234.50"),
        (0.743, "decimal3", "0,743", "0.743"),
        (0.001953125, "p", "p = 0,002", "p = 0.002"),
        (0.0005, "p", "p < 0,001", "p < 0.001"),
        (0.001, "p", "p = 0,001", "p = 0.001"),
        (0.9996, "p", "p > 0,999", "p > 0.999"),
        (1.0, "p", "p = 1,000", "p = 1.000"),
        (0.0, "p", "p < 0,001", "p < 0.001"),
        (0.0312, "p_cell", "0,031", "0.031"),
        (0.00001, "p_cell", "< 0,001", "< 0.001"),
    ],
)
def test_a_number_is_written_as_its_language_writes_it(value: float, form: str, indonesian: str, english: str) -> None:
    assert shown(value, form, "id") == indonesian
    assert shown(value, form, "en") == english


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (0.4329, "share1", "43.3%"),
        (0.8188, "share1", "81.9%"),
        (0.8545, "share1", "85.5%"),  # 0.8545 * 100 is 85.44999999999999 in floats
        (0.0625, "share1", "6.3%"),  # half to even would say 6.2
        (0.4375, "share1", "43.8%"),
        (0.3335, "share1", "33.4%"),
        (1.005, "decimal2", "1.01"),  # round(1.005, 2) is 1.0
        (2.675, "decimal2", "2.68"),
        (0.285, "decimal2", "0.29"),
        (1.0005 - 1, "decimal3", "0.001"),  # 0.00049999999999994
        (0.5, "count", "1"),
        (1.5, "count", "2"),
        (2.5, "count", "3"),
        (-2.5, "decimal0", "−3"),
        (0.12345, "signed_change2", "+12.35%"),
        (-0.12345, "signed_change2", "−12.35%"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: float, form: str, expected: str) -> None:
    assert shown(value, form, "en") == expected


def test_an_interval_is_written_as_one_number() -> None:
    agree = Claim(id="agree", value=0.65, low=0.4329, high=0.8188)
    change = Claim(id="change", value=0.346, low=-0.106, high=0.5525)
    shift = Claim(id="shift", value=112.5, low=-44.5, high=1195.0)

    assert format_number(agree, "interval", "interval1", "id") == "[43,3; 81,9]"
    assert format_number(agree, "interval", "interval1", "en") == "[43.3; 81.9]"
    assert format_number(change, "interval", "interval_change1", "id") == "[−10,6; +55,3]"
    assert format_number(shift, "interval", "interval_signed1", "id") == "[−44,5; +1.195,0]"
    assert format_number(agree, "interval", "interval_decimal3", "en") == "[0.433; 0.819]"


def test_what_is_undefined_is_a_dash() -> None:
    nothing = Claim(id="alpha", why=Reason(code="empty"))
    half = Claim(id="half", value=0.5, low=0.1)

    assert {shown(None, form) for form in FORMATS if not form.startswith("interval")} == {"–"}
    assert format_number(nothing, "interval", "interval1", "id") == "–"
    assert format_number(half, "interval", "interval1", "id") == "–"
    assert raw_number(nothing, "value") == ""
    assert raw_number(half, "interval") == ""


def test_count_and_n_are_fields_too() -> None:
    agree = Claim(id="agree", value=0.65, count=13, n=1558)

    assert format_number(agree, "count", "count", "id") == "13"
    assert format_number(agree, "n", "count", "id") == "1.558"


def test_a_format_that_does_not_fit_its_field_is_a_bug() -> None:
    agree = Claim(id="agree", value=0.65, low=0.4, high=0.8)

    with pytest.raises(ValueError, match="interval1"):
        format_number(agree, "value", "interval1", "id")
    with pytest.raises(ValueError, match="share1"):
        format_number(agree, "interval", "share1", "id")
    with pytest.raises(KeyError):
        format_number(agree, "value", "share9", "id")
    with pytest.raises(KeyError):
        format_number(agree, "interval", "interval9", "id")
    with pytest.raises(KeyError):
        format_number(agree, "who", "count", "id")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_not_finite_is_a_bug(value: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        shown(value, "decimal1")


def test_a_raw_number_reads_back_equal() -> None:
    change = Claim(id="change", value=0.1 + 0.2, low=-1 / 3, high=2 / 3, count=7)

    assert float(raw_number(change, "value")) == change.value
    assert [float(bound) for bound in raw_number(change, "interval").split()] == [change.low, change.high]
    assert raw_number(change, "count") == "7"


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=1, max_value=2000), st.data())
def test_a_share_agrees_with_exact_arithmetic(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(min_value=0, max_value=n))
    tenths = (2000 * count + n) // (2 * n)  # per mille, half rounded up, in integers only

    expected = {0: "0%", n: "100%"}.get(count, f"{tenths // 10}.{tenths % 10}%")

    assert shown(count / n, "share1", "en") == expected


@settings(max_examples=60, deadline=None)
@given(st.floats(min_value=-1e6, max_value=1e6), st.sampled_from(["decimal1", "signed1", "signed_change2"]))
def test_a_number_and_its_negative_differ_by_the_sign_alone(value: float, form: str) -> None:
    assert shown(value, form).lstrip("+−") == shown(-value, form).lstrip("+−")
    assert "-" not in shown(value, form)
