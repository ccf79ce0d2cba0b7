"""Final states and the headline over each denominator."""

from collections.abc import Callable
from typing import Any

import pytest

from engage_eval.analysis.dispositions import dispositions, to_json
from engage_eval.model.instrument import Item
from engage_eval.model.snapshot import Snapshot

STATE_CASES = [
    ("not_contacted", {"events": [("nominated", 1)]}),
    ("pending", {"events": [("nominated", 1), ("contacted", 2)]}),
    ("pending", {"events": [("contacted", 2), ("eligible", 3)]}),
    ("unreachable", {"events": [("contacted", 1), ("unreachable", 2)]}),
    ("pending", {"events": [("unreachable", 1), ("contacted", 2)]}),
    ("declined", {"events": [("contacted", 1), ("declined", 2)]}),
    ("declined", {"events": [("eligible", 1)], "consent": [("declined", 2)]}),
    ("declined", {"events": [("eligible", 1)], "consent": [("given", 2, {"take_part": False})]}),
    ("declined", {"events": [("enrolled", 1), ("declined", 2)]}),
    ("declined", {"events": [("declined", 2)], "consent": [("given", 1)]}),
    ("declined", {"events": [("enrolled", 1), ("declined", 1)]}),
    ("consented_no_interview", {"events": [("declined", 1), ("enrolled", 3)], "consent": [("given", 3)]}),
    ("consented_no_interview", {"events": [("eligible", 1)], "consent": [("given", 2)]}),
    ("ineligible", {"events": [("eligible", 1), ("ineligible", 2, "no_number")], "interviews": [{}]}),
    ("complete", {"events": [("ineligible", 1, "no_number"), ("eligible", 2)], "interviews": [{}]}),
    ("partial", {"interviews": [{"end": "break_off"}, {"end": "partial"}], "consent": [("given", 1)]}),
    ("break_off", {"interviews": [{"end": "break_off"}], "events": [("declined", 11)]}),
    ("declined", {"interviews": [{"end": "partial", "day": 5}], "consent": [("declined", 6)]}),
    ("partial", {"interviews": [{"end": "partial", "answers": {"p1": "4"}}], "consent": [("declined", 11)]}),
    ("partial", {"interviews": [{"end": "partial"}], "consent": [("declined", 1), ("given", 2)]}),
    ("withdrawn", {"interviews": [{}], "consent": [("given", 1), ("withdrawn", 20, {"withdrawal": "erase"})]}),
    ("withdrawn", {"interviews": [{}], "consent": [("given", 1), ("withdrawn", 20)]}),
    (
        "withdrawn",
        {
            "interviews": [{"end": "partial", "day": 5}],
            "consent": [("given", 1), ("withdrawn", 6, {"withdrawal": "stop"})],
        },
    ),
    (
        "complete",
        {"interviews": [{"day": 5}], "consent": [("given", 1), ("withdrawn", 6, {"withdrawal": "stop"})]},
    ),
    (
        "withdrawn",
        {
            "interviews": [{"day": 8, "answers": {"p1": "4"}}],
            "consent": [("given", 1), ("withdrawn", 6, {"withdrawal": "stop"})],
        },
    ),
    (
        "complete",
        {
            "interviews": [{"day": 9, "answers": {"p1": "4"}}],
            "consent": [("given", 1), ("withdrawn", 6, {"withdrawal": "stop"}), ("given", 8)],
        },
    ),
    ("complete", {"interviews": [{}], "consent": [("given", 1), ("withdrawn", 20, {"withdrawal": "no_contact"})]}),
]


@pytest.mark.parametrize(("state", "person"), STATE_CASES)
def test_final_state_is_the_first_that_holds(snap: Callable[..., Snapshot], state: str, person: dict[str, Any]) -> None:
    found = dispositions(snap({"P1": person}))
    assert found.states == (("P1", state),)
    assert found.who(state) == ("P1",)


def test_source_study_is_reproduced_over_each_denominator(
    snap: Callable[..., Snapshot], source_study: dict[str, dict[str, Any]]
) -> None:
    found = dispositions(snap(source_study))
    assert (found.recruited, found.eligible, found.consented) == (20, 14, 20)
    assert (found.complete, found.break_off, found.ineligible) == (13, 1, (("no_number", 6),))
    shares = {one.denominator: (one.count, one.n) for one in found.headline}
    assert shares == {"recruited": (13, 20), "eligible": (13, 14), "complete": (13, 13)}
    bounds = {one.denominator: one.bounds for one in found.headline}
    assert bounds == {"recruited": (13 / 20, 14 / 20), "eligible": (13 / 14, 1.0), "complete": (1.0, 1.0)}
    assert (found.reach.value, found.reached) == (0.7, 14)
    assert (round(found.reach.low, 4), round(found.reach.high, 4)) == (0.4810, 0.8545)


def test_states_add_up_to_everyone_recruited(snap: Callable[..., Snapshot]) -> None:
    people = {f"P{n}": person for n, (_, person) in enumerate(STATE_CASES)}
    found = dispositions(snap(people))
    parts = (
        *(count for _, count in found.ineligible),
        found.withdrawn,
        found.complete,
        found.partial,
        found.break_off,
        found.declined,
        found.consented_no_interview,
        found.unreachable,
        found.pending,
        found.not_contacted,
    )
    assert sum(parts) == found.recruited == len(STATE_CASES)


def test_withdrawn_person_stays_eligible_and_counts_as_without_an_answer(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    gone = person()
    gone["consent"] = [("given", 2), ("withdrawn", 20, {"withdrawal": "erase"})]
    found = dispositions(snap({"P1": person(), "P2": gone}))
    eligible = found.headline[1]
    assert (found.eligible, eligible.count, eligible.n, eligible.bounds) == (2, 1, 2, (0.5, 1.0))


def test_enrolled_without_a_screening_event_is_eligible(snap: Callable[..., Snapshot]) -> None:
    found = dispositions(snap({"P1": {"events": [("enrolled", 1)]}, "P2": {"events": [("contacted", 1)]}}))
    assert (found.who("eligible"), found.who("screened")) == (("P1",), ("P1",))


def test_recruitment_event_wins_over_screening_answers(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    found = dispositions(snap({"P1": person({"punya_nomor": "tidak"})}))
    assert found.who("eligible") == ("P1",)


def test_screening_answers_decide_where_no_event_does(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    without, with_number = person({"punya_nomor": "tidak"}), person()
    unasked = person({"punya_nomor": ".skip"})
    for one in (without, with_number, unasked):
        one["events"] = [("contacted", 1)]
    found = dispositions(snap({"P1": without, "P2": with_number, "P3": unasked}))
    assert found.who("ineligible.no_number") == ("P1",)
    assert found.who("eligible") == ("P2",)
    assert found.who("screened") == ("P1", "P2")


def test_free_text_reason_is_grouped_and_an_empty_one_named(snap: Callable[..., Snapshot]) -> None:
    people = {
        "P1": {"events": [("ineligible", 1, "other: moved away")], "consent": [("given", 1)]},
        "P2": {"events": [("ineligible", 1, "")]},
        "P3": {"events": [("ineligible", 1, "no_number")]},
    }
    assert dispositions(snap(people)).ineligible == (("no_number", 1), ("not_stated", 1), ("other", 1))


def test_only_reasons_marked_reach_lower_the_reach(snap: Callable[..., Snapshot]) -> None:
    people = {
        "P1": {"events": [("ineligible", 1, "no_number")]},
        "P2": {"events": [("ineligible", 1, "other")]},
        "P3": {"events": [("eligible", 1)]},
        "P4": {"events": [("contacted", 1)]},
    }
    found = dispositions(snap(people))
    assert (found.who("reached"), found.reach.value) == (("P2", "P3"), 0.5)


def test_held_back_person_keeps_the_state_but_leaves_the_complete_denominator(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    held = person()
    held["consent"] = []
    found = dispositions(snap({"P1": person(), "P2": held}))
    assert (found.complete, found.held_back) == (2, (("no_consent", 1),))
    complete = found.headline[2]
    assert (complete.count, complete.n, complete.of) == (1, 1, ("P1",))


def test_screening_kept_without_consent_is_no_content_of_the_interview(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    held = person()
    held["consent"] = []
    found = dispositions(snap({"P1": held}, screening_before_consent=True))
    complete = found.headline[2]
    assert (complete.n, complete.estimate.value, complete.estimate.why.code) == (0, None, "no_complete")


def test_complete_interview_that_is_held_does_not_count_by_another_one_that_is_not(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    """The complete interview was held before consent; only the partial one after it has content."""
    late = person(day=2)
    late["consent"] = [("given", 5)]
    late["interviews"].append({"day": 8, "end": "partial", "answers": {"punya_nomor": "ya", "p1": "5"}})
    found = dispositions(snap({"P1": late, "P2": person()}))
    assert found.who("complete_eligible") == ("P1", "P2")
    assert found.who("analysed_complete") == found.headline[2].of == ("P2",)


def test_complete_interview_after_consent_given_anew_counts_though_another_is_held(
    snap: Callable[..., Snapshot],
) -> None:
    person = {
        "interviews": [
            {"day": 7, "end": "partial", "answers": {"p1": "4"}},
            {"day": 9, "end": "complete", "answers": {"p1": "4"}},
        ],
        "consent": [("given", 1), ("withdrawn", 6, {"withdrawal": "stop"}), ("given", 8)],
    }
    assert dispositions(snap({"P1": person})).states == (("P1", "complete"),)


def test_stop_stays_the_withdrawal_when_a_milder_one_follows(snap: Callable[..., Snapshot]) -> None:
    person = {
        "interviews": [{"day": 5, "end": "partial", "answers": {"p1": "4"}}],
        "consent": [
            ("given", 1),
            ("withdrawn", 6, {"withdrawal": "stop"}),
            ("withdrawn", 7, {"withdrawal": "no_contact"}),
        ],
    }
    assert dispositions(snap({"P1": person})).states == (("P1", "withdrawn"),)


def test_people_behind_the_complement_of_a_count_are_named(
    snap: Callable[..., Snapshot], source_study: dict[str, dict[str, Any]]
) -> None:
    found = dispositions(snap({**source_study, "X01": {"events": [("nominated", 1)]}}))
    without = tuple(f"N{n:02d}" for n in range(1, 7))
    assert found.who("screened_out") == without
    assert found.who("unreached") == (*without, "X01")
    assert len(found.who("complete_eligible")) == len(found.who("analysed_complete")) == 13


def test_headline_by_rule_counts_those_who_agree_with_all(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    people = {"P1": person(), "P2": person({"p2": "2"}), "P3": person({"p3": ".refused"})}
    eligible = dispositions(snap(people, headline="rule")).headline[1]
    assert (eligible.who, eligible.bounds) == (("P1",), (1 / 3, 2 / 3))


def test_ineligible_person_who_agrees_is_in_no_numerator(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    without = person()
    without["events"] = [("ineligible", 2, "no_number")]
    recruited = dispositions(snap({"P1": person(), "P2": without})).headline[0]
    assert (recruited.who, recruited.n, recruited.bounds) == (("P1",), 2, (0.5, 0.5))


def test_latest_answer_that_is_not_missing_makes_the_headline(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    twice = person({"putusan": "ya"}, day=10)
    twice["interviews"] += [
        {"day": 12, "answers": {"putusan": "tidak"}},
        {"day": 14, "answers": {"putusan": ".skip"}},
    ]
    twice["interviews"].reverse()
    eligible = dispositions(snap({"P1": twice})).headline[1]
    assert (eligible.count, eligible.bounds) == (0, (0.0, 0.0))


def test_without_a_verdict_item_the_headline_is_undefined(
    snap: Callable[..., Snapshot], make_item: Callable[..., Item], person: Callable[..., dict[str, Any]]
) -> None:
    found = dispositions(snap({"P1": person()}, items=[make_item("p1", measures="c1")]))
    assert {one.estimate.why.code for one in found.headline} == {"no_verdict"}
    assert {one.bounds for one in found.headline} == {(None, None)}


def test_empty_study_gives_reasons_instead_of_numbers(snap: Callable[..., Snapshot]) -> None:
    found = dispositions(snap({}))
    assert (found.recruited, found.reach.value, found.reach.why.code) == (0, None, "empty")
    assert [one.estimate.why.code for one in found.headline] == ["empty", "empty", "no_complete"]


def test_approached_are_those_with_any_step_after_the_nomination(snap: Callable[..., Snapshot]) -> None:
    people = {
        "P1": {"events": [("nominated", 1)]},
        "P2": {"events": [("contacted", 1)]},
        "P3": {"events": [("unreachable", 1)]},
        "P4": {"consent": [("given", 1)]},
    }
    assert dispositions(snap(people)).who("approached") == ("P2", "P3", "P4")


def test_order_of_people_changes_nothing(
    snap: Callable[..., Snapshot], source_study: dict[str, dict[str, Any]]
) -> None:
    forwards, backwards = source_study, dict(reversed(source_study.items()))
    one, other = (dispositions(snap(people)) for people in (forwards, backwards))
    assert one == other


def test_events_of_one_day_count_the_same_in_any_order_of_rows(snap: Callable[..., Snapshot]) -> None:
    steps = [("contacted", 1), ("eligible", 1), ("ineligible", 1, "no_number"), ("unreachable", 1)]
    one, other = (dispositions(snap({"P1": {"events": rows}})) for rows in (steps, steps[::-1]))
    assert one == other
    assert one.who("ineligible.no_number") == ("P1",)


def test_json_has_the_keys_of_the_contract(
    snap: Callable[..., Snapshot], source_study: dict[str, dict[str, Any]]
) -> None:
    found = to_json(dispositions(snap(source_study)), lambda why: why.code)
    assert set(found) == {
        *("recruited", "not_contacted", "pending", "unreachable", "declined", "ineligible", "eligible", "consented"),
        *("consented_no_interview", "complete", "partial", "break_off", "withdrawn", "held_back"),
        *("reach", "reach_exact", "headline", "aapor"),
    }
    assert set(found["headline"][0]) == {"denominator", "count", "estimate", "clopper_pearson", "bounds"}
    assert set(found["reach"]) == {"value", "low", "high", "level", "method", "n", "why"}
    assert found["ineligible"] == {"no_number": 6}
    assert list(found["aapor"])[:2] == ["RR1", "RR2"]
