"""What the disclosure check finds in a report to be shared."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

_WHERE_NUMBER = N_("It would stand in: {where}. Take it out of the record, or write what kind of contact it was.")
_WHERE_NAME = N_("It would stand in: {where}. Write the role in its place, for example “a midwife”.")

ENTRIES: Mapping[str, Entry] = {
    "disclosure.found": error(
        N_("The report would show what can tell who someone is, so “{name}” was not written."),
        N_("Change what is listed, then try again. Without --share the report is for the study's own eyes."),
    ),
    "disclosure.phone": error(N_("“{text}” looks like a telephone number."), _WHERE_NUMBER),
    "disclosure.email": error(N_("“{text}” is an e-mail address."), _WHERE_NUMBER),
    "disclosure.link": error(N_("“{text}” leads to a person's page or chat."), _WHERE_NUMBER),
    "disclosure.nik": error(N_("“{text}” looks like an identity number (NIK, 16 digits)."), _WHERE_NUMBER),
    "disclosure.bpjs": error(N_("“{text}” looks like the number of a BPJS card (13 digits)."), _WHERE_NUMBER),
    "disclosure.name": error(N_("“{text}” is one of the names in the list."), _WHERE_NAME),
    "disclosure.title": error(N_("“{text}” looks like a person's name with a title."), _WHERE_NAME),
    "disclosure.pseudonym": error(
        N_("“{text}” is a participant's pseudonym or the id of an interview."),
        N_("It would stand in: {where}. Who has the study's files can tell from it who is meant; take it out."),
    ),
    "disclosure.facility": error(
        N_("“{text}” is a facility's own name, and study.yaml masks facilities."),
        N_("It would stand in: {where}. Write the kind of facility in its place."),
    ),
}
