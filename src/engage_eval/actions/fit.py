"""Compute the fit of a study, and write it as a tidy table with a data dictionary beside it."""

from pathlib import Path

from engage_eval.actions.analyse import write_csv
from engage_eval.analysis.answers import latest
from engage_eval.analysis.fit import Fit
from engage_eval.analysis.fit import fit as compute
from engage_eval.analysis.fit_tables import dictionary_rows, tidy_rows
from engage_eval.core.messages import messages
from engage_eval.model.snapshot import Snapshot


def fit(snapshot: Snapshot) -> Fit:
    """Return each respondent's scores, each characteristic's place, and what is refused."""
    return compute(snapshot)


def dictionary_name(target: Path) -> Path:
    """Return where the data dictionary of the table ``target`` stands: fit.csv has fit-dictionary.csv beside it."""
    return target.with_name(f"{target.stem}-dictionary{target.suffix}")


def write(found: Fit, snapshot: Snapshot, target: Path) -> Path:
    """Write the table to ``target`` and its dictionary beside it; return the dictionary's place.

    Raises StoreError where a file can't be written.
    """
    answers = latest(snapshot)
    beside = dictionary_name(target)
    write_csv(target, tidy_rows(found, snapshot, answers))
    rows = dictionary_rows(found, answers.instrument, lambda text, language: messages(language).text(text))
    write_csv(beside, rows)
    return beside
