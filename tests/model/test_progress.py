"""What comes next for a person."""

from datetime import date

import pytest

from engage_eval.model.interview import Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent, Participant, RecruitmentEvent
from engage_eval.model.progress import STEPS, progress
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts


def on(day: int) -> Moment:
    return Moment(date(2024, 1, day))


def given(day: int, mode: str = "ink") -> ConsentEvent:
    return ConsentEvent(participant="R01", event="given", at=on(day), mode=mode, take_part=True)


def consent(event: str, day: int, withdrawal: str = "") -> ConsentEvent:
    return ConsentEvent(participant="R01", event=event, at=on(day), withdrawal=withdrawal)


HELD = Interview(
    id="R01-1", participant="R01", instrument="m", version="v1", mode="face", started_at=on(9), end="partial"
)


@pytest.mark.parametrize(
    ("events", "consents", "interviews", "going_on", "expected"),
    [
        ((), (), (), (), "contact"),
        (("nominated",), (), (), (), "contact"),
        (("nominated", "unreachable"), (), (), (), "contact"),
        (("nominated", "contacted"), (), (), (), "screen"),
        (("nominated", "contacted", "eligible"), (), (), (), "consent"),
        (("contacted", "eligible"), (given(5, "telephone"),), (), (), "consent"),
        (("contacted", "eligible"), (given(5),), (), (), "interview"),
        ((), (given(5),), (), (), "interview"),
        (("contacted", "eligible"), (given(5),), (HELD,), ("R01-1",), "finish"),
        (("contacted", "eligible"), (given(5),), (HELD,), (), ""),
        (("contacted", "ineligible"), (), (), (), ""),
        (("contacted", "declined"), (), (), (), ""),
        (("contacted", "declined"), (given(1),), (), (), ""),
        (("contacted", "declined"), (given(2),), (), (), "interview"),
        (("contacted", "declined"), (given(3),), (), (), "interview"),
        (("contacted", "eligible"), (consent("declined", 5),), (), (), ""),
        (("contacted",), (given(5), consent("request_received", 6)), (HELD,), ("R01-1",), "decide"),
        (("contacted",), (given(5), consent("withdrawn", 6, "stop")), (), (), ""),
        (("contacted",), (given(5), consent("withdrawn", 6, "erase")), (), (), ""),
        (("contacted",), (given(5), consent("withdrawn", 6, "no_quotation")), (), (), "interview"),
    ],
)
def test_what_comes_next_follows_from_what_was_recorded(
    events: tuple[str, ...],
    consents: tuple[ConsentEvent, ...],
    interviews: tuple[Interview, ...],
    going_on: tuple[str, ...],
    expected: str,
) -> None:
    steps = (RecruitmentEvent(participant="R01", event=one, on=on(n)) for n, one in enumerate(events, 1))
    record = StudyRecord(
        study=Study(id="uji", title=Texts("Uji", "Trial")),
        participants=(Participant(id="R01", site="RS"),),
        recruitment=tuple(steps),
        consent=consents,
        interviews=interviews,
    )

    assert [one.next for one in progress(record, going_on)] == [expected]
    assert expected in (*STEPS, "")
