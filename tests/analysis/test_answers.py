"""The latest non-missing answer of each person and item."""

from collections.abc import Callable
from typing import Any

from engage_eval.analysis.answers import latest
from engage_eval.model.instrument import Item
from engage_eval.model.snapshot import Snapshot


def test_later_interview_wins_item_by_item(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    one = person({"p1": "1", "p2": "2"}, day=10)
    one["interviews"].append({"day": 11, "answers": {"p1": "5", "p2": ".skip"}})
    found = latest(snap({"P1": one}))
    assert (found.of("p1"), found.of("p2")) == ({"P1": "5"}, {"P1": "2"})
    assert found.missing["p2"] == {}


def test_missing_code_of_the_last_interview_is_kept_where_there_is_no_answer(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    one = person({"p1": ".refused"}, day=10)
    one["interviews"].insert(0, {"day": 12, "answers": {"p1": ".na"}})
    assert latest(snap({"P1": one})).missing["p1"] == {"P1": "na"}


def test_choices_of_one_interview_are_one_answer_and_replace_earlier_ones(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]], make_item: Callable[..., Item]
) -> None:
    one = person({"m": ["facebook", "rekan"]}, day=10)
    one["interviews"].append({"day": 11, "answers": {"m": ["instagram"]}})
    found = latest(snap({"P1": one, "P2": person({"m": ["rekan"]})}, items=[make_item("m", "multiple", "sources")]))
    assert found.of("m") == {"P1": frozenset({"instagram"}), "P2": frozenset({"rekan"})}


def test_forms_are_those_of_interviews_with_content(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    held = person(form="lengkap")
    held["consent"] = []
    found = latest(snap({"P1": person(), "P2": held}, screening_before_consent=True))
    assert found.people == {"P1"}
    assert found.own[0].forms == {"P1": frozenset({"inti"})}
    assert found.own[0].any_forms == {"P1": frozenset({"inti"}), "P2": frozenset({"lengkap"})}


def test_answers_of_an_unknown_interview_are_ignored(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    from dataclasses import replace

    from engage_eval.model.interview import Answer

    snapshot = snap({"P1": person()})
    assert latest(replace(snapshot, answers=(Answer("elsewhere", "p1", choice="5"),))).values == {}
