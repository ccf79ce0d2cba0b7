"""The software that a report rests on: names, installed versions and the works that their authors ask to cite."""

import platform
from dataclasses import dataclass
from importlib.metadata import version

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Runs
from engage_eval.report.build.context import Context
from engage_eval.report.prose import listed
from engage_eval.report.references import cite


@dataclass(frozen=True, slots=True)
class Library:
    """A library: its name, its name as a distribution, and the key of the work to cite."""

    name: str
    distribution: str
    reference: str

    def words(self) -> str:
        """Return "SciPy 1.17.1 (Virtanen et al., 2020)"."""
        return f"{self.name} {version(self.distribution)} {cite(self.reference)}"


MATPLOTLIB = Library("matplotlib", "matplotlib", "hunter_2007")
NUMPY = Library("numpy", "numpy", "harris_2020")
SCIPY = Library("scipy", "scipy", "virtanen_2020")
STATSMODELS = Library("statsmodels", "statsmodels", "seabold_2010")


def used(context: Context) -> tuple[Library, ...]:
    """Return the libraries that computed something in this report."""
    results = context.results
    computed = (
        (NUMPY, bool(results.outcomes.facilities) or results.fit.weighs),
        (SCIPY, True),  # the intervals of every share
        (STATSMODELS, results.outcomes.segmented is not None),
    )
    return tuple(library for library, used_here in computed if used_here)


def software(context: Context) -> Runs:
    """Return the sentence that names the software with its versions."""
    return context.prose.text(
        N_("Computed with {program} under Python {python}, with {libraries}; figures were drawn with {drawing}."),
        program=context.program,
        python=platform.python_version(),
        libraries=listed([one.words() for one in used(context)], context.speech),
        drawing=MATPLOTLIB.words(),
    )
