"""How the study was done, counted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engage_eval.analysis.design import design
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
