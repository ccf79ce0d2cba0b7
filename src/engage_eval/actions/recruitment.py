"""Compute the recruitment of a study, and write it as a table."""

from collections.abc import Iterator

from engage_eval.actions.analyse import Row
from engage_eval.analysis.recruitment import Recruitment
from engage_eval.analysis.recruitment import recruitment as compute
from engage_eval.model.snapshot import Snapshot


def recruitment(snapshot: Snapshot) -> Recruitment:
    """Return the trees, where they stopped, and who was approached and enrolled."""
    return compute(snapshot)


def recruitment_rows(found: Recruitment) -> Iterator[Row]:
    """Yield a head and a row per person: recruiter (empty for a seed), wave, how many recruited, final state."""
    yield ("participant", "recruiter", "wave", "recruits", "state")
    recruiter_of, recruits = dict(found.network.recruiter_of), dict(found.network.recruits)
    states = dict(found.states)
    for person, wave in found.network.wave_of:
        yield (person, recruiter_of.get(person, ""), wave, recruits[person], states[person])
