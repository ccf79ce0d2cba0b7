"""Fit of a study: who counts, scales of any length, what is refused, and the two forms of the questionnaire."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from engage_eval.actions.study import open_study
from engage_eval.analysis.answers import latest
from engage_eval.analysis.fit import Fit, fit
from engage_eval.analysis.fit_tables import dictionary_rows, tidy_rows, to_json
from engage_eval.analysis.ratings import Asked, ratings
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.model.instrument import Instrument, Item
from engage_eval.model.snapshot import Snapshot

Snap = Callable[..., Snapshot]
Make = Callable[..., Item]
Person = Callable[..., dict[str, Any]]


@pytest.fixture
def weighed(make_item: Make, screening_question: Item) -> tuple[Item, ...]:
    """Return an instrument of two characteristics with importance, and the verdict."""
    return (
        screening_question,
        make_item("p1", measures="c1"),
        make_item("p1_w", base="p1", part="w"),
        make_item("p2", measures="c2"),
        make_item("p2_w", base="p2", part="w"),
        make_item("putusan", "single", "yesno", role="verdict"),
    )


def rated(person: Person, *values: str, **more: str) -> dict[str, Any]:
    """Return a person with p1, p1_w, p2, p2_w as given."""
    return person(dict(zip(("p1", "p1_w", "p2", "p2_w"), values, strict=True)) | {"p3": ".skip"} | more)


def test_a_person_s_scores_by_hand(snap: Snap, person: Person, weighed: tuple[Item, ...]) -> None:
    found = fit(snap({"A": rated(person, "5", "3", "2", "4")}, items=weighed))

    one = found.respondents[0]
    assert (one.answered, one.weighed) == (2, 2)
    assert one.facet.value == pytest.approx(100 * (1 + 0.25) / 2)
    assert one.weighted.value == pytest.approx(100 * (0.5 * 1 + 0.75 * 0.25) / 1.25)
    assert (one.under.value, one.over.value, one.match.value) == (25, 25, 50)
    assert one.importance == 3.5


def test_only_eligible_people_with_content_count(snap: Snap, person: Person, weighed: tuple[Item, ...]) -> None:
    people = {
        "A": rated(person, "5", "5", "5", "5"),
        "B": {**rated(person, "1", "1", "1", "1"), "consent": [("declined", 2)]},
        "C": {**rated(person, "1", "1", "1", "1"), "events": [("contacted", 1), ("ineligible", 2, "no_number")]},
    }
    found = fit(snap(people, items=weighed))
    assert [one.id for one in found.respondents] == ["A"]
    assert found.overall.facet.value == 100


def test_missing_codes_are_no_ratings(snap: Snap, person: Person, weighed: tuple[Item, ...]) -> None:
    found = fit(snap({"A": rated(person, "4", ".skip", ".refused", "5")}, items=weighed))
    one = found.respondents[0]
    assert (one.answered, one.weighed, one.facet.value) == (1, 0, None)
    assert one.facet.why.code == "few_answered"


def test_form_without_importance_gives_the_facet_score_and_says_what_is_missing(snap: Snap, person: Person) -> None:
    found = fit(snap({"A": person(), "B": person({"p1": "3"})}))

    assert found.overall.facet.n == 2
    assert not found.weighs
    refused = {one.what: one.why.code for one in found.refused}
    assert refused["weighted"] == refused["match"] == refused["importance_performance"] == "no_importance"
    assert [one.performance.n for one in found.characteristics] == [2, 2, 2]
    assert {one.grand.why.code for one in found.characteristics} == {"empty"}


def test_mixed_forms_match_only_those_who_were_asked(snap: Snap, person: Person, weighed: tuple[Item, ...]) -> None:
    people = {"A": rated(person, "5", "4", "5", "4"), "B": rated(person, "3", ".na", "3", ".na")}
    found = fit(snap(people, items=weighed))
    assert (found.overall.facet.n, found.overall.match.n) == (2, 1)
    assert (found.who("facet"), found.who("match")) == (("A", "B"), ("A",))


def test_importance_of_nothing_leaves_the_weighted_score_undefined(
    snap: Snap, person: Person, weighed: tuple[Item, ...]
) -> None:
    found = fit(snap({"A": rated(person, "5", "1", "5", "1")}, items=weighed))
    assert found.overall.weighted.why.code == "no_weight"
    assert found.overall.match.value == 0


def test_a_scale_of_any_length_becomes_0_to_1() -> None:
    seven = Asked(item="p", low=1, high=7)
    assert [seven.share(value) for value in ("1", "4", "7", None)] == [0, 0.5, 1, None]
    assert Asked(item="p", low=1, high=5, turned=True).share("5") == 0


def test_a_scale_whose_low_end_agrees_is_turned_round(snap: Snap, person: Person) -> None:
    snapshot = snap({"A": person({"p1": "5"})})
    answers = latest(snapshot)
    instrument = turned_scale(answers.instrument)
    found = ratings(replace_instrument(answers, instrument), ["A"])
    assert found.performance[0][0] == 0
    assert not found.five


def turned_scale(instrument: Instrument) -> Instrument:
    from dataclasses import replace

    scales = {key: replace(one, agree=frozenset({"1", "2"})) for key, one in instrument.scales.items()}
    return replace(instrument, scales={**instrument.scales, "agree5": scales["agree5"]})


def replace_instrument(answers: Any, instrument: Instrument) -> Any:  # noqa: ANN401
    from dataclasses import replace

    return replace(answers, instrument=instrument)


def test_characteristics_without_numbers_are_left_out_by_name(
    snap: Snap, person: Person, make_item: Make, screening_question: Item
) -> None:
    items = (screening_question, make_item("p1", measures="c1"), make_item("p2", "single", "yesno", measures="c2"))
    found = fit(snap({"A": person({"p2": "ya"})}, items=items))
    assert (found.left_out, found.measured, found.overall.facet.value) == (("c2",), 1, 100)


def test_ideal_profile_is_on_the_points_of_the_scale(snap: Snap, person: Person) -> None:
    people = {"A": person({"p1": "5", "p2": "4", "p3": "3"})}
    found = fit(snap(people, ideal_profile=(("c1", 5.0), ("c2", 4.0), ("c3", 3.0))))
    assert found.overall.profile.value == 100


def test_ideal_value_off_the_scale_is_refused_by_name(snap: Snap, person: Person) -> None:
    found = fit(snap({"A": person()}, ideal_profile=(("c1", 9.0),)))
    refused = {one.what: one.why for one in found.refused}
    assert (refused["profile"].code, refused["profile"].params["key"]) == ("profile_range", "c1")
    assert found.overall.profile.value is None


def test_no_ideal_profile_is_not_called_a_refusal(snap: Snap, person: Person) -> None:
    found = fit(snap({"A": person()}))
    assert found.overall.profile.why.code == "no_profile"
    assert "profile" not in {one.what for one in found.refused}


def test_reliability_and_explaining_are_refused_in_small_samples(snap: Snap, person: Person) -> None:
    found = fit(snap({f"P{n}": person() for n in range(12)}))
    refused = {one.what: one.why for one in found.refused}
    assert refused["reliability"].params["least"] == 30
    assert refused["moderation"].params == refused["polynomial_regression"].params == {"n": 12, "least": 100}


def test_an_item_without_variance_is_named_where_the_sample_is_large_enough(snap: Snap, person: Person) -> None:
    people = {f"P{n:02d}": person({"p1": "5", "p2": str(2 + n % 3), "p3": str(1 + n % 4)}) for n in range(30)}
    found = fit(snap(people))
    refused = {one.what: one.why for one in found.refused}
    assert (refused["reliability"].code, refused["reliability"].params["items"]) == ("flat_items", "c1")


def test_a_hundred_respondents_are_refused_nothing(snap: Snap, person: Person, weighed: tuple[Item, ...]) -> None:
    def values(n: int) -> tuple[str, ...]:
        return tuple(str(1 + (n * step + n // 7) % 5) for step in (1, 2, 3, 4))

    found = fit(snap({f"P{n:03d}": rated(person, *values(n)) for n in range(100)}, items=weighed))
    assert found.refused == ()
    assert found.reliability.performance.respondents == 100
    assert found.reliability.difference.n == 100


@pytest.mark.parametrize("people", [{}, {"A": {"events": [("contacted", 1)]}}])
def test_nobody_to_count_is_a_reason_and_no_error(snap: Snap, people: Mapping[str, Any]) -> None:
    found = fit(snap(people))
    assert found.respondents == ()
    assert found.overall.facet.why.code == "no_score"
    say = messages("en").reason
    assert to_json(found, "en", say)["overall"]["facet"]["value"] is None


def test_instrument_that_measures_nothing_is_a_reason(snap: Snap, person: Person, screening_question: Item) -> None:
    found = fit(snap({"A": person()}, items=(screening_question,)))
    assert (found.measured, found.overall.facet.why.code) == (0, "no_measures")


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return gate(record)


@pytest.fixture(scope="module")
def of_sample(sample: Snapshot) -> Fit:
    return fit(sample)


def test_the_sample_study_s_figures(of_sample: Fit) -> None:
    facet, match = of_sample.overall.facet, of_sample.overall.match
    assert (facet.value, facet.low, facet.high, facet.n) == (
        pytest.approx(87.2, abs=0.05),
        pytest.approx(84.2, abs=0.05),
        pytest.approx(90.1, abs=0.05),
        13,
    )
    assert (match.value, match.n) == (pytest.approx(86.1, abs=0.05), 8)


def test_tidy_table_has_a_row_a_person_and_a_cell_a_column(sample: Snapshot, of_sample: Fit) -> None:
    head, *rows = tidy_rows(of_sample, sample, latest(sample))

    assert len(rows) == len(of_sample.respondents) == 14
    assert {len(row) for row in rows} == {len(head)}
    assert head[:3] == ("id", "facility_kind", "role")
    one = dict(zip(head, rows[0], strict=True))
    assert (one["p_effective_communication"], one["verdict"], one["verdict_agrees"]) == ("5", "ya", 1)
    assert one["facet"] == pytest.approx(of_sample.respondents[0].facet.value)


def test_dictionary_explains_each_column_in_both_languages(sample: Snapshot, of_sample: Fit) -> None:
    head, *_ = tidy_rows(of_sample, sample, latest(sample))

    def say(text: str, language: str) -> str:
        return messages(language).text(text)

    names, *rows = dictionary_rows(of_sample, latest(sample).instrument, say)
    assert [row[0] for row in rows] == list(head)
    assert {len(row) for row in rows} == {len(names)}
    assert all(row[1] and row[2] for row in rows)
    rating = next(row for row in rows if row[0] == "w_informative")
    assert str(rating[4]).startswith("1 = not important; 2 = ")
    assert rating[5] != rating[6]
