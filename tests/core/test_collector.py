"""The collector rests while a study is read, and goes on afterwards whatever happened."""

import gc
from contextlib import nullcontext

import pytest

from engage_eval.actions import study
from engage_eval.core.collector import paused_collector
from engage_eval.core.errors import UsageError


def test_pauses_and_goes_on_after_an_error() -> None:
    def fail() -> None:
        with paused_collector():
            assert not gc.isenabled()
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - only that it comes through
        fail()
    assert gc.isenabled()


@pytest.mark.parametrize("is_cut_short", [True, False])
def test_what_was_frozen_at_the_end_of_a_pause_can_be_collected_again(*, is_cut_short: bool) -> None:
    before = gc.get_freeze_count()

    def read() -> None:
        with paused_collector():
            kept.append(["what was read", []])
            if is_cut_short:
                raise ValueError

    kept: list[object] = []
    with pytest.raises(ValueError) if is_cut_short else nullcontext():  # noqa: PT011 - only that it comes through
        read()
    assert gc.get_freeze_count() == before
    assert any(one is kept[0] for one in gc.get_objects())


def test_a_pause_within_a_pause_ends_nothing() -> None:
    with paused_collector():
        with paused_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_study_that_cannot_be_opened_leaves_it_on() -> None:
    with pytest.raises(UsageError):
        study.open_study("nowhere")
    assert gc.isenabled()
