"""The experts' panel: who judged, under a key, and how relevant each item seemed before the instrument was used."""

from dataclasses import dataclass, field

from engage_eval.core.problem import Place

# The scale of relevance: not, somewhat, quite, highly relevant (Lynn, 1986).
LOWEST, HIGHEST = 1, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRating:
    """One expert's judgement of one item."""

    expert: str
    item: str
    rating: int
    place: Place = field(default_factory=Place, compare=False)
