"""Claims on how the study was done: recruitment, interviews, interviewers, consent, and who was recruited."""

from collections.abc import Iterator

from engage_eval.analysis.design import Design
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.claim_kinds import counted, plain_share, slug
from engage_eval.report.claims import Claim


def design_claims(found: Design) -> Iterator[Claim]:
    """Yield the claims on how the study was done."""
    yield from _recruitment(found)
    yield from _interviews(found)
    yield from _interviewers(found)
    yield from _consent(found)
    yield from _people(found)


def _recruitment(found: Design) -> Iterator[Claim]:
    n = len(found.seeds) + len(found.referred)
    rule = N_("people without a recruiter in any recruitment step")
    yield plain_share("recruitment.seeds.recruited", len(found.seeds), n, rule, who=found.seeds)
    rule = N_("people with a recruiter in a recruitment step")
    yield plain_share("recruitment.referred.recruited", len(found.referred), n, rule, who=found.referred)


def _interviews(found: Design) -> Iterator[Claim]:
    yield counted("design.interviews", found.interviews, N_("every row of the table interviews"))
    yield counted("design.people_interviewed", found.people_interviewed, N_("people with at least one interview"))
    for mode, count in found.modes:
        yield counted(f"design.interviews.mode.{mode}", count, N_("interviews by mode"))
    for form, count in found.forms:
        if form:
            yield counted(f"design.interviews.form.{slug(form)}", count, N_("interviews by form of the questionnaire"))
    for version, count in found.versions:
        yield counted(version_claim(version), count, N_("interviews by version of the questionnaire"))
    yield counted("design.interviews.recorded", found.recorded, N_("interviews that were recorded as sound or image"))
    yield counted("design.interviews.repeats", found.repeats, N_("interviews that repeat another one"))
    yield counted(
        "design.interviews.others", found.others_noted, N_("interviews for which it is noted whether others were there")
    )
    yield Claim(
        id="design.minutes.complete",
        value=found.median_minutes,
        low=found.shortest_minutes,
        high=found.longest_minutes,
        n=found.timed,
        method="median, shortest, longest",
        rule=N_("minutes from start to end of the complete interviews with eligible people, with both times"),
    )


def _interviewers(found: Design) -> Iterator[Claim]:
    yield counted("design.interviewers", len(found.interviewers), N_("different interviewers"))
    rule = N_("interviewers by whether the staff table calls them employed by the hospital")
    yield counted("design.interviewers.employed", len(found.employed), rule)
    yield counted("design.interviewers.outside", len(found.outside), rule)
    yield counted(
        "design.interviews.by_employed", found.by_employed, N_("interviews held by staff employed by the hospital")
    )


def _consent(found: Design) -> Iterator[Claim]:
    for mode, count in found.consent_modes:
        yield counted(
            f"design.consent.mode.{mode or 'unrecorded'}", count, N_("people by the mode of their first consent")
        )
    for form, count in found.consent_forms:
        yield counted(form_claim(form), count, N_("people by the form of their first consent"))
    rule = N_("people who were given a copy of the consent form")
    yield counted("design.consent.copies", len(found.copies), rule, who=found.copies)


def _people(found: Design) -> Iterator[Claim]:
    for role, count in found.roles:
        yield counted(f"design.people.role.{slug(role)}", count, N_("people recruited, by role"))
    for kind, count in found.facility_kinds:
        yield counted(f"design.people.facility_kind.{slug(kind)}", count, N_("people recruited, by kind of facility"))


def version_claim(version: str) -> str:
    """Return the id of the claim on a questionnaire's "key version".

    >>> version_claim("wa-blast v1")
    'design.interviews.version.wa-blast.v1'
    """
    return f"design.interviews.version.{'.'.join(slug(part) for part in version.split(' '))}"


def form_claim(form: str) -> str:
    """Return the id of the claim on a consent form's "id version".

    >>> form_claim("psp v1")
    'design.consent.form.psp.v1'
    """
    return f"design.consent.form.{'.'.join(slug(part) for part in form.split(' '))}"
