"""The results that a report is built from."""

from dataclasses import dataclass, field

from engage_eval.analysis.design import Design
from engage_eval.analysis.deviations import Deviations
from engage_eval.analysis.dispositions import Dispositions
from engage_eval.analysis.engagement import Engagement
from engage_eval.analysis.fit import Fit
from engage_eval.analysis.outcomes import Outcomes
from engage_eval.analysis.recruitment import Recruitment
from engage_eval.analysis.responses import Responses
from engage_eval.model.snapshot import Snapshot
from engage_eval.stats.validity import ContentValidity


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One study's Snapshot and what was computed from it."""

    snapshot: Snapshot
    design: Design
    dispositions: Dispositions
    responses: Responses
    engagement: Engagement
    fit: Fit
    outcomes: Outcomes
    recruitment: Recruitment
    panel: ContentValidity | None = None
    deviations: Deviations = field(default_factory=Deviations)
