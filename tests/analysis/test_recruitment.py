"""Recruitment of a study: everyone keeps a node, chains stop for a reason, and estimates are refused or made."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from engage_eval.analysis.recruitment import Approach, recruitment
from engage_eval.analysis.recruitment_json import to_json
from engage_eval.model.consent import gate
from engage_eval.model.instrument import Instrument
from engage_eval.model.moment import Moment
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts


def on(day: int) -> Moment:
    return Moment(date(2023, 6, day))


def step(person: str, event: str, day: int, *, recruiter: str = "", size: int | None = None) -> RecruitmentEvent:
    reason = "other: far" if event == "ineligible" else ""
    return RecruitmentEvent(
        participant=person, event=event, on=on(day), reason=reason, recruiter=recruiter, network_size=size
    )


def agreed(person: str, *, may_name: bool | None = None) -> ConsentEvent:
    return ConsentEvent(participant=person, event="given", at=on(3), mode="ink", name_others=may_name)


def study(
    people: str,
    steps: Sequence[RecruitmentEvent],
    consent: Sequence[ConsentEvent] = (),
    attributes: Sequence[Attribute] = (),
    instruments: Sequence[Instrument] = (),
) -> Snapshot:
    return gate(
        StudyRecord(
            study=Study(id="s", title=Texts(en="Study")),
            instruments=tuple(instruments),
            participants=tuple(
                Participant(id=one, site="BU", facility_kind="puskesmas" if one < "C" else "klinik") for one in people
            ),
            recruitment=tuple(steps),
            consent=tuple(consent),
            attributes=tuple(attributes),
        )
    )


def test_everyone_keeps_a_node_also_without_consent_or_events() -> None:
    found = recruitment(study("ABC", [step("B", "nominated", 1, recruiter="A")]))

    assert dict(found.network.wave_of) == {"A": 0, "B": 1, "C": 0}
    assert dict(found.states) == {"A": "not_contacted", "B": "not_contacted", "C": "not_contacted"}


def test_the_withdrawn_recruiter_stays_in_the_tree() -> None:
    gone = ConsentEvent(participant="A", event="withdrawn", at=on(9), withdrawal="erase")
    found = recruitment(study("AB", [step("B", "nominated", 1, recruiter="A")], [agreed("A"), gone]))

    assert dict(found.network.recruiter_of) == {"B": "A"}
    assert dict(found.states)["A"] == "withdrawn"


def test_the_word_seed_is_no_recruiter_and_of_two_the_first_counts() -> None:
    steps = [
        step("A", "nominated", 1, recruiter="seed"),
        step("C", "contacted", 5, recruiter="B"),
        step("C", "nominated", 2, recruiter="A"),
    ]

    assert dict(recruitment(study("ABC", steps)).network.recruiter_of) == {"C": "A"}


def test_chains_stop_by_final_state() -> None:
    steps = [
        step("B", "nominated", 1, recruiter="A"),
        step("B", "declined", 2),
        step("C", "nominated", 1, recruiter="A"),
        step("C", "ineligible", 2),
    ]
    found = recruitment(study("ABCD", steps, [agreed("D", may_name=False)]))

    assert found.stopped == (("ineligible", 1), ("declined", 1), ("consented_no_interview", 1))
    assert dict(found.who_stopped)["declined"] == ("B",)


def test_a_chain_stops_with_who_was_interviewed_and_may_not_name_others_as_the_last_consent_says(
    snap: Callable[..., Snapshot], person: Callable[..., dict[str, Any]]
) -> None:
    def asked(*may_name: bool | None) -> dict[str, Any]:
        return person() | {"consent": [("given", 2 + at, {"name_others": may}) for at, may in enumerate(may_name)]}

    found = recruitment(
        snap({"A": asked(False), "B": asked(True), "C": asked(None), "D": asked(False, True), "E": asked(True, False)})
    )

    assert found.who_stopped == (("complete", ("B", "C", "D")), ("may_not_name", ("A", "E")))


def test_approached_and_enrolled_by_kind_of_facility_which_is_known_only_with_consent() -> None:
    steps = [step("A", "eligible", 1), step("B", "contacted", 1), step("C", "ineligible", 1)]
    found = recruitment(study("ABC", steps, [agreed("A"), agreed("C")]))

    assert found.approaches == (
        Approach(kind="klinik", recruited=1, approached=1, eligible=0, enrolled=0),
        Approach(kind="puskesmas", recruited=1, approached=1, eligible=1, enrolled=1),
        Approach(kind="", recruited=1, approached=1, eligible=0, enrolled=0),
    )


def test_homophily_stands_for_traits_of_few_groups_and_not_for_numbers() -> None:
    attributes = [
        Attribute(participant=person, key=key, value=value)
        for person, sex, years in (("A", "f", "1"), ("B", "m", "2"), ("C", "f", "2"))
        for key, value in (("sex", sex), ("years", years))
    ]
    steps = [step("B", "nominated", 1, recruiter="A"), step("C", "nominated", 1, recruiter="A")]
    found = recruitment(study("ABC", steps, [agreed(one) for one in "ABC"], attributes))

    assert [trait for trait, _result in found.homophily] == ["facility_kind", "sex"]
    assert dict(found.homophily)["sex"].overall.value == 1.0


def chain() -> list[RecruitmentEvent]:
    """Return a chain of five waves whose people are reached by turns, with network sizes."""
    steps = []
    for number, person in enumerate("ABCDEF"):
        recruiter = "ABCDEF"[number - 1] if number else ""
        steps.append(step(person, "nominated", 1 + number, recruiter=recruiter, size=4 + number))
        steps.append(step(person, "eligible", 10 + number))
    return steps


def test_nothing_is_estimated_where_all_are_reached() -> None:
    found = recruitment(study("ABCDEF", chain()))

    assert found.degrees == 6
    assert [reason.code for reason in found.rds.refused] == ["rds_one_group"]


def test_the_last_network_size_that_was_recorded_counts() -> None:
    steps = [step("A", "nominated", 1, size=3), step("A", "contacted", 2, size=8)]

    assert recruitment(study("A", steps)).rds.degrees == ()
    assert recruitment(study("A", [*steps, step("A", "eligible", 3)])).rds.degrees == (("reached", 8.0),)


def test_rows_in_another_order_are_the_same_recruitment() -> None:
    steps = chain()

    assert recruitment(study("ABCDEF", steps)) == recruitment(study("FEDCBA", steps[::-1]))


def test_an_empty_study_has_no_tree_and_says_why_nothing_is_estimated() -> None:
    found = to_json(recruitment(study("", [])), lambda why: why.code)

    assert (found["people"], found["seeds_share"], found["trees"], found["approached"]) == (0, None, [], [])
    assert [one["code"] for one in found["refused"]] == ["rds_no_trait", "rds_no_degrees", "rds_few_waves"]
