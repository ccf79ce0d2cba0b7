"""Recruitment as JSON: what `stats recruitment` and `analyse recruitment` print."""

from collections.abc import Callable, Sequence
from typing import Any

from engage_eval.analysis.recruitment import Recruitment
from engage_eval.analysis.serialise import estimate_json, reason_json
from engage_eval.core.estimate import Reason
from engage_eval.stats.homophily import Homophily
from engage_eval.stats.network import Network
from engage_eval.stats.rds import Rds

Say = Callable[[Reason], str]


def network_json(found: Network, traits: Sequence[tuple[str, Homophily]], shares: Rds, say: Say) -> dict[str, Any]:
    """Return the keys that both commands share; ``say`` makes a reason a sentence."""
    return {
        "people": found.people,
        "seeds": len(found.seeds),
        "seeds_share": found.seeds_share.value,
        "links": found.links,
        "waves": found.waves,
        "people_by_wave": list(found.by_wave),
        "longest_chain": found.longest_chain,
        "trees": [size for _, size in found.trees],
        "largest_tree_share": found.largest_tree_share.value,
        "recruits_per_recruiter": {
            "mean": found.per_recruiter.value,
            "largest": max((number for _, number in found.recruits), default=0),
            "distribution": {str(number): people for number, people in found.distribution},
        },
        "homophily": [_homophily(trait, result, say) for trait, result in traits],
        "rds_i": {group: estimate_json(one, say) for group, one in shares.rds_i},
        "rds_ii": {group: estimate_json(one, say) for group, one in shares.rds_ii},
        "rds_people": shares.n,
        "rds_left_out": shares.left_out,
        "seeds_included": shares.seeds_included,
        "refused": [reason_json(why, say) for why in shares.refused],
    }


def to_json(result: Recruitment, say: Say) -> dict[str, Any]:
    """Return what `analyse recruitment --json` prints."""
    return {
        **network_json(result.network, result.homophily, result.rds, say),
        "network_sizes": result.degrees,
        "stopped": dict(result.stopped),
        "approached": [
            {
                "facility_kind": one.kind,
                "recruited": one.recruited,
                "approached": one.approached,
                "eligible": one.eligible,
                "enrolled": one.enrolled,
            }
            for one in result.approaches
        ],
    }


def _homophily(trait: str, found: Homophily, say: Say) -> dict[str, Any]:
    return {
        "trait": trait,
        "links": found.links,
        "left_out": found.left_out,
        "overall": estimate_json(found.overall, say),
        "groups": [
            {
                "group": one.level,
                "recruits": one.recruits,
                "observed": one.observed.value,
                "expected": one.expected.value,
                "homophily": estimate_json(one.ratio, say),
            }
            for one in found.groups
        ],
    }
