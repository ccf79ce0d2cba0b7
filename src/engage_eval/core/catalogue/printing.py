"""What keeps a schedule or a consent form from being printed."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "printing.forms_not_ready": error(
        N_("The consent forms are not ready to be printed, so nothing was written."),
        N_("Mend what is listed, then try again."),
    ),
    "printing.script_not_ready": error(
        N_("The telephone script of this study is not ready to be read aloud, so nothing was written."),
        N_("Mend what is listed, or leave the consent out with --without-consent."),
    ),
    "printing.instrument_not_ready": error(
        N_("The questionnaire can't be printed, so nothing was written."),
        N_("Mend what is listed, then try again."),
    ),
    "printing.no_consent_forms": error(
        N_("The study has no consent forms."),
        N_("Put them into its folder consent; a new study that `engage-eval new` makes has them."),
    ),
    "printing.unknown_form": error(
        N_("The study has no consent form “{name}” in the language asked for."),
        N_("Give its id, with or without version."),
    ),
    "printing.one_file": error(
        N_("“{name}” can hold one consent form, but {n} would be written."),
        N_("Choose one with --form and --language, or give a folder, whose name has no ending."),
    ),
}
