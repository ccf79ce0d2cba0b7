"""A whole report: the parts in their order, for one kind and one language."""

from collections.abc import Iterator
from datetime import date

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.report.blocks import Block, Bullets, Contents, Document, Heading, Text
from engage_eval.report.build.answers import answers
from engage_eval.report.build.appendix import appendices
from engage_eval.report.build.brief import brief
from engage_eval.report.build.context import Context
from engage_eval.report.build.flow import flow
from engage_eval.report.build.front import BANNER, abstract, banner
from engage_eval.report.build.headline import headline
from engage_eval.report.build.limits import limits
from engage_eval.report.build.methods import methods
from engage_eval.report.build.visits import visits
from engage_eval.report.dates import day
from engage_eval.report.make_claims import make_claims
from engage_eval.report.prose import Prose
from engage_eval.report.results import Results

KINDS = ("lengkap", "ringkas")


def build(results: Results, *, kind: str, speech: Messages) -> Document:
    """Return the report of ``kind`` (lengkap, ringkas) in the language of ``speech``.

    Its date is the study's report_date, else the latest day in the data; never the clock.
    """
    context = Context(results, make_claims(results), Prose(speech))
    study = context.study
    blocks = tuple(_full(context) if kind == "lengkap" else brief(context))
    return Document(
        language=speech.language,
        kind=kind,
        title=context.plain(study.title) or study.id,
        subtitle=speech.text(N_("Full report")) if kind == "lengkap" else speech.text(N_("Short report")),
        study_id=study.id,
        day=data_day(results).isoformat(),
        digest=results.snapshot.digest(),
        program=context.program,
        header=speech.text(BANNER) if study.sample_data else context.plain(study.title) or study.id,
        blocks=blocks,
        claims=context.claims,
        title_page=kind == "lengkap",
    )


def data_day(results: Results) -> date:
    """Return the report's date: report_date, else the latest day that the data know."""
    snapshot = results.snapshot
    if snapshot.study.report_date:
        return snapshot.study.report_date
    days = [one.started_at.day for one in snapshot.interviews]
    days += [event.at.day for event in snapshot.consent]
    days += [event.on.day for event in snapshot.recruitment]
    days += [one for one in (snapshot.study.period_to, snapshot.study.period_from) if one]
    return max(days, default=date(2000, 1, 1))


def _full(context: Context) -> Iterator[Block]:
    yield from banner(context)
    yield Contents()
    yield from abstract(context)
    yield from methods(context)
    yield Heading(1, context.words(N_("Results")))
    yield from flow(context)
    yield from headline(context)
    yield from answers(context)
    yield from visits(context)
    yield from limits(context)
    yield from _declarations(context)
    yield from appendices(context)


def _declarations(context: Context) -> Iterator[Block]:
    study = context.study
    known = [
        (N_("Funding"), study.funding),
        (N_("Conflicts of interest"), study.conflicts),
    ]
    yield Heading(1, context.words(N_("Declarations")))
    missing = context.words(N_("not recorded"))
    items = [
        (Text(context.say(label) + ": ", bold=True), *(context.of(texts) if texts else missing))
        for label, texts in known
    ]
    ethics = {
        "approved": N_("approved"),
        "exempt": N_("recorded as exempt"),
        "not_reported": N_("not reported"),
        "": N_("not recorded"),
    }[study.ethics.status]
    items.append((Text(context.say(N_("Ethics review")) + ": ", bold=True), *context.words(ethics)))
    if study.retention_until:
        until = context.prose.text(N_("data are kept until {day}"), day=day(study.retention_until, context.speech))
        items.append((Text(context.say(N_("Retention")) + ": ", bold=True), *until))
    yield Bullets(tuple(items))
