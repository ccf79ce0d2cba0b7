"""Rules of the settings that were changed."""

from datetime import date

from engage_eval.core.catalogue import lookup
from engage_eval.core.problem import Place, Severity
from engage_eval.model import rules, rules_settings
from engage_eval.model.moment import Moment
from engage_eval.model.people import Staff
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import SettingChange, Study
from engage_eval.model.texts import Texts

STAFF = (Staff(key="S1", roles=("lead",)),)


def record(*names: str, by: str = "S1") -> StudyRecord:
    rows = (
        SettingChange(
            at=Moment(date(2026, 3, day)), setting=name, by=by, place=Place(file="settings.csv", line=day + 1)
        )
        for day, name in enumerate(names, 1)
    )
    return StudyRecord(study=Study(id="s", title=Texts("S", "S")), staff=STAFF, settings=tuple(rows))


def test_an_unknown_setting_is_a_warning_with_what_was_meant_told_once() -> None:
    (problem,) = rules_settings.check(record("headlin", "rule.k", "headlin"))
    assert (problem.code, problem.place.line, problem.place.key) == ("settings.unknown", 2, "setting")
    assert problem.params == {"found": "headlin", "meant": "headline"}
    assert lookup(problem.code).severity is Severity.WARNING


def test_settings_of_study_yaml_and_criteria_of_a_questionnaire_are_known() -> None:
    assert list(rules_settings.check(record("compare.before", "instrument.a.item.b.ineligible"))) == []


def test_an_unknown_person_is_told_like_in_every_table() -> None:
    found = [one.code for one in rules.check(record("headline", by="S9")) if one.place.file == "settings.csv"]
    assert found == ["staff.unknown"]
