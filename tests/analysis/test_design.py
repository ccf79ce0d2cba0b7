"""How the study was done, counted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from engage_eval.analysis.design import design
from engage_eval.model.moment import Moment
from engage_eval.model.people import Staff
from engage_eval.model.snapshot import Snapshot


def test_an_interview_without_a_form_counts_under_the_first_of_the_instrument(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    people = {"P1": person(), "P2": person(form="inti"), "P3": person(form="lengkap")}
    assert design(snap(people), ("P1", "P2", "P3")).forms == (("inti", 2), ("lengkap", 1))


def test_interviewers_are_told_apart_by_what_the_staff_table_says_of_their_employer(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    found = snap({name: person() for name in ("P1", "P2", "P3", "P4")})
    by = dict(zip(("P1", "P2", "P3", "P4"), ("A", "A", "B", "C"), strict=True))
    held = tuple(replace(one, interviewer=by[one.participant]) for one in found.interviews)
    staff = (
        Staff(key="A", employed_by_hospital=True),
        Staff(key="B", employed_by_hospital=False),
        Staff(key="C"),
        Staff(key="D", employed_by_hospital=True),
    )

    made = design(replace(found, interviews=held, staff=staff), ())

    assert made.interviewers == ("A", "B", "C")
    assert (made.employed, made.outside, made.by_employed) == (("A",), ("B",), 2)


def test_forms_and_copies_are_those_of_each_person_s_first_consent(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    found = snap({"P1": person(), "P2": person()})
    told = tuple(
        replace(one, form="psp", version="v2", copy_given=one.participant == "P1")
        for one in found.consent
        if one.event == "given"
    )

    made = design(replace(found, consent=told), ())

    assert made.consent_forms == (("psp v2", 2),)
    assert made.copies == ("P1",)


def test_versions_others_present_and_roles_are_counted(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    found = snap({"P1": person(), "P2": person(), "P3": person()})
    held = tuple(
        replace(one, others_present="tidak ada" if one.participant == "P1" else "") for one in found.interviews
    )
    people = tuple(replace(one, role="dokter" if one.id == "P1" else "") for one in found.people)

    made = design(replace(found, interviews=held, people=people), ())

    assert made.versions == (("kit v1", 3),)
    assert made.others_noted == 1
    assert made.roles == (("dokter", 1),)


def test_minutes_are_those_of_complete_interviews_with_the_eligible_that_have_both_times(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    people = {name: person() for name in ("P1", "P2", "P3", "P4", "P6")} | {"P5": person(end="break_off")}
    ends = {"P1": (9, 50), "P2": (9, 20), "P3": (10, 30), "P4": None, "P5": (9, 1), "P6": (9, 5)}
    found = snap(people)
    held = tuple(
        replace(
            one,
            started_at=Moment.of(datetime(2023, 6, 10, 9, 0, tzinfo=UTC)),
            ended_at=at and Moment.of(datetime(2023, 6, 10, *at, tzinfo=UTC)),
        )
        for one in found.interviews
        for at in [ends[one.participant]]
    )

    made = design(replace(found, interviews=held), ("P1", "P2", "P3", "P4", "P5"))

    assert (made.timed, made.shortest_minutes, made.median_minutes, made.longest_minutes) == (3, 20, 50, 90)


def test_seeds_and_referred_are_told_apart_and_the_commonest_stands_first(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    found = snap({"P1": person(), "P2": person(), "P3": person()})
    steps = tuple(replace(one, recruiter="P1" if one.participant == "P2" else "") for one in found.recruitment)
    roles = {"P1": "bidan", "P2": "perawat", "P3": "perawat"}
    people = tuple(replace(one, role=roles[one.id]) for one in found.people)

    made = design(replace(found, recruitment=steps, people=people), ())

    assert (made.seeds, made.referred) == (("P1", "P3"), ("P2",))
    assert made.roles == (("perawat", 2), ("bidan", 1))
