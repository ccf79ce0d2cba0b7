"""Codebooks: a tree of codes, from the YAML that people write."""

from dataclasses import dataclass, field, replace

from engage_eval.core.problem import Problem
from engage_eval.formats.digests import content_digest
from engage_eval.formats.fields import Fields, Report, check_key, read_fields, read_name, read_version
from engage_eval.model.codebook import Code, Codebook

_MOST_IN_KEY = 40


@dataclass(slots=True)
class _Tree:
    report: Report
    codes: list[Code] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


def read_codebook(text: str, file: str) -> tuple[Codebook | None, list[Problem]]:
    """Return the codebook that ``text`` describes and all that is wrong with it; ``file`` names it in problems.

    None where the text is no YAML mapping. Never raises for what a text contains.
    """
    report = Report(file)
    top = read_fields(text, report)
    if top is None:
        return None, report.sorted()
    key, version, title = read_name(top, "key"), read_version(top), top.texts("title", required=True)
    tree = _Tree(report)
    _read_codes(tree, top, "")
    top.finish()
    if not tree.codes:
        report.add("codebook.empty", top.line, "codes")
    found = Codebook(key=key, version=version, title=title, codes=tuple(tree.codes), place=report.place(top.line))
    return replace(found, digest=content_digest(found)), report.sorted()


def _read_codes(tree: _Tree, fields: Fields, parent: str) -> None:
    """Read the codes under ``codes``, each before its children; the loader's cap on nesting bounds the recursion."""
    for entry, inner in fields.each("codes", top=True):
        check_key(tree.report, entry.key, entry.line, entry.key, _MOST_IN_KEY)
        code = _read_code(tree, inner, entry.key, entry.line, parent)
        if entry.key in tree.lines:
            first = tree.lines[entry.key]
            tree.report.add("codebook.twice", entry.line, entry.key, {"found": entry.key, "first": first})
        else:
            tree.lines[entry.key] = entry.line
            tree.codes.append(code)
        _read_codes(tree, inner, entry.key)
        inner.finish()


def _read_code(tree: _Tree, fields: Fields, key: str, line: int, parent: str) -> Code:
    keywords = (scalar.text.strip() for scalar in fields.scalars("keywords"))
    return Code(
        key=key,
        text=fields.own_texts(),
        parent=parent,
        definition=fields.texts("definition"),
        when=fields.texts("when"),
        when_not=fields.texts("not"),
        example=fields.texts("example"),
        keywords=tuple(dict.fromkeys(keyword for keyword in keywords if keyword)),
        from_participant=fields.text("from_participant"),
        place=tree.report.place(line, key),
    )
