"""What goes wrong with a Word report whose numbers are to be checked or renewed."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "word.no_report": error(
        N_("“{name}” is no Word report."),
        N_("Give the report first, a file that ends in .docx, then the study's folder."),
    ),
    "word.no_file": error(
        N_("The report “{name}” is not there."),
        N_("Look at its name and folder; the file ends in .docx."),
    ),
    "word.old_format": error(
        N_("“{name}” is an old Word file (.doc), or one with a password."),
        N_("Open it in Word and save it as .docx without a password."),
    ),
    "word.unreadable": error(
        N_("“{name}” can't be read as a Word file: it is damaged, or another kind of file."),
        N_("Open it in Word; if that works, save it anew as .docx. Else take a copy from before."),
    ),
    "word.strict": error(
        N_("“{name}” is saved in the variant “Strict Open XML”, which can't be used as a template."),
        N_("Open it in Word and save it as “Word Document (.docx)”."),
    ),
    "word.too_big": error(
        N_("“{name}” is too big: unpacked, it is more than {most} MB."),
        N_("Make the pictures in it smaller, then try again."),
    ),
    "word.no_claims": error(
        N_("“{name}” carries no numbers that could be traced."),
        N_(
            "Give a .docx that `engage-eval report` wrote, also one rewritten in Word or LibreOffice. "
            "Saving as .odt or as another format takes the numbers out."
        ),
    ),
    "word.newer": error(
        N_("“{name}” was written by a newer version of engage-eval."),
        N_("Install that version, then try again."),
    ),
    "word.other_study": error(
        N_("“{name}” was made from the study “{found}”; this is the study “{study}”."),
        N_("Give the folder of the study that it was made from."),
    ),
    "word.same_file": error(
        N_("“{name}” is the report itself, which is never replaced."),
        N_("Give another name with -o."),
    ),
    "word.not_docx": error(
        N_("The new report can't be called “{name}”."),
        N_("Give a name that ends in .docx with -o."),
    ),
}
