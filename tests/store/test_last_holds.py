"""Which version holds where there are several: the one recorded last, whatever clocks and other copies say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import Participant, RecruitmentEvent, Staff
from engage_eval.store import schema
from engage_eval.store.study_file import Store, create
from engage_eval.store.write import Stamp

AT = Moment.of(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


def with_interview(store: Store) -> None:
    with store.writing("interview start", by="rina") as writer:
        writer.add("participants", [Participant(id="RS-1", site="RS")])
        writer.add(
            "interviews",
            [Interview(id="W-1", participant="RS-1", instrument="a", version="v1", mode="face", started_at=AT, end="")],
        )


def test_a_clock_that_is_put_back_does_not_let_an_older_version_hold(
    new_name: Callable[[], str], ids: Callable[[], str]
) -> None:
    times = iter([datetime(2026, 3, 2, 9, 0, tzinfo=UTC) - timedelta(hours=n) for n in range(20)])
    with create(new_name(), study="s", title="S", clock=lambda: next(times), ids=ids) as store:
        for training in ("pertama", "kedua", "ketiga"):
            with store.writing("staff add", by="rina") as writer:
                writer.add("staff", [Staff(key="rina", training=training)])
        assert [one.training for one in store.read().tables["staff"]] == ["ketiga"]
        assert [row.at for row in store.log()] == sorted({row.at for row in store.log()})


def test_verbs_of_the_same_instant_keep_their_order(new_name: Callable[[], str]) -> None:
    falling = iter(range(999, 0, -1))
    ids = lambda: f"id{next(falling):03}"  # noqa: E731 - ids of which each is smaller than the one before
    with create(new_name(), study="s", title="S", clock=lambda: datetime(2026, 3, 2, tzinfo=UTC), ids=ids) as store:
        for training in ("pertama", "kedua"):
            with store.writing("staff add", by="rina") as writer:
                writer.add("staff", [Staff(key="rina", training=training)])
        assert [one.training for one in store.read().tables["staff"]] == ["kedua"]


def test_a_time_of_a_mistyped_year_is_read_as_it_was_written(store: Store) -> None:
    early = Moment.of(datetime(202, 3, 2, 9, 0, tzinfo=UTC))
    with store.writing("recruit add", by="rina") as writer:
        writer.add("participants", [Participant(id="RS-1", site="RS")])
        writer.add("recruitment", [RecruitmentEvent(participant="RS-1", event="nominated", on=early)])
    assert [one.on for one in store.read().tables["recruitment"]] == [early]


def test_of_two_copies_answers_that_a_person_settled_both_are_superseded(store: Store) -> None:
    with_interview(store)
    with store.writing("merge", by="rina") as writer:
        row = {"interview": "W-1", "participant": "RS-1", "position": 0, "seq": 0}
        writer.insert(
            schema.ANSWER,
            [
                {**row, "item": "lama", "number": 4.0},
                {**row, "item": "lama", "number": 5.0},
                {**row, "item": "cerita", "text": "satu"},
                {**row, "item": "cerita", "text": "dua"},
                {**row, "item": "putusan", "choice": "ya"},
                {**row, "item": "putusan", "missing": "refused"},
            ],
        )
    assert len(store.read().conflicts) == 3
    with store.writing("answers correct", by="rina") as writer:
        rows = [
            Answer("W-1", "lama", number=6.0),
            Answer("W-1", "cerita", text="tiga"),
            Answer("W-1", "putusan", choice="tidak"),
        ]
        writer.answers(rows, stamp=Stamp(at=AT, by="rina", reason="salah"))
    found = store.read()
    assert found.conflicts == ()
    said = sorted((one.item, one.value) for one in found.tables["superseded"])
    assert said == [
        ("cerita", "dua"),
        ("cerita", "satu"),
        ("lama", "4"),
        ("lama", "5"),
        ("putusan", ".refused"),
        ("putusan", "ya"),
    ]
