"""Cells that say an item was not shown, against what the instrument's conditions say."""

from collections.abc import Iterable, Iterator

from engage_eval.core.problem import Place, Problem
from engage_eval.model.record import StudyRecord
from engage_eval.model.shown import Screening, conditions_hold, form_of, is_for, is_in_form


def wrongly_not_shown(record: StudyRecord, cells: Iterable[tuple[str, str, Place]]) -> Iterator[Problem]:
    """Yield cells (interview, item, place) with .notshown whose item was asked; how far others got, nobody knows.

    Only complete interviews are looked at.
    """
    screening = Screening(record)
    interviews = {one.id: one for one in record.interviews}
    for key, item_key, place in cells:
        interview = interviews[key]
        instrument = record.instrument_of(interview)
        item = instrument.by_key.get(item_key) if instrument else None
        if instrument is None or item is None or interview.end != "complete":
            continue
        ineligible = screening.is_ineligible(interview.participant)
        asked = is_in_form(item, form_of(interview, instrument)) and is_for(item, ineligible=ineligible)
        if asked and conditions_hold(item, screening.values[key]):
            params = {"item": item_key, "interview": key}
            yield Problem(code="responses.was_shown", place=place, params=params)
