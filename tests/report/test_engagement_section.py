"""The report's section on engagement, and what stands beside the change of counts: rate, monthly series, cautions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from engage_eval.actions import analyse
from engage_eval.actions.study import open_study
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.model.consent import gate
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import Compare
from engage_eval.report.blocks import Document, Figure, Heading, Number, Table, Text
from engage_eval.report.build.report import build
from engage_eval.report.markdown import write_markdown


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record is not None
    return record


def monthly(record: StudyRecord, **study: object) -> StudyRecord:
    """Give the study 36 months of two facilities, 30 more a month from January 2023 on, and their members."""
    rows = tuple(
        Outcome(
            facility=name,
            period=f"{2021 + n // 12}-{n % 12 + 1:02d}",
            measure="visits",
            count=base + n + n % 5 + (15 if n >= 24 else 0),
            kind="observed",
            registered_members=members,
        )
        for name, base, members in (("F1", 100, 9000), ("F2", 60, 5000))
        for n in range(36)
    )
    settings = {
        "compare": Compare(measure="visits", before="2022", after="2023"),
        "intervention_start": date(2023, 1, 1),
        **study,
    }
    return replace(record, outcomes=rows, study=replace(record.study, **settings))


def made(record: StudyRecord, language: str = "en") -> Document:
    return build(analyse.results(gate(record)), kind="lengkap", speech=messages(language))


def text_of(document: Document) -> str:
    return write_markdown(document).replace("\N{NO-BREAK SPACE}", " ")


def table(document: Document, label: str) -> Table | None:
    return next((block for block in document.blocks if isinstance(block, Table) and block.label == label), None)


def headings(document: Document) -> list[str]:
    return ["".join(run.text for run in one.runs) for one in document.blocks if isinstance(one, Heading)]


def test_engagement_stands_after_the_answers_and_before_the_visits(sample: StudyRecord) -> None:
    found = headings(made(sample))

    assert found.index("Answers per characteristic") < found.index("Engagement") < found.index("Outpatient visits")


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ("There is no total score", "| all but “never” | 7 of 8 | 87.5% | [52.9; 97.8] |", "What they intend")),
        (
            "id",
            ("Tidak ada skor total", "| semua selain “tidak pernah” | 7 dari 8 | 87,5% | [52,9; 97,8] |", "niatkan"),
        ),
    ],
)
def test_items_have_their_counted_answers_with_interval(
    sample: StudyRecord, language: str, wanted: tuple[str, ...]
) -> None:
    text = text_of(made(sample, language))

    assert [one for one in wanted if one not in text] == []


def test_each_item_has_one_row_and_its_other_answers_stay_in_the_appendix(sample: StudyRecord) -> None:
    document = made(sample)

    found = table(document, "table-engagement")
    rows = [row for row in found.rows if not row.group]
    instrument = gate(sample).instrument()
    items = [item for role in ("behaviour", "relational", "intention") for item in instrument.with_role(role)]
    assert len(rows) == len(items) == 12


def test_hidden_intervals_leave_the_engagement_table(sample: StudyRecord) -> None:
    document = made(replace(sample, study=replace(sample.study, intervals="hidden")))

    numbers = [run for row in table(document, "table-engagement").rows for cell in row.cells for run in cell]
    assert [run for run in numbers if isinstance(run, Number) and run.field == "interval"] == []


def test_intervals_kept_for_the_appendix_hold_engagement_and_series(sample: StudyRecord) -> None:
    document = made(monthly(sample, intervals="appendix"))

    rows = table(document, "table-intervals").rows
    claims = {run.claim for row in rows for run in row.cells[1] if isinstance(run, Number)}
    assert {
        "engagement.baca.share.answered",
        "outcomes.visits.segmented.level",
        "outcomes.visits.per_member.change",
    } <= claims


def test_broadcasts_are_summed_by_month(sample: StudyRecord) -> None:
    text = text_of(made(sample))

    assert "| July 2023 | 7 | 409 | 293 | 71.6% | 242 | 82.6% | 27 | 9.2% |" in text
    assert "1,263" in text


def test_a_column_that_no_broadcast_gives_is_said_and_left_out(sample: StudyRecord) -> None:
    sent = (Broadcast(on=date(2023, 7, 3), topic="t", recipients=50, delivered=40),)
    document = made(replace(sample, broadcasts=sent))

    heads = ["".join(run.text for run in one.head) for one in table(document, "table-broadcasts").columns]
    assert heads == ["Month", "Sent", "Recipients", "Delivered", "%"]
    assert "Not recorded of any broadcast: read and replied." in text_of(document)


def test_without_items_and_broadcasts_there_is_no_section(sample: StudyRecord) -> None:
    bare = replace(sample, broadcasts=(), answers=(), interviews=(), consent=())

    assert "Engagement" not in headings(made(bare))


@pytest.mark.parametrize("language", ["en", "id"])
def test_monthly_series_has_sentence_model_figure_and_months(sample: StudyRecord, language: str) -> None:
    document = made(monthly(sample), language)

    figure = next(one for one in document.blocks if isinstance(one, Figure) and one.label == "figure-series")
    assert figure.table == "table-months"
    assert len(table(document, "table-months").rows) == 12
    assert len(table(document, "table-months").columns) == 4
    claim = document.claims["outcomes.visits.segmented.level"]
    assert claim.value == pytest.approx(30, abs=3)
    assert claim.low < claim.value < claim.high
    month = {"en": "January 2023", "id": "Januari 2023"}[language]
    assert f"24 {'months before' if language == 'en' else 'bulan sebelum'} {month}" in text_of(document)


def test_rate_per_1000_members_is_stated(sample: StudyRecord) -> None:
    document = made(monthly(sample))

    before = sum(base + n + n % 5 for base in (100, 60) for n in range(12, 24))
    assert document.claims["outcomes.visits.per_1000_members.before"].value == pytest.approx(before / 14)
    assert "Per 1,000 registered members, over the 2 facilities" in text_of(document)


def test_months_without_a_start_say_why_there_is_no_series(sample: StudyRecord) -> None:
    text = text_of(made(monthly(sample, intervention_start=None)))

    assert "can't be read as a series around a start: when sending began is not recorded" in text


def test_series_stands_where_no_years_are_compared(sample: StudyRecord) -> None:
    document = made(monthly(sample, compare=Compare()))

    assert table(document, "table-series") is not None
    assert table(document, "table-counts") is None


@pytest.mark.parametrize("make", [lambda record: record, monthly])
def test_no_caution_is_said_twice(sample: StudyRecord, make: Callable[[StudyRecord], StudyRecord]) -> None:
    document = made(make(sample))

    text = text_of(document)
    said = [messages("en").reason(one) for one in analyse.results(gate(make(sample))).outcomes.rivals]
    assert len(said) > 5
    assert [one for one in said if text.count(one) != 1] == []


def test_no_text_of_the_new_parts_is_untranslated(sample: StudyRecord) -> None:
    document = made(monthly(sample), "id")

    labels = ("table-engagement", "table-broadcasts", "table-series", "table-months")
    words = " ".join(
        run.text
        for label in labels
        for runs in (table(document, label).title, *table(document, label).notes)
        for run in runs
        if isinstance(run, Text)
    )
    assert [word for word in (" the ", " and ", " of ") if word in words] == []


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", "Agreement with the statements on relationship and intention runs from 85.7% (“Through the broadcast I"),
        ("id", "Tingkat kesetujuan dengan pernyataan tentang hubungan dan niat berkisar dari 85,7% (“Lewat siaran ini"),
    ],
)
def test_agreement_runs_over_statements_and_not_over_yes_or_no(sample: StudyRecord, language: str, wanted: str) -> None:
    text = text_of(made(sample, language))

    assert wanted in text
    assert "runs from 12.5%" not in text


def test_broadcasts_are_told_in_sentences(sample: StudyRecord) -> None:
    text = text_of(made(sample))

    assert "Of the messages addressed, 72.1% were delivered." in text
    assert "Of those delivered, 83.1% were read and 9.9% were replied to." in text


def test_projected_months_are_named_and_a_missing_interval_is_explained(sample: StudyRecord) -> None:
    record = monthly(sample)
    rows = tuple(replace(one, kind="projected") if one.period == "2023-12" else one for one in record.outcomes)

    text = text_of(made(replace(record, outcomes=rows)))

    assert "Counts of December 2023 are wholly or partly projected." in text
    assert "Months left out of both years: December." in text
    assert "2023-12" not in text
    assert "An interval is left out where there are too few facilities for one." in text
