"""A batch and a study made one: the latest word counts, the earlier one is kept, and nothing depends on the way."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.formats.rows import Setting
from engage_eval.formats.study_folder import read
from engage_eval.formats.submission_batch import Batch
from engage_eval.formats.submission_conflicts import conflicts
from engage_eval.formats.submission_field import read_field
from engage_eval.formats.submission_merge import Merged, Stamp, merge, without
from engage_eval.formats.tables import RawTable
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.record import StudyRecord

INSTRUMENT = """\
key: mini
version: v1
title: {id: Mini, en: Mini}
forms: {inti: 5}
characteristics: {}
scales:
  kanal: {values: [grup, siaran, situs], id: [grup, siaran, situs], en: [group, broadcast, site]}
  setuju: {agree: [4, 5], id: [a, b, c, d, e], en: [f, g, h, i, j]}
sections:
  a:
    id: A
    en: A
    for: everyone
    items:
      jalur: {type: multiple, scale: kanal, id: Jalur, en: Channels}
      jelas: {type: scale, scale: setuju, id: Jelas, en: Clear}
      umur: {type: number, id: Umur, en: Age}
      cerita: {type: text, id: Cerita, en: Story}
"""
STUDY = "id: uji\ntitle: {id: Uji, en: Trial}\nsite: RS\npurpose: research\nzone: WIB\ninstrument: mini\n"
HEAD = ("_uuid", "participant", "mode", "started_at", "end_state", "jalur", "jelas", "umur", "umur_m", "cerita")
STAMP = Stamp(at=Moment(date(2024, 2, 1)), by="S1", reason="keliru")

# What a telephone may send of the four items; a number and the reason for none exclude each other.
SAID = st.tuples(
    st.lists(st.sampled_from(["grup", "siaran", "situs"]), unique=True).map(" ".join),
    st.sampled_from(["", "1", "5", ".refused"]),
    st.sampled_from([("", ""), ("30", ""), ("0.5", ""), ("", ".na")]),
    st.sampled_from(["", "Ya.", "=1", "a\nb"]),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> StudyRecord:
    folder: Path = tmp_path_factory.mktemp("studi")
    (folder / "instruments").mkdir()
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "instruments" / "mini-v1.yaml").write_text(INSTRUMENT, encoding="utf-8")
    (folder / "participants.csv").write_text("id,site\nP1,RS\nP2,RS\n", encoding="utf-8")
    found, _problems = read(folder)
    assert found is not None
    return found


def batch(record: StudyRecord, said: tuple[str, str, tuple[str, str], str], key: str = "a") -> Batch:
    """Return one submission as a field tool's table holds it."""
    row = (key, "P1", "face", "2024-01-05T10:00:00.000+07:00", "complete", said[0], said[1], *said[2], said[3])
    found = read_field(RawTable("kobo.csv", HEAD, ((2, row),)), record, Setting())
    assert found.faults == ()
    return found


def said_of(merged: Merged | StudyRecord) -> set[tuple[object, ...]]:
    record = merged.record if isinstance(merged, Merged) else merged
    return {(one.item, one.choice, one.number, one.text, one.missing) for one in record.answers}


@given(SAID, SAID)
@settings(max_examples=60, deadline=None)
def test_the_latest_word_counts_and_the_earlier_one_is_kept(
    empty: StudyRecord,
    first: tuple[str, str, tuple[str, str], str],
    second: tuple[str, str, tuple[str, str], str],
) -> None:
    once = merge(empty, batch(empty, first), STAMP)
    twice = merge(once.record, batch(once.record, second), STAMP)
    alone = merge(empty, batch(empty, second), STAMP)
    changed = {one[0] for one in said_of(once) ^ said_of(alone)}
    replaced = {one[0] for one in said_of(once)} & changed

    assert said_of(twice) == said_of(alone)
    assert {one.item for one in twice.record.superseded} == replaced
    # An interview without any answer so far is new when its first answers come.
    filled = bool(said_of(alone)) and not said_of(once)
    assert twice.changes[0].outcome == ("new" if filled else "changed" if changed else "same")


@given(SAID)
@settings(max_examples=30, deadline=None)
def test_the_same_batch_again_gives_the_same_study(
    empty: StudyRecord, said: tuple[str, str, tuple[str, str], str]
) -> None:
    once = merge(empty, batch(empty, said), STAMP)
    again = merge(once.record, batch(once.record, said), STAMP)

    assert conflicts(once.record, batch(once.record, said)) == []
    assert again.record.interviews == once.record.interviews
    assert said_of(again) == said_of(once)
    assert again.record.superseded == ()


def test_an_earlier_answer_is_kept_with_when_who_and_why(empty: StudyRecord) -> None:
    once = merge(empty, batch(empty, ("situs grup", "4", ("30", ""), "=x")), STAMP)
    twice = merge(once.record, batch(once.record, ("grup situs", "", ("", ".na"), "")), STAMP)

    assert [(one.item, one.value, one.by, one.reason) for one in twice.record.superseded] == [
        ("umur", "30", "S1", "keliru"),
        ("cerita", "=x", "S1", "keliru"),
        ("jelas", "4", "S1", "keliru"),
    ]
    assert {one.at for one in twice.record.superseded} == {STAMP.at}


def test_what_replaces_something_without_a_reason_is_marked(empty: StudyRecord) -> None:
    once = merge(empty, batch(empty, ("", "4", ("", ""), "")), STAMP)
    silent = Stamp(at=STAMP.at)
    added = merge(once.record, batch(once.record, ("", "4", ("", ""), "Ya.")), silent)
    replaced = merge(once.record, batch(once.record, ("", "5", ("", ""), "")), silent)

    assert [(one.outcome, one.unexplained) for one in added.changes] == [("changed", False)]
    assert [(one.outcome, one.unexplained) for one in replaced.changes] == [("changed", True)]


def test_a_row_s_own_reason_comes_before_the_one_for_all(empty: StudyRecord) -> None:
    sitting = Interview(
        id="P1-1",
        participant="P1",
        instrument="mini",
        version="v1",
        mode="face",
        started_at=Moment(date(2024, 1, 5)),
        end="complete",
    )
    study = merge(empty, Batch(interviews=(sitting,), answers=(Answer("P1-1", "jelas", choice="4"),)), STAMP).record
    reasoned = Interview(**{**{name: getattr(sitting, name) for name in sitting.__slots__}, "change_reason": "kertas"})
    found = merge(study, Batch(interviews=(reasoned,), answers=(Answer("P1-1", "jelas", choice="5"),)), STAMP)

    assert [one.reason for one in found.record.superseded] == ["kertas"]
    assert found.record.interviews[0].change_reason == "kertas"


def test_a_row_that_is_left_out_takes_its_consent_and_answers_along(empty: StudyRecord) -> None:
    whole = batch(empty, ("grup", "4", ("", ""), "Ya."))
    left = without(whole, {("kobo.csv", 2)}, {"P1-1"})

    assert (left.interviews, left.consent, left.answers) == ((), (), ())
    assert said_of(merge(empty, left, STAMP)) == set()
