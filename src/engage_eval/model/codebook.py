"""The codebook: a tree of codes with stable keys."""

from dataclasses import dataclass, field

from engage_eval.core.problem import Place
from engage_eval.model.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code: its definition, when to use it and when not, an example, the words that point to it.

    ``from_participant`` names the person whose own words the code is (in vivo).
    """

    key: str
    text: Texts
    parent: str = ""
    definition: Texts = field(default_factory=Texts)
    when: Texts = field(default_factory=Texts)
    when_not: Texts = field(default_factory=Texts)
    example: Texts = field(default_factory=Texts)
    keywords: tuple[str, ...] = ()
    from_participant: str = ""
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """A codebook in one frozen version; codes stand in tree order, parents before children."""

    key: str
    version: str
    title: Texts
    codes: tuple[Code, ...]
    digest: str = ""
    place: Place = field(default_factory=Place, compare=False)
