"""Small counts in a report to be shared: cells of tables by an attribute go, and what would give them away."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from engage_eval.analysis.recruitment import Approach
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import messages
from engage_eval.report.blocks import (
    Block,
    Document,
    Figure,
    Number,
    Runs,
    Table,
    Text,
    all_runs,
)
from engage_eval.report.claim_kinds import slug
from engage_eval.report.claims import Claims
from engage_eval.report.prose import runs
from engage_eval.report.results import Results
from engage_eval.stats.suppression import THRESHOLD, suppressed

SIGN = "\N{BULLET}"
# Each column is part of the one before; the first is an overall distribution, which stays.
STEPS = ("recruited", "approached", "eligible", "enrolled")


def small_cells(results: Results) -> frozenset[str]:
    """Return the ids of the claims that a shared report must not print: the cells of the cross-tabs by an attribute."""
    return frozenset(_approached(results.recruitment.approaches))


def _approached(approaches: Sequence[Approach]) -> Iterator[str]:
    """Yield the cells of approached and enrolled by kind of facility.

    Who is in one column and not in the next is a group too (4 puskesmas that were not eligible). So the people of a
    kind are divided by how far they came; a printed count may stand if its groups, or all the others, may be seen.
    """
    groups = [[*(before - after for before, after in pairwise(_steps(one))), one.enrolled] for one in approaches]
    whole = all(count >= 0 for row in groups for count in row)
    hidden = suppressed(groups) if whole else frozenset()
    for place, one in enumerate(approaches):
        for step in range(1, len(STEPS)):
            beyond = {(place, at) for at in range(step, len(STEPS))}
            up_to = {(place, at) for at in range(step)}
            if not whole or (beyond & hidden and up_to & hidden):
                yield f"recruitment.approach.{slug(one.kind) or 'unknown'}.{STEPS[step]}"


def _steps(one: Approach) -> tuple[int, ...]:
    return (one.recruited, one.approached, one.eligible, one.enrolled)


def without_cells(document: Document, hidden: frozenset[str]) -> tuple[Document, int]:
    """Return the document without the numbers of ``hidden``, and how many of these it would have printed.

    A sign stands in their place, and a note below their tables. The document's claims are those that it shows, so that
    no number is carried along unseen.
    """
    printed = hidden & {claim for block in document.blocks for claim in _claims(block)}
    blocks = tuple(_without(block, printed, document.language) for block in document.blocks)
    shown = {claim for block in blocks for claim in _claims(block)}
    claims = Claims(claim for claim in document.claims.values() if claim.id in shown)
    return replace(document, blocks=blocks, claims=claims), len(printed)


def _without(block: Block, hidden: frozenset[str], language: str) -> Block:
    if not isinstance(block, Table) or not hidden & set(_claims(block)):
        return block
    rows = tuple(replace(row, cells=tuple(_covered(cell, hidden) for cell in row.cells)) for row in block.rows)
    note = messages(language).text(
        N_(
            "{sign}: left out so that nobody can be recognised. Counts below {least} are not shown, nor those from "
            "which they could be worked out."
        )
    )
    return replace(block, rows=rows, notes=(*block.notes, runs(note, sign=SIGN, least=str(THRESHOLD))))


def _covered(cell: Runs, hidden: frozenset[str]) -> Runs:
    return tuple(Text(SIGN) if isinstance(run, Number) and run.claim in hidden else run for run in cell)


def _claims(block: Block) -> Iterator[str]:
    yield from (run.claim for one in all_runs(block) for run in one if isinstance(run, Number))
    if isinstance(block, Figure):
        yield from block.claims
