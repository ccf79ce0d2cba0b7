"""Facts about people from the table of attributes: of several rows the one with the last day holds."""

from engage_eval.model.snapshot import Snapshot


def facts(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Return attribute -> person -> value; rows without a day are the oldest; of one day the last value holds.

    The order of rows means nothing: a folder's is lost in the study file that is made from it. A row without a value
    says nothing.
    """
    found: dict[str, dict[str, str]] = {}
    for one in sorted(snapshot.attributes, key=lambda one: (one.key, one.on is not None, str(one.on), one.value)):
        if one.value:
            found.setdefault(one.key, {})[one.participant] = one.value
    return found
