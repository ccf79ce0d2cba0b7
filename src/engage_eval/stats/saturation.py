"""Code saturation: after how many interviews hardly any new code appeared, by every usual choice of the thresholds."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from typing import TYPE_CHECKING

from engage_eval.core.estimate import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BASES = (4, 5, 6)
RUNS = (2, 3)
THRESHOLDS = (0.05, 0.0)
FRANCIS = (10, 3)
ORDERS = 1000
SEED = 20200505  # any will do; a fixed one gives every reader the same quartiles

_TINY = 1e-12
_MOST_AT_ONCE = 5_000_000  # cells of the table of orders that is held at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One choice of base, run and threshold (a fraction), and the interview at which saturation was reached.

    ``notation`` is "(s-1)+r" as the source writes it; where there is no saturation both are empty and ``why`` says so.
    """

    base: int
    run: int
    threshold: float
    reached_at: int | None
    notation: str
    why: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quartiles:
    """In which interview saturation comes if the interviews are put in random orders, by one choice of thresholds.

    ``reached`` is the share of the orders that reach it; a quartile is None where it lies among those that don't.
    """

    base: int
    run: int
    threshold: float
    reached: float
    q1: int | None
    median: int | None
    q3: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturation:
    """Codes new in each interview and seen so far, in the order held, and when new ones stopped coming.

    ``francis`` is the rule of 10 + 3, in which base is the first sample, run the stopping criterion, threshold 0.
    """

    interviews: int
    codes: int
    new_codes: tuple[int, ...]
    cumulative: tuple[int, ...]
    runs: tuple[Run, ...]
    francis: Run
    orders: int
    quartiles: tuple[Quartiles, ...]


def saturation(interviews: Sequence[Collection[str]], *, orders: int = ORDERS, seed: int = SEED) -> Saturation:
    """Return when saturation was reached; ``interviews`` holds the codes of each interview, in the order held.

    New information in a run of r interviews is their new codes over the codes of the first b (the base); runs overlap;
    the first run at or under the threshold means saturation at the interview before it. Quartiles come from
    ``orders`` random orders, the same for each choice. Reasons: ``few_interviews`` under b + r, ``no_base_codes``
    where the base holds none, ``not_saturated``.
    Source: Guest, Namey & Chen (2020), PLoS ONE 15, e0232076; 10 + 3: Francis et al. (2010), Psychology and Health 25,
    1229-1245.

    >>> found = saturation([{"a", "b"}, {"a", "c"}, {"d"}, {"b"}, {"a"}, {"c", "d"}])
    >>> found.new_codes, found.cumulative
    ((2, 1, 1, 0, 0, 0), (2, 3, 4, 4, 4, 4))
    >>> found.runs[0].notation, found.runs[0].reached_at
    ('4+2', 4)
    """
    new = new_codes(interviews)
    choices = list(product(BASES, RUNS, THRESHOLDS))
    return Saturation(
        interviews=len(new),
        codes=sum(new),
        new_codes=new,
        cumulative=tuple(accumulate(new)),
        runs=tuple(guest(new, base, run, threshold) for base, run, threshold in choices),
        francis=francis(new),
        orders=orders,
        quartiles=_quartiles(interviews, choices, orders, seed),
    )


def new_codes(interviews: Sequence[Collection[str]]) -> tuple[int, ...]:
    """Return how many codes were seen for the first time in each of ``interviews``: the plain definition.

    >>> new_codes([{"a", "b"}, {"b", "c"}, set()])
    (2, 1, 0)
    """
    seen: set[str] = set()
    found = []
    for codes in interviews:
        fresh = set(codes) - seen
        seen |= fresh
        found.append(len(fresh))
    return tuple(found)


def guest(new: Sequence[int], base: int, run: int, threshold: float) -> Run:
    """Return where the ``new`` codes of a run of interviews first come to at most ``threshold`` of the base's codes.

    ``base`` and ``run`` count interviews, ``threshold`` is a fraction. Source: as `saturation`, and so the reasons.

    >>> guest([6, 3, 2, 1, 1, 0, 0, 0], base=4, run=2, threshold=.05).notation
    '5+2'
    """
    if len(new) < base + run:
        return _none(base, run, threshold, Reason(code="few_interviews", params={"n": len(new), "least": base + run}))
    first = sum(new[:base])
    if not first:
        return _none(base, run, threshold, Reason(code="no_base_codes", params={"n": len(new), "base": base}))
    for held in range(base, len(new) - run + 1):
        if sum(new[held : held + run]) <= threshold * first + _TINY:
            return Run(base=base, run=run, threshold=threshold, reached_at=held, notation=f"{held}+{run}")
    return _none(base, run, threshold, Reason(code="not_saturated", params={"n": len(new)}))


def francis(new: Sequence[int], first: int = FRANCIS[0], stop: int = FRANCIS[1]) -> Run:
    """Return after which interview ``stop`` more, all beyond the ``first`` ones, brought no ``new`` code.

    Both count interviews. Source: as `saturation`, and so the reasons.

    >>> francis([5, 3, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0]).notation
    '11+3'
    """
    if len(new) < first + stop:
        return _none(first, stop, 0.0, Reason(code="few_interviews", params={"n": len(new), "least": first + stop}))
    if not sum(new):
        return _none(first, stop, 0.0, Reason(code="no_base_codes", params={"n": len(new), "base": first}))
    for held in range(first, len(new) - stop + 1):
        if not any(new[held : held + stop]):
            return Run(base=first, run=stop, threshold=0.0, reached_at=held, notation=f"{held}+{stop}")
    return _none(first, stop, 0.0, Reason(code="not_saturated", params={"n": len(new)}))


def _none(base: int, run: int, threshold: float, why: Reason) -> Run:
    return Run(base=base, run=run, threshold=threshold, reached_at=None, notation="", why=why)


def _quartiles(
    interviews: Sequence[Collection[str]], choices: Sequence[tuple[int, int, float]], orders: int, seed: int
) -> tuple[Quartiles, ...]:
    """Return the quartiles of each choice; none where no order can reach any of them."""
    possible = [choice for choice in choices if len(interviews) >= choice[0] + choice[1]]
    if not possible or not any(interviews) or orders < 1:
        return ()
    seen = _seen_in_orders(interviews, orders, seed)
    return tuple(_quartile(seen, base, run, threshold) for base, run, threshold in possible)


def _seen_in_orders(interviews: Sequence[Collection[str]], orders: int, seed: int) -> "NDArray[np.int64]":
    """Return the codes seen after 0, 1, 2, ... interviews in each random order: (orders, interviews + 1)."""
    import numpy as np

    n = len(interviews)
    pairs = sorted((code, at) for at, codes in enumerate(interviews) for code in set(codes))
    holders = np.array([at for _, at in pairs])
    starts = np.array([at for at, (code, _) in enumerate(pairs) if at == 0 or pairs[at - 1][0] != code])
    draw = np.random.default_rng(seed)
    places = draw.permuted(np.tile(np.arange(n), (orders, 1)), axis=1)
    new = np.zeros((orders, n), dtype=np.int64)
    step = max(1, _MOST_AT_ONCE // len(pairs))
    for begin in range(0, orders, step):
        part = places[begin : begin + step]
        # A code is new in the earliest of the interviews that hold it.
        earliest = np.minimum.reduceat(part[:, holders], starts, axis=1)
        flat = earliest + n * np.arange(len(part))[:, None]
        new[begin : begin + step] = np.bincount(flat.ravel(), minlength=n * len(part)).reshape(len(part), n)
    return np.concatenate([np.zeros((orders, 1), dtype=np.int64), new.cumsum(axis=1)], axis=1)


def _quartile(seen: "NDArray[np.int64]", base: int, run: int, threshold: float) -> Quartiles:
    first = seen[:, base]
    fresh = seen[:, base + run :] - seen[:, base : seen.shape[1] - run]
    hits = (fresh <= threshold * first[:, None] + _TINY) & (first[:, None] > 0)
    reached = hits.any(axis=1)
    held = sorted((base + hits.argmax(axis=1)[reached]).tolist())
    orders = len(seen)

    def at(share: float) -> int | None:
        rank = math.ceil(share * orders) - 1
        return held[rank] if rank < len(held) else None

    return Quartiles(
        base=base,
        run=run,
        threshold=threshold,
        reached=len(held) / orders,
        q1=at(0.25),
        median=at(0.5),
        q3=at(0.75),
    )
