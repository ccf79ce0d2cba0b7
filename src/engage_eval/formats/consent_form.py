"""Consent forms: a YAML head between lines of dashes, and the wording in Markdown below it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from engage_eval.core.problem import Problem
from engage_eval.formats.fields import Fields, Report, read_fields, read_name, read_version
from engage_eval.model.people import ConsentForm
from engage_eval.model.texts import Texts

LANGUAGES = ("id", "en")
_NAME = re.compile(r"(?P<id>[a-z][a-z0-9_-]*)-(?P<version>v[0-9]+)\.(?P<language>[a-z]{2})\.md")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_FENCE = "---"


def is_form_name(name: str) -> bool:
    """Return whether a file's name is a form's, <id>-<version>.<language>.md, and not that of some other note."""
    return _NAME.fullmatch(name) is not None


def read_form(text: str, file: str) -> tuple[ConsentForm | None, list[Problem]]:
    """Return the form in ``text`` and all that is wrong with it; ``file`` names it in problems.

    None where the head is missing or is no YAML. Never raises for what a text contains.
    """
    report = Report(file)
    lines = _unified(text).split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE][:2]
    if len(fences) < len(("begin", "end")) or any(line.strip() for line in lines[: fences[0]]):
        report.add("consent_form.head", 1)
        return None, report.problems
    begin, end = fences
    head = read_fields("\n".join(lines[begin + 1 : end]), report, begin + 2)
    if head is None:
        return None, report.sorted()
    body = "\n".join(lines[end + 1 :]).strip("\n") + "\n"
    if not body.strip():
        report.add("consent_form.empty", end + 1)
    form = _read_head(head, body)
    head.finish()
    _check_name(report, form, file)
    return form, report.sorted()


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names in braces, each once, in order.

    >>> placeholders("{researcher} of {institution}; ask {researcher}.")
    ('researcher', 'institution')
    """
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def fill(form: ConsentForm, values: Mapping[str, Texts]) -> ConsentForm:
    """Return the form with its {names} replaced in its own language; what has no value stays as it is."""

    def value(match: re.Match[str]) -> str:
        return values.get(match[1], Texts()).get(form.language) or match[0]

    text = _PLACEHOLDER.sub(value, form.text)
    return replace(form, text=text, digest=text_digest(text))


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8 with LF line ends."""
    return hashlib.sha256(_unified(text).encode("utf-8", "surrogatepass")).hexdigest()


def _unified(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _read_head(head: Fields, body: str) -> ConsentForm:
    approved_from, approved_to = _read_approval(head)
    return ConsentForm(
        id=read_name(head, "id"),
        version=read_version(head),
        language=head.choice("language", LANGUAGES, "id", required=True),
        text=body,
        approved_from=approved_from,
        approved_to=approved_to,
        digest=text_digest(body),
        place=head.report.place(head.line),
    )


def _read_approval(head: Fields) -> tuple[date | None, date | None]:
    inner = head.sub("approved")
    if inner is None:
        return None, None
    begins, ends = inner.day("from"), inner.day("to")
    inner.finish()
    if begins and ends and ends < begins:
        params = {"from": begins.isoformat(), "to": ends.isoformat()}
        head.report.add("consent_form.dates", inner.line, inner.path, dict(params))
    return begins, ends


def _check_name(report: Report, form: ConsentForm, file: str) -> None:
    """Report a file that is named like a form, but like another one."""
    name = PurePosixPath(file.replace("\\", "/")).name
    match = _NAME.fullmatch(name)
    if match and match.group("id", "version", "language") != (form.id, form.version, form.language):
        found = f"{form.id}-{form.version}.{form.language}.md"
        report.add("consent_form.name", form.place.line or 1, "id", {"found": found})
