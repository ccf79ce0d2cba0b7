"""Data files for other programs, kits for other hospitals, and the experts' panel."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "command.extra_missing": error(
        N_("This needs {package}, which is not installed."),
        N_("Install it once, where engage-eval is installed:  pip install {package}"),
    ),
    "command.text_too_long": error(
        N_("A text in “{name}” is longer than the {most} bytes that {program} allows."),
        N_("Export to .xlsx, .csv or .dta, or leave out `--with-text`."),
    ),
    "kit.refused": error(
        N_("“{name}” was not made: the definitions point to people or to this hospital."),
        N_("Mend what is listed, then try again."),
    ),
    "kit.identifies": error(
        N_("“{found}” in the definitions points to a person or to this hospital ({kind})."),
        N_("Put a placeholder such as {{hospital}} there, or take it out; then export again."),
    ),
    "kit.no_kit": error(
        N_("“{name}” is no kit: {missing} is missing in it."),
        N_("Give a file or folder that “engage-eval export kit” made."),
    ),
    "kit.broken": error(
        N_("“{name}” can't be opened as a kit: it is damaged, too big, or under a password."),
        N_("Ask for the file again, and give it as it came."),
    ),
    "kit.no_instrument": error(
        N_("The study has no questionnaire, so there is nothing to make a kit of."),
        N_("Put one into the folder instruments, and name it in study.yaml."),
    ),
    "panel.rating": error(
        N_("A rating of relevance is {found}, and must be from 1 to 4."),
        N_("1 not relevant, 2 somewhat, 3 quite, 4 highly relevant. An empty cell means: not judged."),
    ),
    "panel.unknown_item": error(
        N_("The panel judged “{found}”, which is no item of the questionnaire."),
        N_("Use the item keys that stand in the head of the sheet from “engage-eval export panel”."),
    ),
}
