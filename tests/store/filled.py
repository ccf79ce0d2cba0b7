"""A small study file with rows in every table, also erased ones: for the tests of verify and of migrations."""

from datetime import UTC, date, datetime

from engage_eval.model.coding import Erasure
from engage_eval.model.definition import DefinitionText
from engage_eval.model.interview import Answer, Interview, InterviewEvent
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.panel import PanelRating
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.model.study import SettingChange
from engage_eval.store import schema
from engage_eval.store.study_file import Store

MORNING = Moment.of(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))


def fill(store: Store, people: int = 6) -> None:
    """Record a small study; the last person's content is erased."""
    persons = [f"R{n:02}" for n in range(1, people + 1)]
    with store.writing("staff add", by="lead") as writer:
        writer.add("staff", [Staff(key="lead", roles=("lead", "keeper"), occupation="peneliti")])
        writer.define(DefinitionText(kind="study", file="study.yaml", text="id: studi-uji\n"))
        writer.define(DefinitionText(kind="note", file="consent/README.md", text="Formulir.\n"))
    with store.writing("recruit add", by="lead", subjects=persons) as writer:
        writer.add("participants", [Participant(id=one, site="RSX", role="bidan") for one in persons])
        writer.add("attributes", [Attribute(participant=one, key="sex", value="p") for one in persons])
        writer.add("recruitment", [_nominated(one, before) for one, before in zip(persons, ["seed", *persons])])  # noqa: B905
    with store.writing("consent record", by="lead", subjects=persons) as writer:
        writer.add("consent", [_consent(one) for one in persons])
    with store.writing("interview finish", by="lead", subjects=persons) as writer:
        writer.add("interviews", [_interview(one) for one in persons])
        writer.add("interview_events", [InterviewEvent(interview=f"W-{persons[0]}", event="paused", at=MORNING)])
        writer.answers([answer for n, one in enumerate(persons) for answer in _answers(f"W-{one}", n)])
    with store.writing("outcomes add", by="lead") as writer:
        writer.add("outcomes", [Outcome(facility="F1", period="2022", measure="visits", count=12, kind="observed")])
        writer.add("broadcasts", [Broadcast(on=date(2026, 1, 5), topic="jadwal", recipients=40)])
        writer.add("panel", [PanelRating(expert="A1", item="jelas", rating=4)])
        writer.add("settings", [SettingChange(at=MORNING, setting="rule.cut", before="3", after="4", interviews=2)])
    erase(store, persons[-1])


def erase(store: Store, person: str) -> None:
    """Erase a person as the verb does, as far as the study file goes."""
    with store.writing("consent withdraw", by="lead", subjects=[person]) as writer:
        writer.add("erasures", [Erasure(participant=person, scope="person", at=MORNING, by="lead", counts="")])
        for table in schema.CONTENT:
            where = table.c.participant == person
            gone = [row.id for row in writer.connection.execute(table.select().where(where))]
            writer.connection.execute(table.delete().where(where))
            writer.insert(schema.TOMBSTONE, [{"table_name": table.name, "row": one} for one in gone])


def _nominated(person: str, recruiter: str) -> RecruitmentEvent:
    return RecruitmentEvent(participant=person, event="nominated", on=MORNING, recruiter=recruiter, network_size=5)


def _consent(person: str) -> ConsentEvent:
    return ConsentEvent(
        participant=person, event="given", at=MORNING, mode="ink", take_part=True, recording=False, evidence="map 3"
    )


def _interview(person: str) -> Interview:
    return Interview(
        id=f"W-{person}",
        participant=person,
        instrument="wa-blast",
        version="v1",
        mode="face",
        started_at=MORNING,
        end="complete",
        field_notes="tenang, ruang sendiri",
    )


def _answers(interview: str, n: int) -> list[Answer]:
    return [
        Answer(interview, "jelas", number=1 + n % 5),
        Answer(interview, "putusan", choice="ya"),
        Answer(interview, "cerita", text=f"Siarannya jelas – kali ke-{n}, “sangat”"),
        Answer(interview, "lama", missing="skip"),
    ]
