"""A whole report: the parts in their order, for one kind and one language."""

from collections.abc import Iterator, Sequence
from datetime import date

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Block, Bullets, Contents, Document, Heading, Text
from engage_eval.report.build.answers import answers
from engage_eval.report.build.appendix import appendices
from engage_eval.report.build.brief import brief, nobody
from engage_eval.report.build.checklist import checklist
from engage_eval.report.build.context import Context, data_day
from engage_eval.report.build.engagement import engagement
from engage_eval.report.build.fit import fit
from engage_eval.report.build.flow import flow
from engage_eval.report.build.front import BANNER, abstract, banner
from engage_eval.report.build.headline import headline
from engage_eval.report.build.limits import limits
from engage_eval.report.build.methods import methods
from engage_eval.report.build.recruitment import recruitment
from engage_eval.report.build.references import references
from engage_eval.report.build.visits import visits
from engage_eval.report.dates import day
from engage_eval.report.make_claims import make_claims
from engage_eval.report.prose import Prose
from engage_eval.report.results import Results

KINDS = ("lengkap", "ringkas")
# A Word file must bear a date; where the data know none it is this one, and no page prints it.
UNDATED = date(2000, 1, 1)


def build(results: Results, *, kind: str, speech: Messages, checklists: Sequence[str] = ()) -> Document:
    """Return the report of ``kind`` (lengkap, ringkas) in the language of ``speech``.

    ``checklists`` are names of ``report.checklists``; each becomes an appendix of the whole report.

    Its date is the study's report_date, else the latest day in the data; never the clock.
    """
    context = Context(results, make_claims(results), Prose(speech))
    study = context.study
    known_day = data_day(results)
    blocks = tuple(_full(context, checklists) if kind == "lengkap" else brief(context))
    return Document(
        language=speech.language,
        kind=kind,
        title=context.plain(study.title) or study.id,
        subtitle=speech.text(N_("Full report")) if kind == "lengkap" else speech.text(N_("Short report")),
        study_id=study.id,
        day=(known_day or UNDATED).isoformat(),
        dated=known_day is not None,
        digest=results.snapshot.digest(),
        program=context.program,
        header=speech.text(BANNER) if study.sample_data else context.plain(study.title) or study.id,
        blocks=blocks,
        claims=context.claims,
        title_page=kind == "lengkap",
        author=context.plain(dict(study.placeholders).get("researcher", Texts())),
    )


def _full(context: Context, checklists: Sequence[str]) -> Iterator[Block]:
    before = [*banner(context), *_body(context)]
    after = [*appendices(context), *(block for name in checklists for block in checklist(context, name))]
    return iter([*before, *references(context, [*before, *after]), *after])


def _body(context: Context) -> Iterator[Block]:
    if not context.results.dispositions.recruited:
        yield from nobody(context)
        return
    yield Contents()
    yield from abstract(context)
    yield from methods(context)
    yield Heading(1, context.words(N_("Results")))
    yield from flow(context)
    yield from recruitment(context)
    yield from headline(context)
    yield from answers(context)
    yield from fit(context)
    yield from engagement(context)
    yield from visits(context)
    yield from limits(context)
    yield from _declarations(context)


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
