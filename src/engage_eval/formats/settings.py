"""study.yaml: what the study is, and the settings that decide results."""

import re
from dataclasses import replace
from datetime import date

from engage_eval.core.problem import Place, Problem
from engage_eval.formats.fields import Fields, Report, read_fields
from engage_eval.formats.yaml_text import Listing, MappingNode, Scalar
from engage_eval.model.moment import ZONES
from engage_eval.model.study import Compare, Ethics, Rule, Study
from engage_eval.model.tables import MEASURES
from engage_eval.model.texts import Texts

PURPOSES = ("research", "internal_evaluation")
APPROACHES = ("codebook", "reflexive")
LANGUAGES = ("id", "en")
DATE_ORDERS = ("dmy", "mdy", "ymd")
ETHICS = ("approved", "exempt", "not_reported")
CHANNELS = ("app_broadcast_list", "business_api", "other")
HEADLINES = ("verdict", "rule")
BREAK_OFF = ("refusal", "partial")
WITHDRAWN = ("refusal", "complete")
INTERVALS = ("shown", "appendix", "hidden")

_MOST_IN_ID = 64
_MOST = 1000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_PERIOD = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")


def read_study(text: str, file: str) -> tuple[Study | None, list[Problem]]:
    """Return the settings in ``text`` and all that is wrong with them; ``file`` names it in problems.

    None where the text is no YAML mapping. Where {id, en} is expected, one text stands for both languages. Never
    raises for what a text contains.
    """
    report = Report(file)
    top = read_fields(text, report)
    if top is None:
        return None, report.sorted()
    defaults = Study(id="", title=Texts())
    period_from, period_to = _days(top, "period")
    relationship, knew = _read_team(top)
    channel, start = _read_intervention(top)
    study = Study(
        id=_read_id(top),
        title=top.texts("title", required=True, plain=True),
        site=top.text("site"),
        purpose=top.choice("purpose", PURPOSES),
        approach=top.choice("approach", APPROACHES, defaults.approach),
        languages=top.list_of("languages", LANGUAGES) or defaults.languages,
        zone=top.choice("zone", tuple(ZONES), defaults.zone),
        dates=top.choice("dates", DATE_ORDERS),
        period_from=period_from,
        period_to=period_to,
        report_date=top.day("report_date"),
        relationship=relationship,
        what_participants_knew=knew,
        ethics=_read_ethics(top),
        permits=top.texts("permits", plain=True),
        pilot=top.texts("pilot", plain=True),
        funding=top.texts("funding", plain=True),
        conflicts=top.texts("conflicts", plain=True),
        retention_until=top.day("retention_until"),
        channel=channel,
        intervention_start=start,
        instrument=top.text("instrument"),
        codebook=top.text("codebook"),
        headline=top.choice("headline", HEADLINES, defaults.headline),
        rule=_read_rule(top),
        complete_if=tuple(dict.fromkeys(scalar.text for scalar in top.scalars("complete_if"))),
        break_off_as=top.choice("break_off_as", BREAK_OFF, defaults.break_off_as),
        withdrawn_as=top.choice("withdrawn_as", WITHDRAWN, defaults.withdrawn_as),
        screening_before_consent=top.flag("screening_before_consent"),
        compare=_read_compare(top),
        ideal_profile=_read_ideal_profile(top),
        intervals=top.choice("intervals", INTERVALS, defaults.intervals),
        mask_facilities=top.flag("mask_facilities"),
        sample_data=top.flag("sample_data"),
        limitations=_read_texts(top, "limitations"),
        actions=_read_texts(top, "actions"),
        placeholders=_read_placeholders(top),
        place=report.place(top.line),
    )
    top.finish()
    told = frozenset(one.place.key.partition(":")[0] for one in report.problems)
    return replace(study, places=_places(report, top.node), told=told), report.sorted()


def _places(report: Report, node: MappingNode) -> dict[str, Place]:
    """Return where each key stands, the keys of a mapping or the items of a list under it as "ethics.status"."""
    found: dict[str, Place] = {}
    for entry in node.entries:
        found[entry.key] = report.place(entry.line, entry.key)
        for inner in entry.value.entries if isinstance(entry.value, MappingNode) else ():
            key = f"{entry.key}.{inner.key}"
            found[key] = report.place(inner.line, key)
        for item in entry.value.items if isinstance(entry.value, Listing) else ():
            if isinstance(item, Scalar):
                found.setdefault(f"{entry.key}.{item.text}", report.place(item.line, entry.key))
    return found


def _read_id(top: Fields) -> str:
    found = top.text("id", required=True)
    entry = top.node.get("id")
    if found and entry is not None and not _ID.fullmatch(found):
        top.wrong("study.bad_id", entry, most=_MOST_IN_ID)
    return found


def _days(fields: Fields, name: str) -> tuple[date | None, date | None]:
    """Return the days under ``from`` and ``to`` of the mapping ``name``."""
    inner = fields.sub(name)
    if inner is None:
        return None, None
    found = _from_to(inner, name)
    inner.finish()
    return found


def _from_to(fields: Fields, name: str) -> tuple[date | None, date | None]:
    begins, ends = fields.day("from"), fields.day("to")
    if begins and ends and ends < begins:
        params = {"field": name, "from": begins.isoformat(), "to": ends.isoformat()}
        fields.report.add("study.period_order", fields.line, fields.path, dict(params))
    return begins, ends


def _read_team(top: Fields) -> tuple[Texts, Texts]:
    inner = top.sub("team")
    if inner is None:
        return Texts(), Texts()
    found = inner.texts("relationship", plain=True), inner.texts("what_participants_knew", plain=True)
    inner.finish()
    return found


def _read_intervention(top: Fields) -> tuple[str, date | None]:
    inner = top.sub("intervention")
    if inner is None:
        return "", None
    found = inner.choice("channel", CHANNELS), inner.day("start")
    inner.finish()
    return found


def _read_ethics(top: Fields) -> Ethics:
    inner = top.sub("ethics")
    if inner is None:
        return Ethics()
    begins, ends = _from_to(inner, "ethics")
    found = Ethics(
        status=inner.choice("status", ETHICS),
        committee=inner.text("committee"),
        number=inner.text("number"),
        approved_from=begins,
        approved_to=ends,
    )
    inner.finish()
    return found


def _read_rule(top: Fields) -> Rule:
    inner = top.sub("rule")
    if inner is None:
        return Rule()
    found = Rule(cut=inner.whole("cut", 0, _MOST), k=inner.whole("k", 1, _MOST))
    inner.finish()
    return found


def _read_compare(top: Fields) -> Compare:
    inner = top.sub("compare")
    if inner is None:
        return Compare()
    before, after = _read_period(inner, "before"), _read_period(inner, "after")
    found = Compare(measure=inner.choice("measure", MEASURES, Compare().measure), before=before, after=after)
    if before and before == after:
        inner.report.add("study.same_period", inner.line, inner.path, {"found": before})
    inner.finish()
    return found


def _read_period(fields: Fields, name: str) -> str:
    found = fields.text(name)
    entry = fields.node.get(name)
    if found and entry is not None and not _PERIOD.fullmatch(found):
        fields.wrong("study.period", entry)
        return ""
    return found


def _read_ideal_profile(top: Fields) -> tuple[tuple[str, float], ...]:
    """Return the characteristics with the value that an ideal broadcast would have."""
    inner = top.sub("ideal_profile")
    if inner is None:
        return ()
    found = ((entry.key, inner.number_of(entry)) for entry in inner.node.entries)
    return tuple((key, value) for key, value in found if value is not None)


def _read_texts(top: Fields, name: str) -> tuple[Texts, ...]:
    """Return a list of texts, each in both languages or one text for both."""
    entry = top.entry(name)
    if entry is None:
        return ()
    items = entry.value.items if isinstance(entry.value, Listing) else (entry.value,)
    found: list[Texts] = []
    for item in items:
        if isinstance(item, MappingNode):
            inner = Fields(item, top.report, top.key(name))
            found.append(inner.own_texts())
            inner.finish()
        elif isinstance(item, Scalar):
            found.append(Texts(item.text.strip(), item.text.strip()))
        else:
            top.wrong_item("field.not_texts", entry, item)
    return tuple(texts for texts in found if texts)


def _read_placeholders(top: Fields) -> tuple[tuple[str, Texts], ...]:
    inner = top.sub("placeholders")
    if inner is None:
        return ()
    found: list[tuple[str, Texts]] = []
    for entry in inner.node.entries:
        if not _PLACEHOLDER.fullmatch(entry.key):
            shortened = entry.key[:_MOST_IN_ID]
            inner.report.add("study.placeholder", entry.line, inner.key(shortened), {"found": shortened})
        elif not (isinstance(entry.value, Scalar) and entry.value.value is None):
            found.append((entry.key, inner.texts_of(entry, plain=True)))
    return tuple(found)
