"""A reporting checklist as an appendix: what the record says of each item, and where."""

from collections.abc import Iterator, Sequence

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Bullets, Column, Heading, Paragraph, Row, Runs, Table, Text
from engage_eval.report.build.context import Context, plain
from engage_eval.report.checklists import CHECKLISTS
from engage_eval.report.checklists.item import Checklist, Filled, Item, Kind
from engage_eval.report.references import cite

LEFT = {
    Kind.MISSING: N_("Not recorded: {numbers}."),
    Kind.DRAFT: N_("Drafts to judge and to write out: {numbers}."),
    Kind.AUTHOR: N_("Left to the author: {numbers}."),
}


def checklist(context: Context, name: str) -> Iterator[Block]:
    """Yield the appendix of the checklist called ``name`` (a key of CHECKLISTS)."""
    found = CHECKLISTS[name]
    filled = [(item, item.fill(context)) for item in found.items]
    yield Heading(1, context.prose.text(N_("Appendix: {name} checklist"), name=found.name), appendix=True)
    yield Paragraph(
        context.prose.text(
            N_(
                "The items of {name} {source}, named in our own words and filled from the study's record. Each says "
                "where its value stands, or that it is not recorded. For a journal, carry this over into the official "
                "form."
            ),
            name=found.name,
            source=cite(found.reference),
        )
    )
    yield Bullets(tuple(_left(context, filled)))
    yield _table(context, name, found, dict(filled))


def _left(context: Context, filled: Sequence[tuple[Item, Filled]]) -> Iterator[Runs]:
    """Yield which items are still to be done, by kind."""
    for kind, message in LEFT.items():
        numbers = [item.number for item, one in filled if one.kind is kind]
        if numbers:
            yield context.prose.text(message, numbers=", ".join(numbers))


def _table(context: Context, name: str, found: Checklist, filled: dict[Item, Filled]) -> Table:
    rows: list[Row] = []
    for group, items in found.groups:
        rows.append(Row((context.words(group),), group=True))
        rows.extend(_row(context, item, filled[item]) for item in items)
    return Table(
        label=f"table-{name}",
        title=context.prose.text(N_("{name}, item by item"), name=found.name),
        columns=(
            Column(context.words(N_("No.")), "left", 0.8),
            Column(context.words(N_("Item")), "left", 2.5),
            Column(context.words(N_("What is recorded")), "left", 5.1),
            Column(context.words(N_("Where it stands")), "left", 3.6),
        ),
        rows=tuple(rows),
        appendix=True,
    )


def _row(context: Context, item: Item, one: Filled) -> Row:
    drafted: Runs = (Text(context.say(N_("Draft:")) + " ", italic=True),) if one.kind is Kind.DRAFT else ()
    return Row((plain(item.number), context.words(item.topic), (*drafted, *one.value), plain(one.source or "–")))
