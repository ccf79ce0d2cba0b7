"""The experts' panel: how relevant the items of the questionnaire seemed to experts before it was used."""

from engage_eval.model.panel import HIGHEST, LOWEST
from engage_eval.model.snapshot import Snapshot
from engage_eval.stats.validity import ContentValidity, content_validity


def panel(snapshot: Snapshot) -> ContentValidity | None:
    """Return the content validity of the items that a panel judged, in the instrument's order; None without a panel.

    Items of other instruments, or of none, don't count. Source: see ``stats.validity``.
    """
    instrument = snapshot.instrument()
    if instrument is None:
        return None
    given = {(row.expert, row.item): float(row.rating) for row in snapshot.panel}
    judged = {item for _, item in given}
    items = [item.key for item in instrument.items if item.key in judged]
    if not items:
        return None
    experts = sorted({expert for expert, item in given if item in items})
    ratings = [[given.get((expert, item)) for item in items] for expert in experts]
    return content_validity(ratings, items, low=LOWEST, high=HIGHEST)
