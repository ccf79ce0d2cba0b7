"""What is written is read again: random rows of every table on both engines, hostile texts and numbers among them."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engage_eval.core.errors import StoreError
from engage_eval.model.definition import DefinitionText
from engage_eval.model.interview import Answer, Interview, InterviewEvent, SupersededAnswer
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.panel import PanelRating
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.model.study import SettingChange
from engage_eval.model.tables import (
    CONSENT_EVENTS,
    CONSENT_MODES,
    COUNT_KINDS,
    EVENTS,
    INTERVIEW_MODES,
    MEASURES,
    QUOTATION,
    ROLES,
    WITHDRAWALS,
)
from engage_eval.store import schema
from engage_eval.store.digests import digest_columns, row_digest
from engage_eval.store.study_file import Store, create
from engage_eval.store.write import Stamp

Clock = Callable[[], datetime]
Ids = Callable[[], str]
Strategy = st.SearchStrategy[Any]
AT = Moment.of(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
HOSTILE = (
    "'; DROP TABLE answer;--",
    '"',
    "a\nb\r\nc",
    "\t",
    "𝄞 😀 e\u0301",
    "\u200f\u202e",
    "=1+1",
    "%s ? :x {y}",
    "\x01\x1f\x7f\uffff",
)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
# Whole Unicode, but for what no database keeps: tests of that stand below.
TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)
WORDS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12),
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
MINUTES = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - made aware at once
    lambda at: Moment.of(at.replace(tzinfo=UTC, second=0, microsecond=0, fold=0))
)
LOCAL = st.builds(lambda at, east: Moment(at.day + timedelta(days=east), at.utc), MINUTES, st.integers(0, 1))
MOMENTS = st.one_of(DAYS.map(Moment), MINUTES, LOCAL)
FLAGS = st.sampled_from((None, True, False))
COUNTS = st.integers(0, 2**31 - 1)
# SQLite drops the sign of zero, see the last test.
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0)


def maybe(values: Strategy) -> Strategy:
    return st.one_of(st.none(), values)


def some(row: type, **columns: Strategy) -> Strategy:
    return st.builds(row, **columns)


@st.composite
def studies(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Draw the tables of a study whose keys fit each other."""
    people = [f"RS-{number}" for number in range(draw(st.integers(1, 3)))]
    sittings = [f"W-{number}" for number in range(draw(st.integers(0, 3)))]
    person, recruiter = st.sampled_from(people), st.sampled_from(["", "seed", "Seed", *people])
    consent = some(
        ConsentEvent,
        participant=person,
        event=st.sampled_from(CONSENT_EVENTS),
        at=MOMENTS,
        form=TEXTS,
        version=TEXTS,
        language=TEXTS,
        mode=st.sampled_from(CONSENT_MODES),
        take_part=FLAGS,
        recording=FLAGS,
        quotation=st.sampled_from(("", *QUOTATION)),
        attribution=TEXTS,
        contact_again=FLAGS,
        name_others=FLAGS,
        share=FLAGS,
        archive=FLAGS,
        chat_logs=FLAGS,
        comprehension=TEXTS,
        evidence=TEXTS,
        witness=TEXTS,
        obtained_by=TEXTS,
        venue=TEXTS,
        copy_given=FLAGS,
        replaces=TEXTS,
        withdrawal=st.sampled_from(("", *WITHDRAWALS)),
    )
    interviews = [
        draw(
            some(
                Interview,
                id=st.just(one),
                participant=person,
                instrument=WORDS,
                version=WORDS,
                mode=st.sampled_from(INTERVIEW_MODES),
                started_at=MOMENTS,
                end=st.sampled_from(("complete", "partial", "break_off")),
                form=TEXTS,
                interviewer=TEXTS,
                ended_at=maybe(MOMENTS),
                venue=TEXTS,
                others_present=TEXTS,
                recorded=FLAGS,
                field_notes=TEXTS,
                repeat_of=st.just(""),
                submission=TEXTS,
                change_reason=TEXTS,
            )
        )
        for one in sittings
    ]
    event = some(
        InterviewEvent,
        interview=st.sampled_from(sittings or [""]),
        event=st.sampled_from(("paused", "resumed")),
        at=MOMENTS,
        by=TEXTS,
    )
    outcome = some(
        Outcome,
        facility=WORDS,
        period=st.sampled_from(("2026", "2026-01")),
        measure=st.sampled_from(MEASURES),
        count=COUNTS,
        kind=st.sampled_from(COUNT_KINDS),
        registered_members=maybe(COUNTS),
    )
    broadcast = some(
        Broadcast,
        on=DAYS,
        topic=TEXTS,
        recipients=maybe(COUNTS),
        delivered=maybe(COUNTS),
        read=maybe(COUNTS),
        replied=maybe(COUNTS),
    )
    staff = some(
        Staff,
        key=WORDS,
        roles=st.lists(st.sampled_from(ROLES), unique=True, max_size=3).map(tuple),
        credentials=TEXTS,
        occupation=TEXTS,
        gender=TEXTS,
        training=TEXTS,
        employed_by_hospital=FLAGS,
        relationship=TEXTS,
    )
    settled = some(
        SettingChange, at=MOMENTS, setting=WORDS, by=TEXTS, before=TEXTS, after=TEXTS, interviews=maybe(COUNTS)
    )
    recruitment = some(
        RecruitmentEvent,
        participant=person,
        event=st.sampled_from(EVENTS),
        on=MOMENTS,
        by=TEXTS,
        reason=st.one_of(TEXTS, TEXTS.map(lambda words: f"other: {words}")),
        recruiter=recruiter,
        network_size=maybe(COUNTS),
    )

    def rows(of: Strategy, most: int = 3) -> list[Any]:
        return draw(st.lists(of, max_size=most))

    return {
        "staff": draw(st.lists(staff, max_size=3, unique_by=lambda one: one.key)),
        "participants": [
            draw(
                some(
                    Participant,
                    id=st.just(one),
                    site=TEXTS,
                    facility=TEXTS,
                    facility_kind=TEXTS,
                    role=TEXTS,
                    added_on=maybe(DAYS),
                )
            )
            for one in people
        ],
        "attributes": rows(some(Attribute, participant=person, key=KEYS, value=TEXTS, on=maybe(DAYS))),
        "recruitment": rows(recruitment),
        "consent": rows(consent),
        "interviews": interviews,
        "interview_events": rows(event) if sittings else [],
        "outcomes": draw(st.lists(outcome, max_size=3, unique_by=lambda one: (one.facility, one.period, one.measure))),
        "broadcasts": rows(broadcast),
        "panel": draw(
            st.lists(
                some(PanelRating, expert=WORDS, item=WORDS, rating=st.integers(1, 4)),
                max_size=3,
                unique_by=lambda one: (one.expert, one.item),
            )
        ),
        "settings": rows(settled),
    }


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[Answer], list[SupersededAnswer]]:
    """Draw the answers of one interview, W-1, to items of every kind, and what some of them replaced."""
    rows: list[Answer] = []
    earlier: list[SupersededAnswer] = []
    for item in draw(st.lists(KEYS, max_size=5, unique=True)):
        kind = draw(st.sampled_from(("choice", "number", "text", "missing", "multiple")))
        if kind == "multiple":
            chosen = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
            rows += [Answer("W-1", item, position, choice=value) for position, value in enumerate(chosen)]
        else:
            made = {
                "choice": WORDS,
                "number": NUMBERS,
                "text": WORDS,
                "missing": st.sampled_from(("skip", "refused", "na")),
            }
            rows.append(Answer("W-1", item, **{kind: draw(made[kind])}))
        if draw(st.booleans()):
            earlier.append(
                draw(
                    some(
                        SupersededAnswer,
                        interview=st.just("W-1"),
                        item=st.just(item),
                        value=WORDS,
                        at=maybe(MOMENTS),
                        by=TEXTS,
                        reason=TEXTS,
                    )
                )
            )
    return rows, earlier


def values(rows: Sequence[Any]) -> list[str]:
    """Return rows in an order of their own, every field but the place."""
    return sorted(repr([getattr(one, name.name) for name in fields(one) if name.name != "place"]) for one in rows)


def tuples(rows: Sequence[Answer]) -> list[str]:
    return sorted(repr((a.interview, a.item, a.position, a.choice, a.number, a.text, a.missing)) for a in rows)


ONCE = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@ONCE
@given(tables=studies())
def test_every_row_is_read_as_it_was_written(
    new_name: Callable[[], str], clock: Clock, ids: Ids, tables: dict[str, list[Any]]
) -> None:
    with create(new_name(), study="s", title="S", clock=clock, ids=ids) as store:
        with store.writing("import bundle", by="rina") as writer:
            for name, rows in tables.items():
                writer.add(name, rows)
        found = store.read().tables
    assert {name: values(found[name]) for name in tables} == {name: values(rows) for name, rows in tables.items()}


@ONCE
@given(given_answers=answered())
def test_every_answer_is_read_as_it_was_written(
    new_name: Callable[[], str], clock: Clock, ids: Ids, given_answers: tuple[list[Answer], list[SupersededAnswer]]
) -> None:
    rows, earlier = given_answers
    with create(new_name(), study="s", title="S", clock=clock, ids=ids) as store:
        with_interview(store)
        with store.writing("import responses", by="rina") as writer:
            writer.answers(rows, earlier=earlier)
        found = store.read()
    assert sorted(map(repr, found.answers)) == tuples(rows)
    assert values(found.tables["superseded"]) == values(earlier)


@ONCE
@given(texts=st.lists(st.tuples(KEYS, TEXTS), min_size=1, max_size=3))
def test_of_the_texts_of_one_file_all_are_kept(
    new_name: Callable[[], str], clock: Clock, ids: Ids, texts: list[tuple[str, str]]
) -> None:
    rows = [DefinitionText(kind="note", file=file, text=text, approved_from=date(2026, 1, 1)) for file, text in texts]
    with create(new_name(), study="s", title="S", clock=clock, ids=ids) as store:
        with store.writing("import definition", by="rina") as writer:
            for one in rows:
                writer.define(one)
        found = [replace(one, recorded_at="", by="") for one in store.read().definitions]
    assert values(found) == values(rows)


def with_interview(store: Store) -> None:
    """Add the participant RS-1 and the interview W-1."""
    with store.writing("recruit add", by="rina") as writer:
        writer.add("participants", [Participant(id="RS-1", site="RS")])
        writer.add(
            "interviews",
            [Interview(id="W-1", participant="RS-1", instrument="a", version="v1", mode="face", started_at=AT, end="")],
        )


@pytest.mark.parametrize(
    ("text", "kept"),
    [("a\0b", "ab"), ("\0", ""), ("a\ud800b", "a?b"), ("\udc80", "?"), ("\ud83d\ude00", "??"), ("é\0𝄞", "é𝄞")],
    ids=["nul", "only nul", "high half", "undecodable byte", "two halves", "nul among others"],
)
def test_what_no_database_keeps_is_left_out_of_texts(store: Store, text: str, kept: str) -> None:
    with_interview(store)
    with store.writing("all", by="rina") as writer:
        writer.add("attributes", [Attribute(participant="RS-1", key="catatan", value=text)])
        writer.add(
            "consent", [ConsentEvent(participant="RS-1", event="given", at=AT, mode="ink", evidence=text, form=text)]
        )
        writer.add(
            "recruitment", [RecruitmentEvent(participant="RS-1", event="declined", on=AT, reason=f"other:{text}")]
        )
        writer.add("broadcasts", [Broadcast(on=date(2026, 1, 2), topic=text)])
        writer.add("settings", [SettingChange(at=AT, setting="rule.k", before=text)])
        writer.add("staff", [Staff(key="rina", credentials=text)])
        writer.answers([Answer("W-1", "cerita", text=f"x{text}")], stamp=Stamp(at=AT, by=text, reason=text))
        writer.define(DefinitionText(kind="note", file="README.md", text=text))
    found = store.read()
    assert found.tables["attributes"][0].value == kept
    assert (found.tables["consent"][0].evidence, found.tables["consent"][0].form) == (kept, kept)
    assert found.tables["recruitment"][0].reason == f"other:{kept}"
    assert found.tables["broadcasts"][0].topic == kept
    assert found.tables["settings"][0].before == kept
    assert found.tables["staff"][0].credentials == kept
    assert found.answers[0][5] == f"x{kept}"
    assert found.definitions[0].text == kept


@pytest.mark.parametrize(
    "row",
    [
        ("participants", Participant(id="RS\ud800", site="RS")),
        ("outcomes", Outcome(facility="P\0", period="2026", measure="visits", count=1, kind="observed")),
        ("staff", Staff(key="r\udc80")),
        ("panel", PanelRating(expert="a\0", item="b\ud800", rating=4)),
    ],
    ids=lambda row: row[0],
)
def test_a_key_that_no_database_keeps_is_refused_so_that_two_never_become_one(
    store: Store, row: tuple[str, Any]
) -> None:
    name, one = row
    with pytest.raises(StoreError) as caught, store.writing("add", by="rina") as writer:
        writer.add(name, [one])
    assert caught.value.problem.code == "store.key"
    assert not store.read().tables[name]


@pytest.mark.parametrize(
    "number", [float("nan"), float("inf"), float("-inf"), 10**400], ids=["nan", "inf", "-inf", "huge"]
)
def test_an_answer_that_is_no_finite_number_is_refused_with_a_sentence(store: Store, number: float) -> None:
    with_interview(store)
    with pytest.raises(StoreError) as caught, store.writing("import responses", by="rina") as writer:
        writer.answers([Answer("W-1", "umur", number=number)])
    assert caught.value.problem.code == "store.number"
    assert not store.read().answers


@pytest.mark.parametrize("count", [2**31, 2**63, 10**400, -(2**31) - 1], ids=["2^31", "2^63", "10^400", "-2^31-1"])
def test_a_count_that_is_too_large_is_refused_with_a_sentence_on_both_engines(store: Store, count: int) -> None:
    with pytest.raises(StoreError) as caught, store.writing("outcomes add", by="rina") as writer:
        writer.add("outcomes", [Outcome(facility="P", period="2026", measure="visits", count=count, kind="observed")])
    assert caught.value.problem.code == "store.number"
    assert not store.read().tables["outcomes"]


def test_the_largest_count_is_kept(store: Store) -> None:
    with store.writing("outcomes add", by="rina") as writer:
        writer.add(
            "outcomes", [Outcome(facility="P", period="2026", measure="visits", count=2**31 - 1, kind="observed")]
        )
    assert store.read().tables["outcomes"][0].count == 2**31 - 1


def test_numbers_keep_every_digit(store: Store) -> None:
    with_interview(store)
    wanted = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -1e-7, 9007199254740991.0]
    with store.writing("import responses", by="rina") as writer:
        writer.answers([Answer("W-1", f"q{index}", number=value) for index, value in enumerate(wanted)])
    assert [repr(one[4]) for one in sorted(store.read().answers)] == [repr(value) for value in wanted]


def test_the_sign_of_zero_is_dropped_so_that_the_digest_of_the_row_holds(store: Store) -> None:
    with_interview(store)
    with store.writing("import responses", by="rina") as writer:
        writer.answers([Answer("W-1", "umur", number=-0.0)])
    assert repr(store.read().answers[0][4]) == "0.0"
    with store.reading() as connection:
        row = dict(connection.execute(select(schema.ANSWER)).mappings().one())
    assert row["digest"] == row_digest(digest_columns(schema.ANSWER), "answer", row)
