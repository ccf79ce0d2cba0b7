"""Claims on settings that decide results and were changed: how many, and how many interviews were in by then."""

from collections.abc import Iterator

from engage_eval.analysis.deviations import Deviations
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.claim_kinds import counted
from engage_eval.report.claims import Claim


def deviation_claims(found: Deviations) -> Iterator[Claim]:
    """Yield the claims on changed settings; none where no change is known."""
    if not found.changes:
        return
    yield counted("design.settings.changed", len(found.changes), N_("different rows of the table settings"))
    yield counted(
        "design.deviations.count",
        len(found.after_answers),
        N_("changed settings that decide results, changed when at least one interview had answers"),
    )
    yield counted(
        "design.deviations.unrecorded",
        len(found.unknown),
        N_("changed settings for which it is not recorded how many interviews had answers"),
    )
    for place, one in enumerate(found.changes, 1):
        if one.interviews:
            yield counted(
                interviews_claim(place), one.interviews, N_("interviews that had answers when the setting was changed")
            )


def interviews_claim(place: int) -> str:
    """Return the id of the claim on how many interviews were in at a change; ``place`` is its place in time, from 1.

    >>> interviews_claim(2)
    'design.settings.change.2.interviews'
    """
    return f"design.settings.change.{place}.interviews"
