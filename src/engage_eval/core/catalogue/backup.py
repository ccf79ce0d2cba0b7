"""Backups of study files: which there are, and putting one back."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

_LIST = N_("See which there are: engage-eval backup list STUDY")

ENTRIES: Mapping[str, Entry] = {
    "backup.database": error(
        N_("“{name}” is in a database, of which the program makes no backups."),
        N_("Ask whoever keeps the server; a copy of the study as files: engage-eval export bundle"),
    ),
    "backup.none": error(
        N_("There is no backup of “{name}”."),
        N_("Backups lie in the folder of the same name that ends in .backups, beside the study file."),
    ),
    "backup.unknown": error(
        N_("There is no backup called “{name}”."),
        _LIST,
    ),
    "backup.damaged": error(
        N_("The backup “{name}” is damaged, so nothing was restored."),
        _LIST,
    ),
    "backup.other_study": error(
        N_("The backup “{name}” is of another study ({there}) than the file ({here}); nothing was restored."),
        _LIST,
    ),
    "backup.older_file": error(
        N_("“{name}” is of an earlier version, so what people decided in it can't be read; nothing was restored."),
        N_("Any command that records in it brings it up to date. Or move it elsewhere, then restore."),
    ),
    "backup.no_origin": error(
        N_("The backup “{name}” has the id of this study, but isn't of this file; nothing was restored."),
        N_("Look at it by itself: copy it to another folder as STUDY.engage, then engage-eval check STUDY.engage"),
    ),
    "backup.alone": error(
        N_("The backup “{name}” shares no entry of the log with the other files of this study; nothing was restored."),
        N_("If it is what you want, copy it to another folder as STUDY.engage, then engage-eval check STUDY.engage"),
    ),
    "backup.confirm": error(
        N_("Restoring puts the backup in the place of the study file, and was not confirmed."),
        N_("Give --yes with the command; what stands there now is kept as a backup unless it says otherwise."),
    ),
    "backup.not_deleted": error(
        N_("The backup was restored, but “{name}”, which holds what was erased, can't be deleted."),
        N_("Take the protection off its folder and delete it by hand."),
    ),
}
