"""Engagement: one table item by item, and beside it what became of the broadcasts; never a total score."""

from collections.abc import Iterator

from engage_eval.analysis.broadcasts import COLUMNS, Totals
from engage_eval.analysis.engagement import ABOVE_LOWEST, AGREE, ROLES, Engagement, EngagementItem
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.report.blocks import Block, Column, Heading, Number, Paragraph, Ref, Row, Runs, Table
from engage_eval.report.build.context import Context, capital, plain
from engage_eval.report.dates import month
from engage_eval.report.engagement_claims import totals_id
from engage_eval.report.prose import count, interval, joined, listed, share

ITEMS, BROADCASTS = "table-engagement", "table-broadcasts"
ROLE_NAMES = {
    "behaviour": N_("What people say they do"),
    "relational": N_("How they see the relationship"),
    "intention": N_("What they intend"),
}
COLUMN_NAMES = {
    "recipients": N_("recipients"),
    "delivered": N_("delivered"),
    "read": N_("read"),
    "replied": N_("replied"),
}


def engagement(context: Context) -> Iterator[Block]:
    """Yield the section; nothing where there are neither items nor broadcasts."""
    found = context.results.engagement
    asked = any(found.of(role) for role in ROLES)
    if not asked and not found.broadcasts.total.sent:
        return
    yield Heading(2, context.words(N_("Engagement")))
    if asked:
        yield Paragraph(_about_items(context))
        yield _items_table(context, found)
    if found.broadcasts.total.sent:
        yield Paragraph(_about_broadcasts(context, found))
        yield _broadcasts_table(context, found)


def intervals(context: Context) -> Iterator[tuple[Runs, str, str]]:
    """Yield the label, the claim and the format of every interval of this section, for an appendix."""
    for role in ROLES:
        for one in context.results.engagement.of(role):
            if one.share.low is not None:
                answers = counted_text(one, context.speech)
                label = context.prose.text(N_("{item} ({answers})"), item=context.of(one.text), answers=answers)
                yield label, f"engagement.{one.item}.share.answered", "interval1"


def counted_text(one: EngagementItem, say: Messages) -> str:
    """Return which answers are counted: "Yes", "agree or strongly agree", "all but “never”"; empty where none is."""
    labels = {choice.level: choice.label.get(say.language) for choice in one.choices}
    if one.how == AGREE:
        return (
            say.text("{first} or {last}", first=labels[one.counted[0]], last=labels[one.counted[-1]])
            if (
                len(one.counted) == 2  # noqa: PLR2004 - two answers are joined by a word
            )
            else ", ".join(labels[level] for level in one.counted)
        )
    if one.how == ABOVE_LOWEST:
        lowest = next((label for level, label in labels.items() if level not in one.counted), "")
        return say.text(N_("all but “{answer}”"), answer=lowest)
    return ""


def missing_text(columns: tuple[str, ...], say: Messages) -> str:
    """Return columns of the table broadcasts as words."""
    return listed([say.text(COLUMN_NAMES[column]) for column in columns], say)


def _about_items(context: Context) -> Runs:
    return joined(
        [
            context.prose.text(
                N_("{table} shows engagement item by item, each with the answers that are counted."), table=Ref(ITEMS)
            ),
            context.words(
                N_(
                    "There is no total score: the items have not been validated as one scale, so their sum has no "
                    "known meaning."
                )
            ),
            context.words(
                N_("Items point different ways: who mutes, archives or leaves messages unopened is less engaged.")
            ),
            *_agreement(context),
        ]
    )


def _agreement(context: Context) -> Iterator[Runs]:
    """Yield how far agreement with the statements runs; what people do has no scale in common."""
    found = context.results.engagement
    rated = [
        one
        for role in ("relational", "intention")
        for one in found.of(role)
        if one.how == AGREE and len(one.choices) > len(one.counted) + 1 and one.share.value is not None
    ]
    if len(rated) < 2:  # noqa: PLR2004 - a range needs two
        return
    rated.sort(key=lambda one: one.share.value or 0.0)
    low, high = (f"engagement.{one.item}.share.answered" for one in (rated[0], rated[-1]))
    yield context.prose.text(
        N_(
            "Agreement with the statements on relationship and intention runs from {low} (“{low_text}”; {low_count} of "
            "{low_n}) to {high} (“{high_text}”; {high_count} of {high_n})."
        ),
        low=share(low),
        low_text=_bare(context, rated[0]),
        low_count=count(low),
        low_n=count(low, "n"),
        high=share(high),
        high_text=_bare(context, rated[-1]),
        high_count=count(high),
        high_n=count(high, "n"),
    )


def _bare(context: Context, one: EngagementItem) -> str:
    return context.plain(one.text).rstrip(".")


def _items_table(context: Context, found: Engagement) -> Table:
    columns = [
        Column(context.words(N_("Item")), "left", 4.9),
        Column(context.words(N_("Counted")), "left", 2.7),
        Column(context.words(N_("n of N")), "right", 1.4),
        Column(context.words(N_("Share")), "decimal", 1.75),
    ]
    if context.shows_intervals:
        columns.append(Column(context.words(N_("95% CI")), "right", 1.9))
    rows: list[Row] = []
    for role in ROLES:
        items = found.of(role)
        if items:
            rows.append(Row((context.words(ROLE_NAMES[role]),), group=True))
            rows.extend(Row(tuple(_cells(context, one))) for one in items)
    return Table(
        label=ITEMS,
        title=context.words(N_("Engagement, item by item")),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            context.words(
                N_(
                    "What respondents say of themselves. N: those who answered the item. All answers to each item, and "
                    "those that are missing, stand in the appendix."
                )
            ),
        ),
    )


def _cells(context: Context, one: EngagementItem) -> Iterator[Runs]:
    claim = f"engagement.{one.item}.share.answered"
    yield context.of(one.text)
    if one.how:
        yield plain(counted_text(one, context.speech))
        yield context.prose.text(N_("{count} of {n}"), count=count(claim), n=count(claim, "n"))
        yield (share(claim),)
    else:
        median = Number(f"responses.{one.item}.median.answered", "value", "decimal1")
        is_number = one.median is not None
        yield context.prose.text(N_("median {median}"), median=median) if is_number else plain("–")
        yield context.prose.text(N_("n = {n}"), n=count(claim, "n"))
        yield plain("–")
    if context.shows_intervals:
        yield (interval(claim),) if one.how and one.n else plain("–")


def _about_broadcasts(context: Context, found: Engagement) -> Runs:
    say, total = context.prose.text, found.broadcasts.total
    start = totals_id(total)
    parts = [
        say(
            N_("What people say can be set beside the record of {sent} broadcasts ({table})."),
            sent=Number(f"{start}.sent", "count"),
            table=Ref(BROADCASTS),
        )
    ]
    rates = {
        "delivered": N_("Of the messages addressed, {share} were delivered."),
        "read": N_("Of those delivered, {share} were read."),
        "replied": N_("Of those delivered, {share} were replied to."),
    }
    both = _known(total, "read") and _known(total, "replied")
    for name, text in rates.items():
        if _known(total, name) and not (both and name != "delivered"):
            parts.append(say(text, share=share(f"{start}.{name}_rate")))
    if both:
        parts.append(
            say(
                N_("Of those delivered, {read} were read and {replied} were replied to."),
                read=share(f"{start}.read_rate"),
                replied=share(f"{start}.replied_rate"),
            )
        )
    if found.broadcasts.missing:
        names = missing_text(found.broadcasts.missing, context.speech)
        parts.append(say(N_("Not recorded of any broadcast: {columns}."), columns=names))
    if found.broadcasts.partly:
        names = missing_text(found.broadcasts.partly, context.speech)
        parts.append(
            say(
                N_(
                    "Recorded of some broadcasts only: {columns}; each share rests on those that give both its numbers."
                ),
                columns=names,
            )
        )
    return joined(parts)


def _known(one: Totals, name: str) -> bool:
    return one.rate(name).value is not None


def _broadcasts_table(context: Context, found: Engagement) -> Table:
    sent = found.broadcasts
    shown = [column for column in COLUMNS if column not in sent.missing]
    rates = [name for name, rate in sent.total.rates if rate.value is not None]
    rows = [_row(context, one, shown, rates) for one in sent.months]
    if len(rows) > 1:
        rows.append(_row(context, sent.total, shown, rates))
    return Table(
        label=BROADCASTS,
        title=context.words(N_("Broadcasts sent, and what became of them")),
        columns=(
            Column(context.words(N_("Month")), "left", 2.2),
            Column(context.words(N_("Sent")), "decimal", 1.1),
            *(
                column
                for name in shown
                for column in (
                    Column(capital(context.words(COLUMN_NAMES[name])), "decimal", 1.4),
                    *([Column(plain("%"), "decimal", 1.2)] if name in rates else []),
                )
            ),
        ),
        rows=tuple(rows),
        notes=(
            context.words(
                N_(
                    "Recipients are summed over the broadcasts, so the same person counts in each. Delivered in "
                    "percent of recipients, read and replied in percent of delivered; no intervals, since every "
                    "broadcast goes to the same people. Read receipts can be switched off, so more may have been read."
                )
            ),
        ),
    )


def _row(context: Context, one: Totals, shown: list[str], rates: list[str]) -> Row:
    start = totals_id(one)
    cells: list[Runs] = [
        plain(month(one.month, context.speech)) if one.month else context.words(N_("All broadcasts")),
        (Number(f"{start}.sent", "count"),),
    ]
    for name in shown:
        cells.append((Number(f"{start}.{name}", "count"),) if one.sum(name) is not None else plain("–"))
        if name in rates:
            cells.append((share(f"{start}.{name}_rate"),) if _known(one, name) else plain("–"))
    return Row(tuple(cells), bold=not one.month)
