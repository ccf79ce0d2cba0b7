"""Limits: what the data themselves say can't be concluded, and what the study adds in its own words."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Heading, Number, Paragraph, Runs, Text
from engage_eval.report.build.context import Context
from engage_eval.report.build.fit import fit_limits
from engage_eval.report.build.flow import held
from engage_eval.report.build.headline import unanimous
from engage_eval.report.build.recruitment import is_projected
from engage_eval.report.build.rivals import sentences
from engage_eval.report.prose import count, joined

SMALL_SAMPLE = 30
UNANIMOUS = N_("Nobody whose complete interview was analysed disagreed; this warrants scrutiny.")


def limits(context: Context) -> Iterator[Block]:
    """Yield the section on limits: a paragraph on each matter, and no limit twice."""
    yield Heading(1, context.words(N_("Limits")))
    said: set[Runs] = set()
    for head, found in (
        (N_("Sample."), _of_people(context)),
        (N_("Fit."), fit_limits(context)),
        (N_("Interviews and questionnaire."), _of_interviews(context)),
        (N_("Visit counts."), _of_counts(context)),
        (N_("Record."), _of_record(context)),
        (N_("What the study team adds."), (context.of(texts) for texts in context.study.limitations)),
    ):
        new = [one for one in dict.fromkeys(found) if one not in said]
        said.update(new)
        if new:
            yield Paragraph((Text(context.say(head) + " ", bold=True), *joined(new)))


def brief_limits(context: Context) -> Iterator[Runs]:
    """Yield the limits that a director must know, in one sentence each."""
    found = context.results.dispositions
    approached = Number("dispositions.approached.recruited", "count")
    if context.results.design.referred:
        yield context.prose.text(
            N_(
                "{n} people were interviewed or approached by snowball sampling; they do not stand for all referral "
                "partners."
            ),
            n=approached,
        )
    else:
        yield context.prose.text(
            N_("{n} people were interviewed or approached; they do not stand for all referral partners."),
            n=approached,
        )
    if found.reached < found.recruited:
        yield context.words(N_("Whoever the channel does not reach was not asked what they think of it."))
    if unanimous(context):
        yield context.words(UNANIMOUS)
    if context.results.outcomes.facilities:
        yield context.words(N_("Visit counts changed over time; nothing shows that the messages caused it."))
    if found.held_back:
        yield held(context)


def _of_people(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    found = context.results.dispositions
    if found.held_back:
        yield say(
            N_("The content of {n} people was held back; with it the results might be different."),
            n=Number("dispositions.held", "count"),
        )
    yield context.words(_sampling(context))
    if 0 < found.recruited < SMALL_SAMPLE:
        yield say(
            N_(
                "The sample is small (n = {n}): one person more or less moves a share of everyone recruited by "
                "{points} percentage points."
            ),
            n=Number("dispositions.recruited", "count"),
            points=Number("dispositions.one_person.recruited", "value", "decimal1"),
        )
    if found.reached < found.recruited:
        yield say(
            N_(
                "{n} of {of} people recruited are not known to be reached. They meet an exclusion criterion or were "
                "never screened, and yet stand in the first denominator; that share is more a figure of reach than of "
                "opinion."
            ),
            n=Number("dispositions.unreached.recruited", "count"),
            of=Number("dispositions.recruited", "count"),
        )
    if found.partial or found.break_off:
        yield say(
            N_(
                "Interviews that were not finished: {n}. What these people think overall is unknown; the bounds show "
                "how far it could move the result."
            ),
            n=count("dispositions.unfinished.recruited"),
        )
    if unanimous(context):
        yield context.words(UNANIMOUS)


def _sampling(context: Context) -> str:
    """Return why shares can't be generalised, as the recruitment was."""
    if not context.results.design.referred:
        return N_("Respondents were not drawn at random, so no share here can be generalised to all referral partners.")
    if is_projected(context):
        return N_(
            "Respondents were found through one another (snowball sampling), so no share here can be generalised to "
            "all referral partners; the estimate by respondent-driven sampling tries to, and rests on assumptions "
            "that these data can't test."
        )
    return N_(
        "Respondents were found through one another (snowball sampling), so no share here can be generalised to all "
        "referral partners."
    )


def _of_interviews(context: Context) -> Iterator[Runs]:
    design = context.results.design
    if design.by_employed:
        yield context.prose.text(
            N_(
                "{n} of {of} interviews were held by staff of the hospital, to whom it is harder to say something "
                "unfavourable."
            ),
            n=Number("design.interviews.by_employed", "count"),
            of=Number("design.interviews", "count"),
        )
    if context.instrument is not None and not context.study.pilot:
        yield context.words(
            N_(
                "Neither a pilot of the questionnaire nor a judgement of its content validity is recorded, so nobody "
                "knows whether respondents understood the questions as they were meant."
            )
            if context.results.panel is None
            else N_(
                "No pilot of the questionnaire is recorded, so nobody knows whether respondents understood the "
                "questions as they were meant."
            )
        )


def _of_counts(context: Context) -> Iterator[Runs]:
    yield from ((Text(one),) for one in sentences(context.results.outcomes, context.speech))


def _of_record(context: Context) -> Iterator[Runs]:
    study = context.study
    if study.purpose == "research" and study.ethics.status in ("", "not_reported"):
        yield context.words(N_("No ethics review is reported."))
    if not context.results.design.recorded and context.results.design.interviews:
        yield context.words(N_("No interview was recorded, so answers can't be checked against what was said."))
