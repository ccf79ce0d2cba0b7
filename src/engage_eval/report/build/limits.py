"""Limits: what the data themselves say can't be concluded, and what the study adds in its own words."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Bullets, Heading, Number, Runs
from engage_eval.report.build.context import Context
from engage_eval.report.build.flow import held
from engage_eval.report.build.headline import unanimous
from engage_eval.report.prose import count

SMALL_SAMPLE = 30
UNANIMOUS = N_("Nobody whose complete interview was analysed disagreed; this warrants scrutiny.")


def limits(context: Context) -> Iterator[Block]:
    """Yield the section on limits."""
    yield Heading(1, context.words(N_("Limits")))
    yield Bullets(tuple(all_limits(context)))


def all_limits(context: Context) -> Iterator[Runs]:
    """Yield every limit, the most important for this study first."""
    yield from _of_people(context)
    yield from _of_counts(context)
    yield from _of_record(context)
    yield from (context.of(texts) for texts in context.study.limitations)


def brief_limits(context: Context) -> Iterator[Runs]:
    """Yield the limits that a director must know, in one sentence each."""
    found = context.results.dispositions
    yield context.prose.text(
        N_(
            "{n} people were interviewed or approached by snowball sampling; they do not stand for all referral "
            "partners."
        ),
        n=Number("dispositions.approached.recruited", "count"),
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
    yield say(
        N_(
            "Respondents were found through one another (snowball sampling), so no share here can be generalised to "
            "all referral partners."
        )
    )
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


def _of_counts(context: Context) -> Iterator[Runs]:
    found = context.results.outcomes
    if not found.facilities:
        return
    if found.measure == "visits":
        yield context.words(
            N_(
                "Visits are not referrals: one referral letter of the national insurance serves several visits, and "
                "follow-up visits add to the count."
            )
        )
    yield context.words(
        N_("There is no comparison group, so a change can't be told apart from what would have come anyway.")
    )
    yield context.words(
        N_(
            "Rival explanations: growth of the national insurance, recovery after the pandemic, new clinics and "
            "specialist days, and referral routing by the insurer. An association is all that can be read here, and "
            "more referrals are not better care."
        )
    )
    yield context.words(
        N_("The facilities compared are those whose counts were supplied; others may have changed differently.")
    )
    if found.projected_periods:
        yield context.words(
            N_("Part of the counts is projected and not observed; a projection that assumes growth will show growth.")
        )
    if context.study.intervention_start is None:
        yield context.words(
            N_("When sending began is not recorded, so before and after can't be told apart with certainty.")
        )


def _of_record(context: Context) -> Iterator[Runs]:
    study = context.study
    if study.purpose == "research" and study.ethics.status in ("", "not_reported"):
        yield context.words(N_("No ethics review is reported."))
    if not context.results.design.recorded and context.results.design.interviews:
        yield context.words(N_("No interview was recorded, so answers can't be checked against what was said."))
