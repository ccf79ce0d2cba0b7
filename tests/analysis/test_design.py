"""How the study was done, counted."""

from collections.abc import Callable
from typing import Any

from engage_eval.analysis.design import design
from engage_eval.model.snapshot import Snapshot


def test_an_interview_without_a_form_counts_under_the_first_of_the_instrument(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    people = {"P1": person(), "P2": person(form="inti"), "P3": person(form="lengkap")}
    assert design(snap(people), ("P1", "P2", "P3")).forms == (("inti", 2), ("lengkap", 1))
