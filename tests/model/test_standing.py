"""Where consent stands: refusals, withdrawals and what only has a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from engage_eval.model.consent import Consents, Standing
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.people import ConsentEvent, ConsentForm, Participant
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Ethics, Study
from engage_eval.model.texts import Texts


def on(day: int) -> Moment:
    return Moment(date(2024, 3, day))


def at(day: int, hour: int, zone: str = "WIB") -> Moment:
    return Moment.of(datetime(2024, 3, day, hour, tzinfo=ZONES[zone]))


def event(kind: str, when: Moment, **fields: object) -> ConsentEvent:
    return ConsentEvent(participant="P1", event=kind, at=when, mode="ink", **fields)


def standing(*events: ConsentEvent) -> Standing:
    people = (Participant(id="P1", site="BU"),)
    record = StudyRecord(study=Study(id="s", title=Texts("S"), zone="WIB"), participants=people, consent=events)
    assert Consents(replace(record, consent=events[::-1])).of("P1") == Consents(record).of("P1")
    return Consents(record).of("P1")


@pytest.mark.parametrize(
    ("consent", "refusal", "reason"),
    [
        (at(2, 10), on(2), "declined"),
        (on(2), at(2, 10), "declined"),
        (on(2), on(2), "declined"),
        (at(2, 10), at(2, 11), "declined"),
        (at(2, 11), at(2, 10), ""),
        (on(3), at(2, 10), ""),
        (at(2, 0, "WIT"), at(1, 23, "WIB"), "declined"),
    ],
)
def test_a_refusal_holds_unless_consent_was_given_after_it(consent: Moment, refusal: Moment, reason: str) -> None:
    assert standing(event("given", consent), event("declined", refusal)).reason_against(None) == reason
    said_no = event("given", refusal, take_part=False)
    assert standing(event("given", consent), said_no).reason_against(None) == reason


def test_consent_after_a_refusal_counts_from_then_on() -> None:
    found = standing(event("given", on(1)), event("declined", on(2)), event("given", on(3)))
    assert (found.reason_against(on(3)), found.reason_against(on(2))) == ("", "consent_late")


@pytest.mark.parametrize(
    ("kinds", "strictest", "day"),
    [
        (("stop", "no_contact"), "stop", 6),
        (("erase", "stop", "no_audio"), "erase", 6),
        (("", "no_contact"), "erase", 6),
        (("no_contact", "stop"), "stop", 7),
        (("no_audio", "no_contact"), "no_contact", 7),
        (("stop", "stop"), "stop", 7),
    ],
)
def test_the_strictest_withdrawal_wins_and_dates_it(kinds: tuple[str, ...], strictest: str, day: int) -> None:
    events = [event("withdrawn", on(6 + place), withdrawal=kind) for place, kind in enumerate(kinds)]
    found = standing(event("given", on(1)), *events)
    assert (found.withdrawal(), found.withdrawn_at()) == (strictest, on(day))


def test_a_milder_withdrawal_after_a_stop_opens_nothing() -> None:
    stopped = event("withdrawn", on(6), withdrawal="stop")
    found = standing(event("given", on(1)), stopped, event("withdrawn", on(7), withdrawal="no_contact"))
    assert (found.reason_against(on(5)), found.reason_against(on(8))) == ("", "withdrawn")


def test_of_consents_on_one_day_the_narrower_rules_the_quotation() -> None:
    wide = event("given", on(2), quotation="verbatim")
    narrow = event("given", at(2, 5), quotation="paraphrase")
    assert standing(wide, narrow).quotation() == "paraphrase"


def test_a_form_that_stands_twice_is_judged_alike_in_any_order() -> None:
    early = ConsentForm(id="psp", version="v1", language="id", text="", approved_from=date(2024, 1, 1))
    late = ConsentForm(id="psp", version="v1", language="id", text="", approved_from=date(2024, 3, 5))
    signed = event("given", on(4), form="psp", version="v1", language="id")
    study = Study(id="s", title=Texts("S"), ethics=Ethics(status="approved"))
    for forms in ((early, late), (late, early)):
        record = StudyRecord(study=study, forms=forms, consent=(signed,))
        assert Consents(record).of("P1").reason_against(None) == "form_not_approved"


def test_no_contact_holds_whatever_is_withdrawn_later_and_ends_only_with_a_new_agreement_to_it() -> None:
    given_, refused = event("given", on(1), contact_again=True), event("withdrawn", on(5), withdrawal="no_contact")
    assert not standing(given_).refuses_contact()
    assert standing(given_, refused).refuses_contact()
    assert standing(given_, refused, event("withdrawn", on(6), withdrawal="no_audio")).refuses_contact()
    assert standing(given_, refused, event("given", on(7))).refuses_contact()
    assert standing(given_, refused, event("given", on(5), contact_again=True)).refuses_contact()
    assert not standing(given_, refused, event("given", on(7), contact_again=True)).refuses_contact()
    assert standing(event("withdrawn", on(6), withdrawal="erase")).refuses_contact()


def test_who_stopped_goes_on_only_after_consent_given_anew() -> None:
    given_, stop = event("given", on(1)), event("withdrawn", on(5), withdrawal="stop")
    assert not standing(given_).has_stopped()
    assert standing(given_, stop).has_stopped()
    assert standing(given_, stop, event("given", on(6), take_part=False)).has_stopped()
    assert not standing(given_, stop, event("given", on(6))).has_stopped()


def test_who_stopped_twice_in_a_day_keeps_what_was_given_after_the_consent_between() -> None:
    steps = (
        event("given", at(2, 8)),
        event("request_received", at(2, 9)),
        event("withdrawn", at(2, 10), withdrawal="stop"),
        event("given", at(2, 11)),
        event("request_received", at(2, 14)),
        event("withdrawn", at(2, 15), withdrawal="stop"),
    )
    found = standing(*steps)
    held = {hour: found.reason_against(at(2, hour)) for hour in (8, 9, 10, 12, 13, 14, 16)}
    assert [hour for hour, reason in held.items() if reason] == [9, 10, 14, 16]
    assert found.answered_by(at(2, 15)) == [at(2, 14)]


@pytest.mark.parametrize("zone", ["WIB", "WITA", "UTC"])
def test_decisions_of_one_day_are_those_of_the_studys_day_in_whatever_zone_they_were_typed(zone: str) -> None:
    # 2 March, 5 and 6 in WIB: in UTC that is the day before.
    contact = Moment.of(at(2, 5).utc.astimezone(ZONES[zone]))  # type: ignore[union-attr]
    found = standing(
        event("given", at(1, 2)),
        event("request_received", at(2, 4)),
        event("withdrawn", contact, withdrawal="no_contact"),
        event("withdrawn", at(2, 8), withdrawal="stop"),
    )
    assert found.reason_against(at(2, 6)) == "withdrawn"


@pytest.mark.parametrize(
    ("kind", "agreed", "refuses"),
    [
        ("no_quotation", {"quotation": "verbatim"}, Standing.refuses_quotation),
        ("no_audio", {"recording": True}, Standing.refuses_recording),
        ("no_contact", {"contact_again": True}, Standing.refuses_contact),
    ],
)
def test_what_was_withdrawn_can_be_agreed_to_anew_and_withdrawn_again(
    kind: str, agreed: dict[str, object], refuses: Callable[[Standing], bool]
) -> None:
    first, no = event("given", at(2, 8), **agreed), event("withdrawn", at(3, 8), withdrawal=kind)
    anew, again = event("given", at(4, 8), **agreed), event("withdrawn", at(5, 8), withdrawal=kind)
    assert [refuses(standing(first, *more)) for more in ((), (no,), (no, anew), (no, anew, again))] == [
        False,
        True,
        False,
        True,
    ]
    assert refuses(standing(first, no, event("given", at(4, 8))))
    assert refuses(standing(first, event("withdrawn", on(4), withdrawal=kind), anew))  # of a day alone: the stricter


def test_only_a_valid_consent_lets_quote_again() -> None:
    first, no = event("given", at(2, 8), quotation="verbatim"), event("withdrawn", at(3, 8), withdrawal="no_quotation")
    by_telephone = replace(event("given", at(4, 8), quotation="verbatim"), mode="telephone")
    assert standing(first, no, by_telephone).quotation() == "none"
    assert standing(first, no, event("given", at(4, 8), quotation="paraphrase")).quotation() == "paraphrase"


def test_a_wish_to_be_erased_waits_until_it_is_carried_out() -> None:
    found = standing(event("given", at(2, 8)), event("withdrawn", at(3, 8), withdrawal="erase"))
    assert found.waits_for_erasure()
    assert not replace(found, erased=True).waits_for_erasure()
