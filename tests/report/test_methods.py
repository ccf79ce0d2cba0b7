"""The methods section and the limits: full sentences, only from the record, and none twice."""

from dataclasses import replace

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.model.record import StudyRecord
from engage_eval.model.texts import Texts
from engage_eval.report.build.report import build
from engage_eval.report.markdown import write_markdown


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return record


def written(record: StudyRecord) -> str:
    text = write_markdown(build(analyse.results(gate(record)), kind="lengkap", speech=messages("en")))
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_sample_says_who_interviewed_and_for_whom_they_worked(sample: StudyRecord) -> None:
    text = written(sample)

    assert (
        "Of the 2 interviewers, 1 worked for the hospital and 1 did not; those who did held 10 of the 20 interviews."
    ) in text
    assert "Consent was given with these forms and versions: telepon v1 (11), psp v1 (9)." in text
    assert "Sound or image was recorded in 12 of the 20 interviews" in text
    assert "10 of 20 interviews were held by staff of the hospital" in text
    assert "| **P2** interviewer | sarjana kesehatan masyarakat; staf hubungan masyarakat; perempuan |" in text


def test_without_a_staff_table_nothing_is_said_of_the_team(sample: StudyRecord) -> None:
    text = written(replace(sample, staff=()))

    assert "The interviewers were 2; whether they worked for the hospital is not recorded." in text
    assert "Appendix: the team" not in text
    assert "staff of the hospital, to whom" not in text


def test_an_interviewer_of_unknown_employer_is_not_counted_as_either(sample: StudyRecord) -> None:
    staff = tuple(replace(one, employed_by_hospital=None) if one.key == "P3" else one for one in sample.staff)

    text = written(replace(sample, staff=staff))

    assert "Of the 2 interviewers, 1 worked for the hospital and 0 did not" in text
    assert "For the other interviewers it is not recorded whom they worked for." in text


def test_without_interviewers_the_methods_say_so(sample: StudyRecord) -> None:
    bare = replace(sample, interviews=tuple(replace(one, interviewer="") for one in sample.interviews))

    assert "Who held the interviews is not recorded." in written(bare)


def test_a_pilot_that_is_recorded_is_told_and_not_called_missing(sample: StudyRecord) -> None:
    piloted = replace(
        sample, study=replace(sample.study, pilot=Texts(id="Diuji pada dua orang.", en="Tried with two people."))
    )

    assert "No pilot is recorded." in written(sample)
    text = written(piloted)
    assert "Tried with two people." in text
    assert "No pilot is recorded." not in text
    assert "Neither a pilot" not in text


def test_repeat_interviews_are_counted(sample: StudyRecord) -> None:
    first, second, *rest = sample.interviews
    again = replace(second, participant=first.participant, repeat_of=first.id)

    assert "Nobody was interviewed a second time." in written(sample)
    text = written(replace(sample, interviews=(first, again, *rest)))
    assert "Repeat interviews with the same person, counted among these: 1." in text


def test_no_limit_stands_twice(sample: StudyRecord) -> None:
    said = Texts(id="Sampelnya kecil.", en="The sample is small.")
    twice = replace(sample, study=replace(sample.study, limitations=(said, said)))

    text = written(twice)
    limits = text.partition("## Limits\n")[2].partition("\n## ")[0]
    heads = [line.partition(".** ")[0] for line in limits.strip().splitlines() if line]

    assert heads[0] == "**Sample"
    assert heads[-1] == "**What the study team adds"
    assert len(heads) == len(set(heads)) > 4
    assert limits.count("The sample is small.") == 1


def test_without_referrals_nothing_says_snowball(sample: StudyRecord) -> None:
    alone = replace(sample, recruitment=tuple(replace(event, recruiter="") for event in sample.recruitment))

    text = written(alone)

    assert "snowball" not in text.lower()
    assert "Goodman" not in text
    assert "Respondents were not drawn at random" in text


def test_the_methods_say_scale_forms_missing_answers_and_sample_size(sample: StudyRecord) -> None:
    text = written(sample)

    assert "Ratings have 5 levels from “strongly disagree” to “strongly agree”; as agreement count “agree” and" in text
    assert "Interviews by form of the questionnaire: 11 in the form “inti”, 9 in the form “lengkap”." in text
    assert "Nothing was filled in where an answer is missing" in text
    assert "No planned number of participants is recorded." in text
    assert "Homophily is the number of recruitments within a group" in text


def test_where_nobody_noted_who_else_was_present_no_zero_is_counted(sample: StudyRecord) -> None:
    text = written(replace(sample, interviews=tuple(replace(one, others_present="") for one in sample.interviews)))

    assert "Whether anyone else was present is not noted." in text


def test_a_report_without_intervals_does_not_say_how_they_were_computed(sample: StudyRecord) -> None:
    text = written(replace(sample, study=replace(sample.study, intervals="hidden")))

    assert "Counts before and after are compared as a ratio of totals, and facility by facility" in text
    assert "clustered by facility" not in text
    assert "t interval" not in text
