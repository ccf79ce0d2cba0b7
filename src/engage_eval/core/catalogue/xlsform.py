"""Forms for telephones and tablets: what can't go out, what is wrong in one, and what was not taken over."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

ENTRIES: Mapping[str, Entry] = {
    "xlsform.not_sound": error(
        N_("“{name}” has errors, so nothing was written."),
        N_("Mend what is listed, then try again."),
    ),
    "xlsform.no_survey": error(
        N_("The workbook has no sheet called survey, so it is no XLSForm."),
        N_("Give the file that was uploaded to KoboToolbox or ODK, not a list of answers."),
    ),
    "xlsform.no_questions": error(
        N_("The form has no question that could be taken over."),
        N_("See the list: what is not taken over is named there, row by row."),
    ),
    "xlsform.name_taken": error(
        N_("“{found}” is a name that the form needs for itself."),
        N_("Give the item another key, in a new version of the instrument."),
    ),
    "xlsform.untold": error(
        N_("No expression of an XLSForm can say “{part}”."),
        N_("Words have no order there. Ask with = or !=, or make it a scale with numbers."),
    ),
    "xlsform.syntax": error(
        N_("The expression can't be read from “{found}” on (position {position})."),
        N_("Look for a bracket or a quotation mark that is not closed, and for missing words between two parts."),
    ),
    "xlsform.unknown_function": error(
        N_("There is no function “{found}” in ODK and KoboToolbox."),
        N_("The check of the form doesn't see it, but the telephone stops there. Correct the name."),
    ),
    "xlsform.unknown_name": error(
        N_("${{{found}}} stands in the expression, but no question has this name."),
        N_("Correct the name, or add the question."),
    ),
    "xlsform.name_twice": error(
        N_("Two rows are called “{found}”; the first is in line {first}."),
        N_("Give each question and group a name of its own."),
    ),
    "xlsform.unknown_list": error(
        N_("The sheet choices has no list “{found}”."),
        N_("Add its choices there, or correct the name in the column type."),
    ),
    "xlsform.group": error(
        N_("“{found}” doesn't fit: groups and repeats are not closed in the order in which they were opened."),
        N_("Each begin_group needs its end_group, each begin_repeat its end_repeat."),
    ),
    "xlsform.cycle": error(
        N_("What is asked depends on itself: {chain}."),
        N_("Take one of these questions out of the expression of the next."),
    ),
    "xlsform.translation": warning(
        N_("The text is missing in “{language}”, though other rows have it: the telephone would show nothing."),
        N_("Fill in the cell."),
    ),
    "xlsform.left_out": warning(
        N_("Not taken over: {kind} “{found}”."),
        N_("Look whether the questionnaire needs it; the page of this code says what can stand in its place."),
    ),
    "xlsform.condition_left_out": warning(
        N_("Not taken over: the expression in {kind}, “{found}”. The question is asked without it."),
        N_("Write a condition by hand in the file, or leave it out if the question is for everyone."),
    ),
    "xlsform.renamed": warning(
        N_("“{found}” is now called “{name}”."),
        N_("Keys have small letters, digits and _ only, at most 24, and each stands once."),
    ),
}
