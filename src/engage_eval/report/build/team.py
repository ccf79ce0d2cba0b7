"""Who did the work: what the staff table says of each, in sentences and as a table of the appendix."""

from collections.abc import Iterator, Sequence

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.people import Staff
from engage_eval.report.blocks import Block, Column, Heading, Number, Ref, Row, Runs, Table, Text
from engage_eval.report.build.context import Context
from engage_eval.report.prose import listed

TABLE = "table-team"
ROLES = {
    "lead": N_("lead"),
    "interviewer": N_("interviewer"),
    "coder": N_("coder"),
    "keeper": N_("data keeper"),
    "auditor": N_("auditor"),
}


def team(context: Context) -> Iterator[Block]:
    """Yield the appendix with the staff; nothing where the staff table is empty."""
    staff = context.results.snapshot.staff
    if not staff:
        return
    yield Heading(1, context.words(N_("Appendix: the team")), appendix=True)
    yield Table(
        label=TABLE,
        title=context.words(N_("Who did the work, as the staff table has it")),
        columns=(
            Column(context.words(N_("Key and roles")), "left", 2.2),
            Column(context.words(N_("Credentials; occupation; gender")), "left", 3.2),
            Column(context.words(N_("Training")), "left", 2.2),
            Column(context.words(N_("Employed by the hospital")), "left", 1.6),
            Column(context.words(N_("Relationship to the respondents")), "left", 3.6),
        ),
        rows=tuple(_row(context, one) for one in sorted(staff, key=lambda one: one.key)),
        notes=tuple(_notes(context, staff)),
        appendix=True,
    )


def _row(context: Context, one: Staff) -> Row:
    facts = "; ".join(fact for fact in (one.credentials, one.occupation, one.gender) if fact)
    return Row(
        (
            (Text(one.key, bold=True), Text(f" {roles(context, one)}")),
            recorded(context, facts),
            recorded(context, one.training),
            context.words(employed(one)),
            recorded(context, one.relationship),
        )
    )


def roles(context: Context, one: Staff) -> str:
    """Return the roles of someone of the team, named."""
    return listed([context.say(ROLES[role]) if role in ROLES else role for role in one.roles], context.speech)


def employed(one: Staff) -> str:
    """Return the message that says whether someone is employed by the hospital."""
    return {True: N_("yes"), False: N_("no"), None: N_("not recorded")}[one.employed_by_hospital]


def recorded(context: Context, text: str) -> Runs:
    """Return a text of the record as it was typed, marked with the language of the study; or that there is none."""
    if not text:
        return context.words(N_("not recorded"))
    typed = next(iter(context.study.languages), "")
    return (Text(text, language="" if typed == context.speech.language else typed),)


def _notes(context: Context, staff: Sequence[Staff]) -> Iterator[Runs]:
    if any(one.training or one.relationship for one in staff):
        yield context.words(N_("Texts stand as they were recorded; they are not translated."))


def interviewer_sentences(context: Context) -> Iterator[Runs]:
    """Yield how many held the interviews, who employs them, and where more is said of them."""
    say = context.prose.text
    design = context.results.design
    if not design.interviewers:
        yield say(N_("Who held the interviews is not recorded."))
        return
    interviewers = Number("design.interviewers", "count")
    if not (design.employed or design.outside):
        yield say(
            N_("The interviewers were {n}; whether they worked for the hospital is not recorded."), n=interviewers
        )
    else:
        yield say(
            N_(
                "Of the {n} interviewers, {inside} worked for the hospital and {outside} did not; those who did held "
                "{held} of the {interviews} interviews."
            ),
            n=interviewers,
            inside=Number("design.interviewers.employed", "count"),
            outside=Number("design.interviewers.outside", "count"),
            held=Number("design.interviews.by_employed", "count"),
            interviews=Number("design.interviews", "count"),
        )
        if len(design.employed) + len(design.outside) < len(design.interviewers):
            yield say(N_("For the other interviewers it is not recorded whom they worked for."))
    if context.results.snapshot.staff:
        yield say(
            N_("{table} gives the credentials, training and relationship to the respondents of everyone in the team."),
            table=Ref(TABLE),
        )
