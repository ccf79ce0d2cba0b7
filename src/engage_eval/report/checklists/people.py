"""Fills what is known of people: who interviewed, who was recruited, who did not take part."""

from collections.abc import Callable

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.people import Staff
from engage_eval.report.blocks import Number, Runs, Text
from engage_eval.report.build.context import STATES, Context, plain
from engage_eval.report.build.team import employed, recorded, roles
from engage_eval.report.checklists.item import Filled, missing, record, texts
from engage_eval.report.claim_kinds import slug
from engage_eval.report.claims import Claim
from engage_eval.report.prose import joined, runs

NOT_TAKING_PART = ("not_contacted", "unreachable", "ineligible", "declined", "withdrawn", "break_off", "partial")


def interviewers(context: Context) -> Filled:
    """Fill who held the interviews."""
    design = context.results.design
    if not design.interviewers:
        return missing(context, "interviews.csv: interviewer")
    known = {one.key: one for one in context.results.snapshot.staff}
    parts = [plain(f"{key} ({roles(context, known[key])})" if key in known else key) for key in design.interviewers]
    return record(joined(parts, "; "), "interviews.csv: interviewer; staff.csv: roles")


def credentials(context: Context) -> Filled:
    """Fill the interviewers' credentials."""
    return _each(context, "credentials", lambda one: one.credentials)


def occupation(context: Context) -> Filled:
    """Fill what the interviewers do for a living, and whether the hospital employs them."""
    return _each(context, "occupation", lambda one: one.occupation)


def gender(context: Context) -> Filled:
    """Fill the interviewers' gender."""
    return _each(context, "gender", lambda one: one.gender)


def training(context: Context) -> Filled:
    """Fill what the interviewers were trained in."""
    return _each(context, "training", lambda one: one.training)


def relationship(context: Context) -> Filled:
    """Fill how the team stood to the respondents before the study."""
    if context.study.relationship:
        return texts(context, context.study.relationship, "study.yaml: team.relationship")
    return _each(context, "relationship", lambda one: one.relationship)


def what_they_knew(context: Context) -> Filled:
    """Fill what respondents knew of the interviewer."""
    return texts(context, context.study.what_participants_knew, "study.yaml: team.what_participants_knew")


def interests(context: Context) -> Filled:
    """Fill who employs the interviewers; what that did to them only the author can say."""
    staff = _interviewing(context)
    if not staff:
        return missing(context, "staff.csv: employed_by_hospital")
    parts = [
        context.prose.text(
            N_("{who}: employed by the hospital: {answer}"), who=one.key, answer=context.say(employed(one))
        )
        for one in staff
    ]
    mine = context.words(N_("Bias, assumptions and reasons for the study: for the author to say."))
    return record((*joined(parts, "; "), Text(". "), *mine), "staff.csv: employed_by_hospital")


def _interviewing(context: Context) -> list[Staff]:
    keys = context.results.design.interviewers
    return sorted((one for one in context.results.snapshot.staff if one.key in keys), key=lambda one: one.key)


def _each(context: Context, column: str, fact: Callable[[Staff], str]) -> Filled:
    """Fill one column of the staff table for each interviewer."""
    source = f"staff.csv: {column}"
    staff = _interviewing(context)
    if not any(fact(one) for one in staff):
        return missing(context, source)
    return record(joined([(Text(f"{one.key}: "), *recorded(context, fact(one))) for one in staff], "; "), source)


def sampling(context: Context) -> Filled:
    """Fill how people were found."""
    if not context.results.dispositions.recruited:
        return missing(context, "recruitment.csv: recruiter")
    seeds, referred = (Number(f"recruitment.{name}.recruited", "count") for name in ("seeds", "referred"))
    return record(
        context.prose.text(
            N_("snowball sampling: {seeds} seeds, {referred} people named by other participants"),
            seeds=seeds,
            referred=referred,
        )
        if context.results.design.referred
        else context.prose.text(N_("nobody is recorded as named by another participant; {n} recruited"), n=seeds),
        "recruitment.csv: recruiter",
    )


def sample_size(context: Context) -> Filled:
    """Fill how many people there were at each step."""
    if not context.results.dispositions.recruited:
        return missing(context, "participants.csv")
    return record(
        context.prose.text(
            N_("{recruited} recruited, {interviewed} interviewed, {complete} eligible with a complete interview"),
            recruited=Number("dispositions.recruited", "count"),
            interviewed=Number("design.people_interviewed", "count"),
            complete=Number("dispositions.complete.eligible", "count"),
        ),
        "participants.csv; interviews.csv",
    )


def not_taking_part(context: Context) -> Filled:
    """Fill who did not take part or stopped, with the recorded reasons."""
    source = "recruitment.csv: event, reason; interviews.csv: end"
    if not context.results.dispositions.recruited:
        return missing(context, source)
    shown = [_left(context, state) for state in NOT_TAKING_PART if _claim(context, state).count]
    return record(joined(shown, "; ") if shown else context.words(N_("everyone recruited took part")), source)


def _claim(context: Context, state: str) -> Claim:
    return context.claims[f"dispositions.state.{state}.recruited"]


def _left(context: Context, state: str) -> Runs:
    said = runs("{state}: {n}", state=context.say(STATES[state]), n=Number(_claim(context, state).id, "count"))
    if state != "ineligible":
        return said
    reasons = [
        runs(
            "{reason}: {n}",
            reason=context.reason(key),
            n=Number(f"dispositions.ineligible.{slug(key)}.recruited", "count"),
        )
        for key, _n in context.results.dispositions.ineligible
    ]
    return (*said, Text(" ("), *joined(reasons, "; "), Text(")"))


def sample(context: Context) -> Filled:
    """Fill who was recruited: roles and kinds of facility."""
    design = context.results.design
    parts = [
        runs("{key}: {n}", key=context.answer(key), n=Number(f"design.people.{name}.{slug(key)}", "count"))
        for name, counts in (("role", design.roles), ("facility_kind", design.facility_kinds))
        for key, _n in counts
    ]
    source = "participants.csv: role, facility_kind"
    return record(joined(parts, "; "), source) if parts else missing(context, source)


def eligibility(context: Context) -> Filled:
    """Fill the reasons for which someone was not eligible."""
    keys = dict.fromkeys(key for one in context.results.snapshot.instruments for key in one.reasons())
    if not keys:
        return missing(context, "instruments/: ineligible")
    return record(
        context.prose.text(N_("not eligible if: {reasons}"), reasons="; ".join(context.reason(key) for key in keys)),
        "instruments/: ineligible",
    )
