"""The list of references: the works that the blocks before it cite, and no other."""

from collections.abc import Iterable, Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Heading, Paragraph
from engage_eval.report.build.context import Context
from engage_eval.report.references import cited

HEADING = N_("References")


def references(context: Context, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the section of references for ``blocks``; nothing where they cite none. Titles are in English."""
    found = cited(blocks)
    if not found:
        return
    yield Heading(1, context.words(HEADING))
    language = "" if context.speech.language == "en" else "en"
    yield from (Paragraph(one.entry(language), "reference") for one in found)
