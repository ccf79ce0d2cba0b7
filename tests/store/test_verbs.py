"""The verbs of a study that is being collected, on both engines: from the first seed to answers that were corrected."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from engage_eval.actions import answers, interviewing, outcomes, recruit, recruit_overview, staff
from engage_eval.actions.import_into_file import into_file
from engage_eval.actions.import_responses import Request
from engage_eval.actions.recording import open_preview, open_recording
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.model.coding import Erasure
from engage_eval.model.definition import DefinitionText
from engage_eval.model.interview import Interview
from engage_eval.model.people import Attribute, ConsentEvent, Participant, Staff
from engage_eval.store.study_file import create, open_study
from small_study import FORM, INSTRUMENT_FILE, VERDICT, instrument, study_yaml

STUDY = study_yaml(languages="[id, en]", zone="WIB", dates="dmy", screening_before_consent="true")
INSTRUMENT = instrument(
    "jelas: {type: scale, scale: setuju5, measures: informative, id: Jelas, en: Clear}",
    VERDICT,
    'usia: {type: number, constraint: {holds: ". >= 18", id: Dewasa, en: Adults}, id: Usia, en: Age}',
    asked_of="eligible",
)
Clock = Callable[[], datetime]
Ids = Callable[[], str]


@pytest.fixture
def study(new_name: Callable[[], str], clock: Clock, ids: Ids) -> str:
    """Return an empty study with one instrument."""
    name = new_name()
    with (
        create(name, study="uji", title="Uji", clock=clock, ids=ids) as store,
        store.writing("import definition", by="") as writer,
    ):
        writer.define(DefinitionText(kind="study", file="study.yaml", text=STUDY))
        writer.define(DefinitionText(kind="instrument", file=INSTRUMENT_FILE, text=INSTRUMENT))
        writer.define(DefinitionText(kind="consent", file="consent/psp-v1.id.md", text=FORM))
    return name


def test_a_study_goes_from_its_first_seed_to_an_answer_that_was_corrected(
    study: str, clock: Clock, ids: Ids, tmp_path: Path
) -> None:
    with open_recording(study, clock=clock, ids=ids, newcomer="AB") as recording:
        staff.add(recording, "AB", (), {})
    with open_recording(study, clock=clock, ids=ids) as recording:
        seed = recruit.nominate(recording, recruit.Newcomer(role="bidan"), recording.now).participant
        recruit.screen(recording, seed, "contacted", "", recording.now)
        recruit.screen(recording, seed, "eligible", "", recording.now)
        form = {"form": "psp", "version": "v1", "language": "id", "mode": "ink"}
        given = ConsentEvent(participant=seed, event="given", at=recording.now, take_part=True, **form)
        recording.add("consent record", {"consent": [given]})
    with open_recording(study, clock=clock, ids=ids) as recording:
        held = interviewing.start(recording, seed, interviewing.Beginning(mode="face"), recording.now).interview
    with open_recording(study, clock=clock, ids=ids) as recording:
        answers.correct(recording, held.id, ["jelas=4", "putusan=ya", "usia=41"], "")
        interviewing.finish(recording, seed, "complete", "", recording.now)
    with open_recording(study, clock=clock, ids=ids) as recording:
        answers.correct(recording, held.id, ["usia=42"], "salah dengar")
        outcomes.add(recording, {"facility": "klinik-a", "period": "2025-01", "measure": "visits", "count": "4"})
        referred = recruit.nominate(recording, recruit.Newcomer(recruiter=seed), recording.now).participant
    source = tmp_path / "masuk.csv"
    source.write_text(f"interview,jelas\n{held.id},5\n", encoding="utf-8")
    for reason in ("rekaman", "rekaman"):
        with open_recording(study, clock=clock, ids=ids) as recording:
            request = Request(source=source, study=study, target=None, reason=reason)
            into_file(recording, request, is_preview=False)

    with open_preview(study, clock=clock, ids=ids) as seen:
        found = {one.participant: one for one in recruit_overview.of_record(seen.record, seen.going_on)}
        earlier = [(one.item, one.value, one.reason) for one in seen.record.superseded]
        now = {one.item: one.choice or one.number for one in seen.record.answers}
    with open_study(study) as store:
        log = store.log()

    assert (found[seed].state, found[seed].recruits, found[referred].wave) == ("complete", (referred,), 1)
    assert now == {"jelas": "5", "putusan": "ya", "usia": 42.0}
    assert sorted(earlier) == [("jelas", "4", "rekaman"), ("usia", "41", "salah dengar")]
    assert [one.verb for one in log].count("import responses") == 1
    assert {one.by for one in log[1:]} == {"AB"}
    assert all(one.subjects for one in log[1:])


@pytest.fixture
def recorded(study: str, clock: Clock, ids: Ids) -> str:
    """Return the study with one member of staff and one person."""
    with open_study(study, write=True, clock=clock, ids=ids) as store, store.writing("x", by="AB") as writer:
        writer.add("staff", [Staff(key="AB", roles=("lead",))])
        writer.add("participants", [Participant(id="R01", site="RS"), Participant(id="R02", site="RS")])
    return study


def test_what_the_rules_refuse_writes_nothing(recorded: str, clock: Clock, ids: Ids) -> None:
    fact = Attribute(participant="R09", key="usia", value="3")

    with open_recording(recorded, clock=clock, ids=ids) as recording:
        before = recording.store.log()
        with pytest.raises(ProblemsError) as told:
            recording.add("recruit add", {"participants": [Participant(id="r01", site="RS")], "attributes": [fact]})

        assert {one.code for one in told.value.problems} == {"tables.case", "participants.unknown"}
        assert recording.store.log() == before


def test_a_failure_in_the_middle_of_a_verb_writes_nothing_of_it(
    recorded: str, clock: Clock, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_recording(recorded, clock=clock, ids=ids) as recording:
        before = recording.store.log()

        def fails(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("engage_eval.store.write.Writer.take_back", fails)
        rows = {"participants": [Participant(id="R03", site="RS")]}
        with pytest.raises(RuntimeError):
            recording.add("answers correct", rows, taken_back=[("R01-1", "usia")])

        assert recording.store.log() == before
        assert [one.id for one in recording.store.read().tables["participants"]] == ["R01", "R02"]


def test_nothing_is_recorded_of_who_was_erased(recorded: str, clock: Clock, ids: Ids) -> None:
    with open_recording(recorded, clock=clock, ids=ids) as recording:
        erased = Erasure(participant="R01", scope="person", at=recording.now, by="AB")
        with recording.store.writing("consent withdraw", by="AB", subjects=["R01"]) as writer:
            writer.add("erasures", [erased])
    with open_recording(recorded, clock=clock, ids=ids) as recording:
        fact = {"attributes": [Attribute(participant="R01", key="usia", value="3")]}

        with pytest.raises(UsageError) as told:
            recording.add("recruit add", fact)

        assert told.value.problem.code == "recording.erased"


def test_only_what_is_new_is_told(recorded: str, clock: Clock, ids: Ids) -> None:
    with open_recording(recorded, clock=clock, ids=ids) as recording:
        first = recording.add("x", {"attributes": [Attribute(participant="R01", key="usia", value="3")]})
        other = recording.add("x", {"attributes": [Attribute(participant="R02", key="usia", value="3")]})

    assert [(one.code, one.params["participant"]) for one in first] == [("consent.no_consent", "R01")]
    assert [(one.code, one.params["participant"]) for one in other] == [("consent.no_consent", "R02")]


@pytest.mark.parametrize(
    ("by", "code"), [("", ""), ("AB", ""), ("ab", "recording.not_in_staff"), ("CD", "recording.not_in_staff")]
)
def test_the_only_one_of_the_staff_is_meant(recorded: str, clock: Clock, ids: Ids, by: str, code: str) -> None:
    try:
        with open_recording(recorded, by, clock=clock, ids=ids) as recording:
            found = recording.actor
    except UsageError as told:
        found = told.problem.code

    assert found == (code or "AB")


@pytest.mark.parametrize("value", ["usia=17", "jelas=6", "putusan=bisa jadi", "usia=1e400", "usia=nan"])
def test_an_answer_that_can_t_be_is_refused(recorded: str, clock: Clock, ids: Ids, value: str) -> None:
    with open_recording(recorded, clock=clock, ids=ids) as recording:
        held = interviewing.start(recording, "R01", interviewing.Beginning(mode="face"), recording.now).interview

        with pytest.raises(ProblemsError):
            answers.correct(recording, held.id, [value], "")

        assert recording.store.read().answers == []


def test_a_verb_on_a_server_waits_until_the_one_before_it_is_done(server: str) -> None:
    import threading
    from uuid import uuid4

    from engage_eval.store.study_file import create, open_study

    name = f"{server}{'&' if '?' in server else '?'}study=s_{uuid4().hex[:12]}"
    create(name, study="uji", title="Uji").close()
    order: list[str] = []
    first = open_study(name, write=True)

    def second() -> None:
        with open_study(name, write=True) as store:
            order.append(f"second sees {len(store.log())}")

    waiting = threading.Thread(target=second)
    waiting.start()
    waiting.join(0.5)
    with first, first.writing("note") as writer:
        writer.note()
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second sees 1"]


def test_an_interview_goes_on_until_an_end_comes_in_and_its_time_may_follow(
    recorded: str, clock: Clock, ids: Ids, tmp_path: Path
) -> None:
    with open_recording(recorded, clock=clock, ids=ids) as recording:
        person, began = recording.record.participants[0].id, recording.now
        held = interviewing.start(recording, person, interviewing.Beginning(mode="face"), began).interview
        answers.correct(recording, held.id, ["jelas=4", "putusan=ya", "usia=41"], "")
    found = []
    for end in ("partial", "complete"):
        source = _interviews_book(tmp_path / f"{end}.xlsx", {**_cells(held), "place": "ruang rapat", "end": end})
        with open_recording(recorded, clock=clock, ids=ids) as recording:
            into_file(recording, Request(source=source, study=recorded, target=None), is_preview=False)
        with open_study(recorded) as store:
            found.append(store.read().going_on)
    assert found == [(held.id,), ()]

    with open_recording(recorded, clock=clock, ids=ids) as recording:
        interviewing.finish(recording, held.id, "complete", "dari catatan", recording.now)
    with open_study(recorded) as store:
        (one,) = store.read().tables["interviews"]
    assert (one.venue, one.end, one.ended_at) == ("ruang rapat", "complete", recording.now)


def _cells(one: Interview) -> Mapping[str, str]:
    columns = ("id", "participant", "instrument", "version", "form", "mode", "interviewer")
    return {**{name: getattr(one, name) for name in columns}, "started_at": one.started_at.canonical()}


def _interviews_book(path: Path, cells: Mapping[str, str]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "interviews"
    for row in zip(*cells.items(), strict=True):
        book.active.append(row)
    book.save(path)
    return path
