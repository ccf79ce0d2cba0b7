"""The report's section on recruitment: its sentences, tree and tables say the same numbers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.model.moment import Moment
from engage_eval.model.people import Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.report.blocks import Block, Figure, Heading, Table
from engage_eval.report.build.context import Context
from engage_eval.report.build.rates import rates
from engage_eval.report.build.recruitment import intervals, recruitment
from engage_eval.report.make_claims import make_claims
from engage_eval.report.numbers import format_number
from engage_eval.report.prose import Prose


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return record


def context_of(record: StudyRecord, language: str) -> Context:
    results = analyse.results(gate(record))
    return Context(results, make_claims(results), Prose(messages(language)))


def words(context: Context, blocks: Iterator[Block]) -> str:
    """Return the paragraphs as text, references left out."""
    texts = []
    for block in blocks:
        for run in getattr(block, "runs", ()):
            number = getattr(run, "claim", None)
            if number is None:
                texts.append(getattr(run, "text", ""))
            else:
                texts.append(format_number(context.claims[number], run.field, run.format, context.speech.language))
        texts.append("\n")
    return "".join(texts)


def chains(record: StudyRecord) -> StudyRecord:
    """Return the record with chains of 30 people instead, of whom each third is not reached, sizes known."""
    people = [f"K{number:02d}" for number in range(30)]
    events = []
    for number, person in enumerate(people):
        day = Moment(date(2023, 8, 1 + number))
        recruiter = people[number // 2 - 1] if number > 1 else ""
        first = RecruitmentEvent(
            participant=person, event="nominated", on=day, recruiter=recruiter, network_size=3 + number
        )
        out = number % 3 == 2
        event, reason = ("ineligible", "no_number") if out else ("eligible", "")
        second = RecruitmentEvent(participant=person, event=event, on=Moment(date(2023, 9, 20)), reason=reason)
        events += [first, second]
    return replace(
        record,
        participants=tuple(Participant(id=person, site="RSX") for person in people),
        recruitment=tuple(events),
        consent=(),
        interviews=(),
        interview_events=(),
        answers=(),
        attributes=(),
    )


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "en",
            (
                "Of 20 people 15 (75.0%) were seeds, chosen by the team; the rest (5) came through 4 of the",
                "The longest chain has 3 people; the largest tree holds 20.0% of everyone recruited.",
                "Chains stopped at 16 people who recruited nobody",
                "Nothing is projected from these chains to a population",
                "more people are seeds (15) than recruits (5)",
            ),
        ),
        (
            "id",
            (
                "Dari 20 orang, 15 (75,0%) adalah responden awal yang dipilih tim; sisanya (5 orang) direkrut",
                "pohon terbesar memuat 20,0% dari semua yang direkrut",
                "rantai berakhir pada gelombang 2",
            ),
        ),
    ],
)
def test_the_sample_s_sentences(sample: StudyRecord, language: str, wanted: tuple[str, ...]) -> None:
    context = context_of(sample, language)
    text = words(context, recruitment(context))

    assert [sentence for sentence in wanted if sentence not in text] == []


def test_the_table_of_waves_adds_up_to_everyone_recruited(sample: StudyRecord) -> None:
    claims = context_of(sample, "en").claims
    kinds = ("complete", "unfinished", "ineligible", "refused", "open")

    waves = [claims[f"recruitment.wave.{wave}.recruited"].count for wave in range(3)]
    assert waves == [15, 4, 1]
    for wave, people in enumerate(waves):
        assert sum(claims[f"recruitment.wave.{wave}.{kind}"].count or 0 for kind in kinds) == people


def test_the_tree_names_nobody_and_points_to_its_table(sample: StudyRecord) -> None:
    from matplotlib.text import Text

    context = context_of(sample, "en")
    blocks = list(recruitment(context))
    figure = next(block for block in blocks if isinstance(block, Figure))
    drawn = {text.get_text() for text in figure.drawing.findobj(Text) if isinstance(text, Text)}

    assert "15 on top as seeds, 5 recruited below them, down to wave 2." in figure.alt
    assert figure.table in {block.label for block in blocks if isinstance(block, Table)}
    assert {"Seeds", "Wave 1", "Wave 2"} <= drawn
    assert [text for text in drawn if "RSX" in text] == []


def test_without_referrals_there_is_no_section(sample: StudyRecord) -> None:
    alone = replace(sample, recruitment=tuple(replace(event, recruiter="") for event in sample.recruitment))
    context = context_of(alone, "en")

    assert list(recruitment(context)) == []


@pytest.mark.parametrize(("intervals", "shown"), [("shown", True), ("hidden", False)])
def test_long_chains_with_network_sizes_are_projected(sample: StudyRecord, intervals: str, shown: bool) -> None:  # noqa: FBT001
    record = chains(replace(sample, study=replace(sample.study, intervals=intervals)))
    context = context_of(record, "en")
    text = words(context, recruitment(context))

    assert context.results.recruitment.rds.refused == ()
    assert "seeds included (n = 30), the channel reaches " in text
    assert ", RDS-II. This takes it" in text
    assert ("[" in text) is shown


def test_the_appendix_of_rates_says_what_they_are(sample: StudyRecord) -> None:
    context = context_of(sample, "en")
    heading, _paragraph, table = rates(context)

    assert isinstance(heading, Heading)
    assert isinstance(table, Table)
    assert context.claims["dispositions.aapor.rr1"].value == pytest.approx(13 / 14)
    assert "upper bound" in getattr(table.notes[0][0], "text", "")


def test_an_empty_study_has_no_rates(sample: StudyRecord) -> None:
    empty = replace(chains(sample), participants=(), recruitment=())

    assert list(rates(context_of(empty, "en"))) == []


def test_kinds_of_facility_stand_by_the_names_that_the_questionnaire_gives_them(sample: StudyRecord) -> None:
    for language, wanted in (("en", "independent doctor's practice"), ("id", "dokter praktik mandiri")):
        table = labelled(context_of(sample, language), "table-approached")
        assert table is not None
        assert [getattr(run, "text", "") for run in table.rows[0].cells[0]] == [wanted]


def test_traits_are_named_in_the_language_of_the_report(sample: StudyRecord) -> None:
    table = labelled(context_of(sample, "id"), "table-homophily")

    assert table is not None
    assert [getattr(row.cells[0][0], "text", "") for row in table.rows] == ["Jenis fasilitas", "Peran", "Jenis kelamin"]


def one_referral(record: StudyRecord) -> StudyRecord:
    """Return the record with all but one of the referrals taken away."""
    last = [event for event in record.recruitment if event.recruiter][-1]
    kept = tuple(event if event == last else replace(event, recruiter="") for event in record.recruitment)
    return replace(record, recruitment=kept)


def test_homophily_of_a_single_referral_makes_no_table_of_dashes(sample: StudyRecord) -> None:
    context = context_of(one_referral(sample), "en")

    assert labelled(context, "table-approached") is not None
    assert labelled(context, "table-homophily") is None
    assert "the rest (1) came through 1 of the participants, up to wave 1" in words(context, recruitment(context))


def test_a_tree_of_counts_does_not_claim_to_show_who_recruited_whom(sample: StudyRecord) -> None:
    people = tuple(Participant(id=f"N{number:03d}", site="RSX") for number in range(400))
    events = tuple(
        RecruitmentEvent(
            participant=one.id,
            event="nominated",
            on=Moment(date(2023, 8, 1)),
            recruiter=people[number // 2].id if number > 99 else "",
        )
        for number, one in enumerate(people)
    )
    bare = replace(sample, interviews=(), interview_events=(), consent=(), attributes=(), answers=())
    record = replace(bare, participants=people, recruitment=events)
    figure = next(one for one in recruitment(context_of(record, "en")) if isinstance(one, Figure))

    assert getattr(figure.title[0], "text", "") == "People by wave and final state"


def labelled(context: Context, label: str) -> Table | None:
    found = (block for block in recruitment(context) if isinstance(block, Table) and block.label == label)
    return next(found, None)


def test_intervals_kept_for_the_appendix_are_all_there_and_none_is_spoken_of_in_the_text(sample: StudyRecord) -> None:
    context = context_of(chains(replace(sample, study=replace(sample.study, intervals="appendix"))), "en")
    listed = [claim for _label, claim, _shape in intervals(context)]

    assert "recruitment.rds_ii.reached" in listed
    assert "too narrow" not in words(context, recruitment(context))
