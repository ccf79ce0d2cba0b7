"""Circles in links that each lead from one thing to one other: who recruited whom must not come back to its start."""

from collections.abc import Iterator, Mapping


def circles(links: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield each circle of ``links`` once: from its smallest id to what that one leads to, and so on.

    >>> list(circles({"C": "A", "A": "B", "B": "C", "D": "A", "E": "E"}))
    [('A', 'B', 'C'), ('E',)]
    """
    done: set[str] = set()
    for start in sorted(links):
        path: dict[str, None] = {}  # keeps the order and finds quickly
        one = start
        while one in links and one not in done and one not in path:
            path[one] = None
            one = links[one]
        if one in path:
            walked = list(path)
            circle = walked[walked.index(one) :]
            first = circle.index(min(circle))
            yield (*circle[first:], *circle[:first])
        done.update(path)
