"""What goes wrong between the user and a command."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "study.not_sound": error(
        N_("The study has errors, so nothing was analysed."),
        N_("Mend what is listed, then try again."),
    ),
    "command.foreign_folder": error(
        N_("“{name}” is there already, and was not made by this command or was changed since."),
        N_("Give another folder, or move this one away."),
    ),
    "command.unknown_kit": error(
        N_("There is no questionnaire called “{name}”."),
        N_("Give the name of a shipped one, or an instrument file that ends in .yaml."),
    ),
    "command.file_exists": error(
        N_("“{name}” is there already."),
        N_("Give another name, or --force to replace it."),
    ),
    "command.file_open": error(
        N_("“{name}” can't be written: it is open in another program."),
        N_("Close it first (in Word: File, Close), then try again."),
    ),
    "command.no_folder": error(
        N_("The folder “{name}” is not there."),
        N_("Make it first, or give another name."),
    ),
    "command.cannot_write": error(
        N_("“{name}” can't be written."),
        N_("Check that the folder is there, that you may write in it, and that the disk has room."),
    ),
    "command.inside_study": error(
        N_("“{name}” stands in the study's folder, which is only read."),
        N_("Give a file in another folder."),
    ),
    "command.wrong_ending": error(
        N_("This can't be written as “{name}”."),
        N_("Give the file a name with another ending."),
    ),
    "command.too_long_for_workbook": error(
        N_("A text is longer than a cell of a workbook may be ({limit} signs)."),
        N_("Shorten it, or put it into a text file and name the file here."),
    ),
    "command.unknown_format": error(
        N_("A report can't be written as “{name}”."),
        N_("Give a name that ends in .docx, .html or .md."),
    ),
    "command.checklist_of_short": error(
        N_("A checklist belongs to the whole report, not to the kind “{kind}”."),
        N_("Leave out --checklist, or use --kind lengkap."),
    ),
    "command.share_annotated": error(
        N_("--annotate names pseudonyms, so it can't go together with --share."),
        N_("Leave out one of them: --annotate is for the study's own eyes."),
    ),
    "command.names_without_share": error(
        N_("--names gives the names that a report to be shared must not hold, so it needs --share."),
        N_("Add --share, or leave out --names."),
    ),
    "command.template_needs_docx": error(
        N_("A template gives a Word file its look, so the report can't be written as “{name}”."),
        N_("Give a name that ends in .docx with -o, or leave out --template."),
    ),
    "command.template_is_report": error(
        N_("“{name}” is the template itself, which is never replaced."),
        N_("Give the report another name with -o."),
    ),
    "command.no_names": error(
        N_("“{name}” holds no names."),
        N_("Write one name a line. Lines that begin with # are not read."),
    ),
    "command.bad_names": error(
        N_("“{name}” can't be read as a list of names."),
        N_("Save it as a text file with one name a line (UTF-8), then try again."),
    ),
    "command.unknown_claim": error(
        N_("There is no number called “{name}” in this study."),
        N_("`engage-eval explain` without a name lists all of them."),
    ),
    "command.bad_count": error(
        N_("{count} of {n} is no share."),
        N_("Give two whole numbers, the first at most the second, for example: engage-eval stats proportion 13 20"),
    ),
    "command.bad_scale": error(
        N_("A scale from {low} to {high} is none."),
        N_("Give the lowest rating with --low and the highest, which must be greater, with --high."),
    ),
    "command.bad_cut": error(
        N_("On a scale from {low} to {high}, {cut} can't be the lowest rating that counts as relevant."),
        N_("Give --relevant above {low} and at most {high}, or leave it out."),
    ),
    "command.folder_not_empty": error(
        N_("The folder {name} is there already and has something in it."),
        N_("Name a new folder, or an empty one; nothing was written."),
    ),
    "command.name_too_long": error(
        N_("The file name “{name}” is too long."),
        N_("Give a shorter one."),
    ),
    "command.empty_study": error(
        N_("The study is given as an empty text."),
        N_("Give the study's folder, or leave it out to use the current folder."),
    ),
    "command.no_file": error(
        N_("There is no file “{name}”."),
        N_("Check the spelling, and in which folder the file stands."),
    ),
    "command.is_folder": error(
        N_("“{name}” is a folder; a table is wanted, a CSV file or an Excel workbook."),
        N_("Give the file in it that holds the table."),
    ),
    "command.empty_table": error(
        N_("“{name}” holds no table: it is empty."),
        N_("Give a table whose first row names its columns."),
    ),
    "command.bad_table": error(
        N_("“{name}” can't be read as it stands, so nothing was computed."),
        N_("Mend what is listed, then try again."),
    ),
    "command.no_column": error(N_("“{file}” has no column “{name}”.")),
    "command.same_column": error(
        N_("{first} and {second} both name the column “{name}”."),
        N_("Give two different columns."),
    ),
    "command.unknown_attribute": error(N_("Nobody in the study has an attribute “{name}”.")),
    "command.no_plan": error(
        N_("There is nothing to plan: give --share with --width, or --theme, or both."),
        N_("For example: engage-eval stats plan --share 0.65 --width 0.2 --theme 0.1"),
    ),
    "command.bad_plan": error(
        N_("“{value}” can't be {name}."),
        N_(
            "A share lies between 0 and 1 (or 0% and 100%), a theme from 0.0001 to 1, a width from 0.001 to below 1; a "
            "population is 1 or more."
        ),
    ),
    "command.level_needs_numbers": error(
        N_("The ratings in “{name}” are words, so their order isn't known; the level {level} needs numbers."),
        N_("Write the values as numbers in their order (1, 2, 3), or leave out --level."),
    ),
}
