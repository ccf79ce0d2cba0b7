"""What goes wrong between the user and a command."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "study.not_sound": error(
        N_("The study has errors, so nothing was analysed."),
        N_("Mend what is listed, then try again."),
    ),
    "command.no_study_file": error(
        N_("“{name}” is a study file or a database, which this version can't open."),
        N_("Give the study's folder."),
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
        N_("Give another name with -o, or --force to replace it."),
    ),
    "command.file_open": error(
        N_("“{name}” can't be written: it is open in another program."),
        N_("Close it first (in Word: File, Close), then try again."),
    ),
    "command.no_folder": error(
        N_("The folder “{name}” is not there."),
        N_("Make it first, or give another name with -o."),
    ),
    "command.cannot_write": error(
        N_("“{name}” can't be written."),
        N_("Check that the folder is there, that you may write in it, and that the disk has room."),
    ),
    "command.inside_study": error(
        N_("“{name}” stands in the study's folder, which is only read."),
        N_("Give a file in another folder."),
    ),
    "command.unknown_format": error(
        N_("A report can't be written as “{name}”."),
        N_("Give a name that ends in .docx, .html or .md."),
    ),
    "command.unknown_claim": error(
        N_("There is no number called “{name}” in this study."),
        N_("`engage-eval explain` without a name lists all of them."),
    ),
    "command.bad_count": error(
        N_("{count} of {n} is no share."),
        N_("Give two whole numbers, the first at most the second, for example: engage-eval stats proportion 13 20"),
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
}
