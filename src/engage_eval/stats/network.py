"""Who recruited whom: trees that begin with seeds, their waves, and how far recruitment went on by itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engage_eval.core.circles import circles
from engage_eval.core.estimate import Estimate, undefined

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A link that can't be part of a tree; ``row`` is its place among the pairs, from 0.

    ``kind``: twice (the person stands in an earlier row too), self, unknown (the recruiter is nobody of the pairs),
    cycle (the chain of recruiters comes back; told once, at its smallest id; ``circle`` names who is in it).
    """

    kind: str
    person: str
    recruiter: str
    row: int
    circle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Recruitment trees; seeds are wave 0, whom they recruited wave 1, and so on.

    ``wave_of`` and ``recruiter_of`` are in the order of the ids. ``waves`` is the highest wave number,
    ``longest_chain`` counts the people in the longest chain from a seed (0 where there is nobody), ``trees`` holds
    (seed, people in its tree), the largest first, ``recruits`` (person, how many that person recruited), also 0.
    ``per_recruiter`` is the mean over those who recruited anyone.
    """

    people: int
    links: int
    seeds: tuple[str, ...]
    wave_of: tuple[tuple[str, int], ...]
    recruiter_of: tuple[tuple[str, str], ...]
    waves: int
    longest_chain: int
    by_wave: tuple[int, ...]
    trees: tuple[tuple[str, int], ...]
    largest_tree_share: Estimate
    seeds_share: Estimate
    recruits: tuple[tuple[str, int], ...]
    per_recruiter: Estimate
    faults: tuple[Fault, ...]

    @property
    def distribution(self) -> tuple[tuple[int, int], ...]:
        """Return (number of recruits, how many people recruited that many), from 0."""
        return tuple(sorted(Counter(number for _, number in self.recruits).items()))

    @property
    def leaves(self) -> tuple[str, ...]:
        """Return those who recruited nobody: where the chains stopped."""
        return tuple(person for person, number in self.recruits if not number)


def network(pairs: Sequence[Pair]) -> Network:
    """Return the trees of ``pairs`` (person, recruiter), a pair a person; a seed's recruiter is empty text.

    A link that is at fault is left out, so its person begins a tree, and ``faults`` says which: whoever must not guess
    refuses such pairs. Undefined: ``empty`` without people; ``no_links`` for the recruits of a recruiter.
    Source: Goodman (1961), Annals of Mathematical Statistics 32, 148-170 (waves); Heckathorn (1997), Social
    Problems 44, 174-199 (seeds and chains).

    >>> found = network([("A", ""), ("B", "A"), ("C", "B"), ("D", "")])
    >>> found.seeds, found.waves, found.longest_chain, found.trees
    (('A', 'D'), 2, 3, (('A', 3), ('D', 1)))
    """
    links, faults = _sound_links(pairs)
    people = sorted(dict(pairs))
    waves, roots = _waves(people, links)
    counts = Counter(links.values())
    sizes = Counter(roots.values())
    by_wave = Counter(waves.values())
    highest = max(by_wave, default=0)
    seeds = tuple(person for person in people if person not in links)
    trees = tuple(sorted(sizes.items(), key=lambda one: (-one[1], one[0])))
    return Network(
        people=len(people),
        links=len(links),
        seeds=seeds,
        wave_of=tuple((person, waves[person]) for person in people),
        recruiter_of=tuple(sorted(links.items())),
        waves=highest,
        longest_chain=highest + 1 if people else 0,
        by_wave=tuple(by_wave[wave] for wave in range(highest + 1)) if people else (),
        trees=trees,
        largest_tree_share=_share(trees[0][1] if trees else 0, len(people)),
        seeds_share=_share(len(seeds), len(people)),
        recruits=tuple((person, counts[person]) for person in people),
        per_recruiter=_per_recruiter(counts),
        faults=tuple(sorted(faults, key=lambda one: one.row)),
    )


def _share(count: int, n: int) -> Estimate:
    return Estimate(value=count / n, method="share", n=n) if n else undefined("empty", method="share")


def _per_recruiter(counts: Mapping[str, int]) -> Estimate:
    if not counts:
        return undefined("no_links", method="mean")
    return Estimate(value=sum(counts.values()) / len(counts), method="mean", n=len(counts))


def _sound_links(pairs: Sequence[Pair]) -> tuple[dict[str, str], list[Fault]]:
    """Return person -> recruiter without what is at fault, and the faults."""
    known = {person for person, _ in pairs}
    rows: dict[str, int] = {}
    links: dict[str, str] = {}
    faults = []
    for row, (person, recruiter) in enumerate(pairs):
        if person in rows:
            faults.append(Fault(kind="twice", person=person, recruiter=recruiter, row=row))
            continue
        rows[person] = row
        if recruiter == person:
            faults.append(Fault(kind="self", person=person, recruiter=recruiter, row=row))
        elif recruiter and recruiter not in known:
            faults.append(Fault(kind="unknown", person=person, recruiter=recruiter, row=row))
        elif recruiter:
            links[person] = recruiter
    for circle in list(circles(links)):
        first = circle[0]
        fault = Fault(kind="cycle", person=first, recruiter=links.pop(first), row=rows[first], circle=circle)
        faults.append(fault)
    return links, faults


def _waves(people: Sequence[str], links: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """Return person -> wave, and person -> the seed whose tree it is."""
    recruited: dict[str, list[str]] = {}
    for person, recruiter in links.items():
        recruited.setdefault(recruiter, []).append(person)
    level = [person for person in people if person not in links]
    waves = dict.fromkeys(level, 0)
    roots = {person: person for person in level}
    wave = 0
    while level:
        wave += 1
        following = [(recruit, person) for person in level for recruit in recruited.get(person, ())]
        waves.update((recruit, wave) for recruit, _ in following)
        roots.update((recruit, roots[person]) for recruit, person in following)
        level = [recruit for recruit, _ in following]
    return waves, roots
