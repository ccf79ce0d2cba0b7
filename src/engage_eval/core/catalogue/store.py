"""The study file and its database: where it can't be opened, read or written to."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "store.no_file": error(
        N_("There is no study file “{name}”."),
        N_("Make one from a study folder: engage-eval import bundle FOLDER STUDY.engage"),
    ),
    "store.exists": error(
        N_("Something stands at “{name}” already."),
        N_("Choose another name, or move what is there."),
    ),
    "store.is_folder": error(
        N_("“{name}” is a folder, not a study file."),
        N_("Make a study file from a study folder: engage-eval import bundle FOLDER STUDY.engage"),
    ),
    "store.no_schema": error(
        N_("“{name}” doesn't say which study of the database is meant."),
        N_("Add it at the end: ?study=NAME, in small letters, digits and underscores."),
    ),
    "store.empty": error(
        N_("The file “{name}” is empty: it was never written whole, or a copy of it was broken off."),
        N_("Copy it again from where it came, or restore a backup: engage-eval backup list STUDY"),
    ),
    "store.foreign": error(
        N_("“{name}” is no study file of engage-eval."),
        N_("Check the name; a study file is made by: engage-eval import bundle FOLDER STUDY.engage"),
    ),
    "store.truncated": error(
        N_("The study file “{name}” is shorter than it should be: a part of it is missing."),
        N_("Copy it again from where it came, or restore a backup: engage-eval backup list STUDY"),
    ),
    "store.damaged": error(
        N_("The study file “{name}” is damaged and can't be read."),
        N_("Keep it as it is, and restore a backup: engage-eval backup list STUDY"),
    ),
    "store.wal": error(
        N_("“{name}” was switched to another journal (WAL) by another program, so it is not opened."),
        N_("Close that program and have it set back: PRAGMA journal_mode=DELETE. Or restore a backup."),
    ),
    "store.newer": error(
        N_("“{name}” was written by a newer version of engage-eval."),
        N_("Install that version, or a newer one; nothing was changed."),
    ),
    "store.older_database": error(
        N_("The study “{name}” in the database was made by an older version of engage-eval."),
        N_("Have it brought up to date once, by whoever keeps the database: engage-eval doctor STUDY --upgrade"),
    ),
    "store.in_use": error(
        N_("Another program is writing to “{name}” (computer, process, since: {who})."),
        N_("Wait until it is done, or close it; then try again. Nothing was changed."),
    ),
    "store.busy": error(
        N_("“{name}” is being written to just now."),
        N_("Try again in a moment; nothing was changed."),
    ),
    "store.opened_to_read": error(
        N_("“{name}” was opened for reading only."),
        N_("This is a mistake in the program; please report it."),
    ),
    "store.read_only": error(
        N_("“{name}” can't be written to: the file or its folder is protected."),
        N_("Take the protection off, or copy the study to a folder of your own. Nothing was changed."),
    ),
    "store.disk": error(
        N_("The disk reported an error while “{name}” was being read or written."),
        N_("What was acknowledged before is kept. Look at the disk, then: engage-eval verify STUDY"),
    ),
    "store.full": error(
        N_("There is no room left on the disk of “{name}”; what you just entered was not saved."),
        N_("Make room, then enter it again; everything before it is kept."),
    ),
    "store.number": error(
        N_("A number for “{column}” can't be kept: it is too large, or no number at all."),
        N_("Correct it; whole numbers may go up to 2,147,483,647. Nothing was recorded."),
    ),
    "store.key": error(
        N_("A key for “{column}” has characters that no database keeps."),
        N_("Write it with letters, digits, - and _ only. Nothing was recorded."),
    ),
    "store.cannot_open": error(
        N_("“{name}” can't be opened or made there."),
        N_("Check that the folder exists and that you may write to it."),
    ),
    "store.no_server": error(
        N_("The database of “{name}” can't be reached, or refuses the login."),
        N_("Check the address, name and password, and that the server is running."),
    ),
    "store.no_rights": error(
        N_("The study “{name}” is in the database, but the login has no rights to it."),
        N_("Have whoever keeps the database grant them, or use the login that made the study."),
    ),
    "store.too_large": error(
        N_("A number is larger than “{name}” can hold, so nothing was recorded."),
        N_("Correct it: counts go up to 2,147,483,647."),
    ),
    "erase.unfinished": error(
        N_("The rows of {participant} are deleted, but old copies may still stand in “{name}” or its backups."),
        N_("Make room on the disk, or take a protection off; the next command that records in the study finishes it."),
    ),
    "store.erased_person": error(
        N_("In “{name}” this person's content was erased, so nothing more can be recorded of them."),
        N_("Whoever wants to take part again is recruited under a new code."),
    ),
}
