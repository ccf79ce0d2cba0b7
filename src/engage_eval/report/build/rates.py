"""Appendix: AAPOR's outcome rates."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Column, Heading, Paragraph, Row, Table
from engage_eval.report.build.context import Context, plain
from engage_eval.report.prose import share

TABLE = "table-rates"
_FAMILIES = (
    ("RR", 6, N_("Response rate (RR)")),
    ("COOP", 4, N_("Cooperation rate (COOP)")),
    ("REF", 3, N_("Refusal rate (REF)")),
    ("CON", 3, N_("Contact rate (CON)")),
)
_MOST = 6


def rates(context: Context) -> Iterator[Block]:
    """Yield the appendix with the rates; nothing where none is defined."""
    if all(rate.value is None for rate in context.results.dispositions.aapor.values()):
        return
    yield Heading(1, context.words(N_("Appendix: outcome rates")), appendix=True)
    yield Paragraph(
        context.words(
            N_(
                "Computed from the final states by the Standard Definitions of AAPOR, each rate in its numbered "
                "versions."
            )
        )
    )
    yield _table(context)


def _table(context: Context) -> Table:
    study = context.study
    rows = []
    for family, versions, label in _FAMILIES:
        claims = [f"dispositions.aapor.{family.lower()}{version}" for version in range(1, versions + 1)]
        cells = [(share(claim),) for claim in claims]
        rows.append(Row((context.words(label), *cells, *[plain("")] * (_MOST - versions))))
    break_off = N_("Break-offs count as partly answered.")
    if study.break_off_as != "partial":
        break_off = N_("Break-offs count as refusals.")
    withdrawn = N_("Withdrawals count as refusals.")
    if study.withdrawn_as == "complete":
        withdrawn = N_("Withdrawals after a complete interview count as complete.")
    return Table(
        label=TABLE,
        title=context.words(N_("Outcome rates after AAPOR")),
        columns=(
            Column(context.words(N_("Rate")), "left", 3),
            *(Column(plain(str(version)), "decimal", 1) for version in range(1, _MOST + 1)),
        ),
        rows=tuple(rows),
        notes=(
            context.words(N_("A participation rate, an upper bound: people whom nobody named could not refuse.")),
            context.words(break_off),
            context.words(withdrawn),
            context.words(
                N_(
                    "Whoever is not eligible is left out. RR3 and RR4 count people never screened by the share of "
                    "the eligible."
                )
            ),
        ),
        appendix=True,
    )
