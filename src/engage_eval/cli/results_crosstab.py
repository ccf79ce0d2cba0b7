"""Cross-tabs on the terminal: per item the groups' shares or answers, and the test beside them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from engage_eval.analysis.crosstab import AGREE, Crosstab
from engage_eval.cli import console
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.model.instrument import Instrument
from engage_eval.report.build.context import answer_label
from engage_eval.report.build.recruitment import TRAITS
from engage_eval.report.numbers import format_value

if TYPE_CHECKING:
    from rich.table import Table

METHODS: Mapping[str, str] = {
    "chi_square": N_("chi-square"),
    "fisher": N_("Fisher's exact test"),
    "freeman_halton": N_("Freeman-Halton's exact test"),
    "freeman_halton_sampled": N_("Freeman-Halton's test on random tables"),
}


def print_crosstabs(found: Sequence[Crosstab], instrument: Instrument | None, say: Messages) -> None:
    """Print each cross-tab that could be tested, then what could not be, and what the figures can't say."""
    if not found:
        console.line(say.text("There is no question with a scale to compare."))
        return
    console.line(say.text("By {attribute}:", attribute=_attribute(found[0], say)))
    names = {item.key: item.text.get(say.language) for item in instrument.items} if instrument else {}
    for one in found:
        if one.test.p is not None:
            console.line()
            console.paragraph(f"{one.item}: {names.get(one.item, '')}")
            console.table(_table(one, instrument, say))
            for sentence in _sentences(one, say):
                console.paragraph(sentence)
    console.line()
    for reason, items in _untested(found, say).items():
        console.paragraph(say.text("Not tested, {reason}: {items}.", reason=reason, items=", ".join(items)))
    console.paragraph(
        say.text(
            "Exploratory: p is adjusted over these questions (Holm); a difference between groups says nothing about "
            "its cause."
        )
    )


def _agreeing(item: str, instrument: Instrument | None, say: Messages) -> str:
    """Return what a head calls the answers that agree: the answer itself where it is only one, as "yes"."""
    found = instrument.by_key.get(item) if instrument else None
    scale = instrument.scales.get(found.scale) if instrument and found else None
    if scale is None or len(scale.agree) != 1:
        return say.text("agree")
    return scale.label(next(iter(scale.agree))).get(say.language)


def _table(one: Crosstab, instrument: Instrument | None, say: Messages) -> "Table":
    agreeing = _agreeing(one.item, instrument, say)
    made = console.grid(
        (_attribute(one, say), "left"), ("n", "right"), *((head, "right") for head in _heads(one, agreeing, say))
    )
    for group in one.groups:
        made.add_row(answer_label(instrument, group.value, say), str(group.n), *_cells(group.counts, group.n, one, say))
    return made


def _heads(one: Crosstab, agreeing: str, say: Messages) -> tuple[str, ...]:
    if one.columns[0] == AGREE:
        return agreeing, say.text("share")
    return tuple(_spaced(column) for column in one.columns)


def _attribute(one: Crosstab, say: Messages) -> str:
    return say.text(TRAITS[one.attribute]) if one.attribute in TRAITS else _spaced(one.attribute)


def _spaced(key: str) -> str:
    """Return a key in words, so that a narrow column breaks it where a reader would."""
    return key.replace("_", " ")


def _cells(counts: Sequence[int], n: int, one: Crosstab, say: Messages) -> Iterator[str]:
    if one.columns[0] == AGREE:
        yield str(counts[0])
        yield format_value(counts[0] / n if n else None, "share1", say.language)
    else:
        yield from map(str, counts)


def _sentences(one: Crosstab, say: Messages) -> Iterator[str]:
    test = one.test
    yield say.text(
        "{method}: {p}, adjusted {adjusted}; {effect} {value}",
        method=say.text(METHODS[test.method]),
        p=format_value(test.p, "p", say.language),
        adjusted=format_value(one.p_adjusted, "p", say.language),
        effect=say.text("phi") if test.effect.method == "phi" else say.text("Cramer's V"),
        value=format_value(test.effect.value, "decimal2", say.language),
    )
    if one.without:
        attribute = _attribute(one, say)  # made first: the extractor of texts stumbles over a call within a plural
        yield say.plural(
            "{n} who answered has no {attribute}",
            "{n} who answered have no {attribute}",
            one.without,
            attribute=attribute,
        )


def _untested(found: Sequence[Crosstab], say: Messages) -> dict[str, list[str]]:
    """Return why -> items without a test, in the questionnaire's order."""
    reasons: dict[str, list[str]] = {}
    for one in found:
        if one.test.why is not None:
            reasons.setdefault(say.reason(one.test.why), []).append(one.item)
    return reasons
