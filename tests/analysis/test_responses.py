"""Distributions per item, missing answers by reason, and the rule."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from engage_eval.analysis.dispositions import dispositions
from engage_eval.analysis.responses import responses, to_json
from engage_eval.model.instrument import Item
from engage_eval.model.snapshot import Snapshot


def test_levels_count_eligible_people_only(
    snap: Callable[..., Snapshot], source_study: dict[str, dict[str, Any]]
) -> None:
    source_study["N01"]["interviews"][0]["answers"]["p1"] = "1"
    found = responses(snap(source_study)).of("p1")
    assert [(level.level, level.count) for level in found.levels] == [("1", 0), ("2", 0), ("3", 0), ("4", 1), ("5", 13)]
    assert (found.n, found.levels[4].share, found.characteristic) == (14, 13 / 14, "c1")
    assert (found.agree.value, found.agree_count, len(found.who_agree)) == (1.0, 14, 14)


def test_levels_name_their_people_unless_there_are_too_many(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from engage_eval.analysis import responses as module

    snapshot = snap({"P1": person({"p1": "2"}), "P2": person({"p1": "5"}), "P3": person({"p1": "5"})})
    assert [level.who for level in responses(snapshot).of("p1").levels] == [(), ("P1",), (), (), ("P2", "P3")]
    monkeypatch.setattr(module, "WHO_LISTED", 2)
    levels = responses(snapshot).of("p1").levels
    assert ([level.count for level in levels], {level.who for level in levels}) == ([0, 1, 0, 0, 2], {()})


def test_a_choice_of_several_names_everyone_who_ticked_it(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], make_item: Callable[..., Item]
) -> None:
    people = {"P1": person({"m": ["facebook", "rekan"]}), "P2": person({"m": ["rekan"]})}
    found = responses(snap(people, items=[make_item("m", "multiple", "sources")])).of("m")
    assert [level.who for level in found.levels] == [("P1",), (), ("P1", "P2")]


def test_people_screened_already_give_the_same_result(
    snap: Callable[..., Snapshot], source_study: dict[str, dict[str, Any]]
) -> None:
    snapshot = snap(source_study)
    states = dispositions(snapshot)
    again = responses(snapshot, None, states.who("eligible"), states.who("screened_out"))
    assert again == responses(snapshot)


def test_break_off_leaves_the_rest_unanswered(
    snap: Callable[..., Snapshot], source_study: dict[str, dict[str, Any]]
) -> None:
    found = responses(snap(source_study)).of("p2")
    assert (found.n, found.missing) == (13, (("unanswered", 1),))


def test_missing_answers_are_counted_by_reason(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    people = {
        "P1": person({"p1": ".skip"}),
        "P2": person({"p1": ".refused"}),
        "P3": person({"p1": ".na"}),
        "P4": person({"p1": ".refused"}),
        "P5": person(),
    }
    assert responses(snap(people)).of("p1").missing == (("skip", 1), ("refused", 2), ("na", 1))


def test_item_not_shown_by_condition_or_form_is_not_missing(
    snap: Callable[..., Snapshot],
    person: Callable[..., dict[str, Any]],
    make_item: Callable[..., Item],
    screening_question: Item,
) -> None:
    items = [
        screening_question,
        make_item("p1", measures="c1"),
        make_item("p2", when="p1 > 4"),
        make_item("p3", forms=("lengkap",)),
    ]
    shown = {"punya_nomor": "ya", "p1": "5"}
    people = {name: person() for name in ("P1", "P2", "P3")}
    people["P1"]["interviews"] = [{"answers": shown}]
    people["P2"]["interviews"] = [{"answers": {**shown, "p1": "3"}}]
    people["P3"]["interviews"] = [{"answers": shown, "form": "lengkap"}]
    found = responses(snap(people, items=items))
    assert found.of("p2").missing == (("unanswered", 2),)
    assert found.of("p3").missing == (("unanswered", 1),)


def test_module_for_the_ineligible_leaves_out_who_was_never_screened(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], make_item: Callable[..., Item]
) -> None:
    without, unscreened = person({"n1": "2"}), person({"n1": "5"})
    without["events"], unscreened["events"] = [("ineligible", 1, "no_number")], [("contacted", 1)]
    result = responses(snap({"P1": without, "P2": unscreened}, items=[make_item("n1", audience="ineligible")]))
    assert result.of("n1").who == ("P1",)


def test_condition_on_a_missing_code_does_not_hold(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], make_item: Callable[..., Item]
) -> None:
    items = [make_item("p1"), make_item("p2", when="p1 != ''"), make_item("p3")]
    one = person()
    one["interviews"] = [{"answers": {"p1": ".skip", "p3": "2"}}]
    assert responses(snap({"P1": one}, items=items)).of("p2").missing == ()


def test_held_back_interview_is_neither_answered_nor_missing(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    held = person()
    held["consent"] = []
    found = responses(snap({"P1": person(), "P2": held}, screening_before_consent=True))
    assert (found.of("p1").n, found.of("p1").missing) == (1, ())
    assert found.of("punya_nomor").n == 2


def test_multiple_choice_gives_the_share_of_respondents(
    snap: Callable[..., Snapshot],
    person: Callable[..., dict[str, Any]],
    make_item: Callable[..., Item],
    screening_question: Item,
) -> None:
    items = [screening_question, make_item("sumber", "multiple", "sources", audience="ineligible")]
    people = {}
    for name, choices in (("P1", ["facebook", "instagram"]), ("P2", ["facebook"]), ("P3", ["rekan"])):
        people[name] = {
            "events": [("ineligible", 1, "no_number")],
            "consent": [("given", 1)],
            "interviews": [{"answers": {"punya_nomor": "tidak", "sumber": choices}}],
        }
    people["P4"] = person({"sumber": ["rekan"]})
    found = responses(snap(people, items=items)).of("sumber")
    assert [(level.count, level.share) for level in found.levels] == [(2, 2 / 3), (1, 1 / 3), (1, 1 / 3)]
    assert (found.agree.value, found.agree.why.code, found.mean.why.code) == (None, "no_agree", "not_numeric")


def test_number_item_has_mean_and_median_without_levels(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], make_item: Callable[..., Item]
) -> None:
    items = [make_item("jumlah", "number", "")]
    people = {f"P{n}": person({"jumlah": value}) for n, value in enumerate((1.0, 2.0, 9.0, 4.0))}
    found = responses(snap(people, items=items)).of("jumlah")
    assert (found.mean.value, found.median, found.levels) == (4.0, 3.0, ())
    assert found.mean.low < 4 < found.mean.high


def test_scale_mean_and_median_are_of_its_numbers(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    people = {f"P{n}": person({"p1": value}) for n, value in enumerate(("1", "2", "4", "5", "5"))}
    found = responses(snap(people)).of("p1")
    assert (found.mean.value, found.median, found.agree.value) == (3.4, 4.0, 0.6)


def test_verdict_is_flagged_and_has_no_mean(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    found = responses(snap({"P1": person()}))
    verdict = found.of("putusan")
    assert (verdict.verdict, verdict.mean.why.code, verdict.median) == (True, "not_numeric", None)
    assert [one.item for one in found.items if one.verdict] == ["putusan"]


def test_open_questions_are_left_out(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], make_item: Callable[..., Item]
) -> None:
    items = [make_item("p1"), make_item("cerita", "text", ""), make_item("tgl", "date", "")]
    assert [one.item for one in responses(snap({"P1": person()}, items=items)).items] == ["p1"]


def test_item_nobody_answered_is_undefined(snap: Callable[..., Snapshot]) -> None:
    found = responses(snap({"P1": {"events": [("eligible", 1)]}})).of("p1")
    assert (found.n, found.agree.why.code, found.mean.why.code, found.median) == (0, "empty", "empty", None)
    assert {level.share for level in found.levels} == {None}


@pytest.mark.parametrize(
    ("values", "rule", "expected"),
    [
        ({}, (None, None), "fit"),
        ({"p1": "3"}, (None, None), "not_fit"),
        ({"p1": "3"}, (3, None), "fit"),
        ({"p1": "3"}, (None, 2), "fit"),
        ({"p1": ".skip"}, (None, None), "undetermined"),
        ({"p1": ".skip", "p2": "1"}, (None, None), "not_fit"),
        ({"p1": ".na", "p2": "1"}, (None, 2), "undetermined"),
    ],
)
def test_rule_needs_k_agreements_and_leaves_open_what_an_answer_could_change(
    snap: Callable[..., Snapshot],
    person: Callable[..., dict[str, Any]],
    values: dict[str, str],
    rule: tuple[int | None, int | None],
    expected: str,
) -> None:
    from engage_eval.model.study import Rule

    found = responses(snap({"P1": person(values)}, rule=Rule(cut=rule[0], k=rule[1]))).rule
    states = {name: getattr(found, name) for name in ("fit", "not_fit", "undetermined")}
    assert {name for name, who in states.items() if who} == {expected}
    assert (found.cut, found.j) == (rule[0] or 4, 3)


def test_curve_falls_with_k_over_the_same_people(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], source_study: dict[str, dict[str, Any]]
) -> None:
    source_study["A01"] = person({"p3": "1"})
    found = responses(snap(source_study)).rule
    assert [(point.k, point.count, point.estimate.n) for point in found.curve] == [
        (1, 14, 14),
        (2, 13, 14),
        (3, 12, 14),
    ]
    assert (found.not_fit, found.undetermined) == (("A01",), ("B01",))
    assert set(found.curve[2].who) == set(found.fit)


def test_rule_without_measures_says_why(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], make_item: Callable[..., Item]
) -> None:
    found = responses(snap({"P1": person()}, items=[make_item("p1")])).rule
    assert (found.why.code, found.curve, found.fit) == ("no_measures", (), ())


def test_json_has_the_keys_of_the_contract_and_labels_of_the_language(
    snap: Callable[..., Snapshot], source_study: dict[str, dict[str, Any]]
) -> None:
    found = to_json(responses(snap(source_study)), "en", lambda why: why.code)
    assert set(found) == {"items", "rule"}
    first = next(one for one in found["items"] if one["item"] == "p1")
    assert set(first) == {"item", "characteristic", "n", "levels", "missing", "mean", "median", "agree"}
    assert first["levels"][0] == {"level": "1", "label": "value 1", "count": 0, "share": 0.0}
    assert set(found["rule"]) == {"cut", "k", "fit", "not_fit", "undetermined", "curve"}
    assert (found["rule"]["cut"], found["rule"]["k"], found["rule"]["fit"]) == (4, 3, 13)


def test_pandas_counts_the_same(snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]) -> None:
    """Independent computation by pandas.crosstab, over 200 people with two interviews each for some."""
    import pandas as pd

    draw = Random(11)  # noqa: S311 - invented answers, no secret
    people, rows = {}, []
    for number in range(200):
        name = f"P{number:03d}"
        given = {key: draw.choice(["1", "2", "3", "4", "5", ".skip", ".na"]) for key in ("p1", "p2", "p3")}
        people[name] = person(given)
        if number % 7 == 0:
            again = {"p1": draw.choice(["1", "5"])}
            people[name]["interviews"].append({"day": 20, "answers": again})
            given.update(again)
        rows += given.items()
    frame = pd.DataFrame(rows, columns=["item", "value"])
    table = pd.crosstab(frame["item"], frame["value"])
    result = responses(snap(people))
    for key in ("p1", "p2", "p3"):
        found = result.of(key)
        assert [level.count for level in found.levels] == [table.loc[key, level.level] for level in found.levels]
        assert dict(found.missing) == {"skip": table.loc[key, ".skip"], "na": table.loc[key, ".na"]}
        numbers = frame[(frame["item"] == key) & ~frame["value"].str.startswith(".")]["value"].astype(int)
        assert (found.mean.value, found.median) == (pytest.approx(numbers.mean()), numbers.median())
