"""What was declared beforehand: which settings decide results, and what changed between two definitions."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.model.condition import parse
from engage_eval.model.declared import DECIDING, Declared, changes, declared, instrument_changes
from engage_eval.model.instrument import Ineligible, Instrument, Item, Scale
from engage_eval.model.moment import Moment
from engage_eval.model.study import Compare, Rule, SettingChange, Study
from engage_eval.model.texts import Texts

DAY = Moment(date(2026, 3, 1))
STUDY = Study(id="s", title=Texts("S", "S"))


def told(before: Study, after: Study) -> list[tuple[str, str, str]]:
    return [(one.setting, one.before, one.after) for one in changes(before, after, at=DAY)]


def test_a_changed_setting_has_a_row_with_when_by_whom_and_how_many_interviews_were_in() -> None:
    (row,) = changes(STUDY, replace(STUDY, headline="rule"), at=DAY, by="S1", interviews=3)
    assert row == SettingChange(at=DAY, by="S1", setting="headline", before="verdict", after="rule", interviews=3)


def test_every_setting_that_decides_results_is_told_in_one_order() -> None:
    after = replace(
        STUDY,
        headline="rule",
        rule=Rule(cut=4, k=5),
        complete_if=("p_jelas", "p_cepat"),
        break_off_as="refusal",
        withdrawn_as="complete",
        screening_before_consent=True,
        compare=Compare(measure="patients", before="2022", after="2023-01"),
        ideal_profile=(("jelas", 5.0), ("cepat", 4.5)),
        instrument="respondent",
        codebook="faktor",
    )
    assert told(STUDY, after) == [
        ("headline", "verdict", "rule"),
        ("rule.cut", "", "4"),
        ("rule.k", "", "5"),
        ("complete_if", "", "p_cepat, p_jelas"),
        ("break_off_as", "partial", "refusal"),
        ("withdrawn_as", "refusal", "complete"),
        ("screening_before_consent", "no", "yes"),
        ("compare.measure", "visits", "patients"),
        ("compare.before", "", "2022"),
        ("compare.after", "", "2023-01"),
        ("ideal_profile", "", "cepat=4.5, jelas=5"),
        ("instrument", "", "respondent"),
        ("codebook", "", "faktor"),
    ]


def test_what_decides_nothing_is_no_change() -> None:
    worded = replace(STUDY, title=Texts("Lain", "Other"), intervals="hidden", zone="WIT", complete_if=("a", "b"))
    assert told(STUDY, replace(worded, complete_if=())) == []
    assert told(worded, replace(worded, complete_if=("b", "a"))) == []
    assert (
        told(
            replace(STUDY, ideal_profile=(("a", 1.0), ("b", 2.0))),
            replace(STUDY, ideal_profile=(("b", 2.0), ("a", 1.0))),
        )
        == []
    )


TEXT = st.text(max_size=6)
STUDIES = st.builds(
    Study,
    id=st.just("s"),
    title=st.just(Texts("S", "S")),
    headline=st.sampled_from(("verdict", "rule")),
    rule=st.builds(Rule, cut=st.none() | st.integers(0, 9), k=st.none() | st.integers(1, 9)),
    complete_if=st.lists(TEXT, max_size=3).map(tuple),
    break_off_as=st.sampled_from(("refusal", "partial")),
    screening_before_consent=st.booleans(),
    compare=st.builds(Compare, before=st.sampled_from(("", "2022")), after=st.sampled_from(("", "2023"))),
    ideal_profile=st.lists(st.tuples(TEXT, st.floats(allow_nan=False)), max_size=3).map(tuple),
    instrument=TEXT,
    codebook=TEXT,
)


@settings(max_examples=60, deadline=None)
@given(before=STUDIES, after=STUDIES)
def test_a_setting_put_back_gives_the_inverse_change(before: Study, after: Study) -> None:
    there, back = changes(before, after, at=DAY), changes(after, before, at=DAY)
    assert [replace(one, before=one.after, after=one.before) for one in there] == list(back)
    assert changes(before, before, at=DAY) == ()


@settings(max_examples=60, deadline=None)
@given(before=STUDIES, after=STUDIES)
def test_values_stand_on_one_line_and_tell_different_settings_apart(before: Study, after: Study) -> None:
    for one in changes(before, after, at=DAY):
        for value in (one.before, one.after):
            assert value.isprintable()
            assert value == value.strip()
    same = before.instrument == after.instrument
    assert same is not any(one.setting == "instrument" for one in changes(before, after, at=DAY))
    as_sets = set(before.complete_if) == set(after.complete_if)
    assert as_sets is not any(one.setting == "complete_if" for one in changes(before, after, at=DAY))


def item(key: str, **more: object) -> Item:
    return replace(Item(key=key, section="a", type="scale", text=Texts("T", "T")), **more)  # type: ignore[arg-type]


def instrument(*items: Item, agree: frozenset[str] = frozenset({"3", "4"}), version: str = "v1") -> Instrument:
    scale = Scale(key="s4", values=("1", "2", "3", "4"), labels=(Texts("x", "x"),) * 4, agree=agree)
    return Instrument(
        key="respondent",
        version=version,
        title=Texts("R", "R"),
        forms={"full": 10},
        characteristics=(),
        scales={"s4": scale},
        sections=(),
        items=items,
    )


def criteria(before: Instrument, after: Instrument) -> list[tuple[str, str, str]]:
    return [(one.setting, one.before, one.after) for one in instrument_changes(before, after, at=DAY)]


def test_what_counts_as_agreement_is_a_criterion_of_the_instrument() -> None:
    assert criteria(instrument(), instrument(agree=frozenset({"4"}), version="v2")) == [
        ("instrument.respondent.scale.s4.agree", "3, 4", "4")
    ]


def test_who_is_not_eligible_is_a_criterion_and_its_wording_is_none() -> None:
    old = Ineligible(when=parse("hp = 'tidak'"), reason="no_phone", text=Texts("a", "b"))
    same = replace(old, when=parse("hp  =  'tidak'"), text=Texts("lain", "other"))
    new = replace(old, when=parse("hp != 'ya'"), reach=True)
    before = instrument(item("hp", ineligible=(old,)))
    assert criteria(before, instrument(item("hp", ineligible=(same,)), version="v2")) == []
    assert criteria(before, instrument(item("hp", ineligible=(new,)), version="v2")) == [
        ("instrument.respondent.item.hp.ineligible", "no_phone: hp = 'tidak'", "no_phone (reach): hp != 'ya'")
    ]


def test_an_item_that_comes_or_goes_is_empty_in_the_other_version() -> None:
    before, after = instrument(item("puas", role="verdict")), instrument(item("p_jelas", measures="jelas"))
    assert criteria(before, after) == [
        ("instrument.respondent.item.p_jelas.measures", "", "jelas"),
        ("instrument.respondent.item.puas.role", "verdict", ""),
    ]
    assert criteria(after, before) == [
        ("instrument.respondent.item.p_jelas.measures", "jelas", ""),
        ("instrument.respondent.item.puas.role", "", "verdict"),
    ]


def test_a_condition_over_several_lines_is_told_on_one() -> None:
    odd = Ineligible(when=parse("kota = 'a\nb'"), reason="town")
    (row,) = instrument_changes(instrument(), instrument(item("kota", ineligible=(odd,))), at=DAY)
    assert row.after.isprintable()


def test_each_name_that_a_change_has_is_known_again() -> None:
    assert all(declared(name) == Declared(kind=name) for name in DECIDING)
    rich = instrument(
        item("hp", role="verdict", measures="m", ineligible=(Ineligible(when=parse("hp = 1"), reason="r"),))
    )
    found = instrument_changes(instrument(agree=frozenset()), rich, at=DAY)
    assert [one and (one.kind, one.instrument, one.key) for one in (declared(row.setting) for row in found)] == [
        ("ineligible", "respondent", "hp"),
        ("measures", "respondent", "hp"),
        ("role", "respondent", "hp"),
        ("agree", "respondent", "s4"),
    ]


def test_other_names_are_no_setting_that_decides_results() -> None:
    for name in ("", "title", "rule", "rule.x", "instrument.respondent", "instrument.a.item.b.text", "headline "):
        assert declared(name) is None
