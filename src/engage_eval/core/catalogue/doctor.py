"""What `doctor` finds: settings, places and backups that put a study at risk."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

ENTRIES: Mapping[str, Entry] = {
    "doctor.cloud": warning(
        N_("The file lies in a folder that {service} synchronises."),
        N_("It may copy the file in mid-write, and sends it to other computers. Move it to a folder of its own."),
    ),
    "doctor.network": warning(
        N_("The file lies on a network share ({kind})."),
        N_("Locks are not kept safely there. Work on this computer's own disk, or use PostgreSQL for a team."),
    ),
    "doctor.not_encrypted": warning(
        N_("As far as this computer tells, its disk is not encrypted: whoever takes it can read the study."),
        N_("Switch on encryption (BitLocker, FileVault, LUKS)."),
    ),
    "doctor.no_room": warning(
        N_("Only {free} MB are free on the disk; {needed} MB should be, for backups and upgrades."),
        N_("Make room before you go on recording."),
    ),
    "doctor.no_backups": warning(
        N_("There is no backup yet."),
        N_("One is made every 30 minutes of recording; until then copy the file when nobody records."),
    ),
    "doctor.no_backups_there": warning(
        N_("The program makes no backups of a database."),
        N_("Ask whoever keeps the server for daily backups, and for a trial of putting one back."),
    ),
    "doctor.backup_failed": warning(
        N_("The last backup failed: {at}."),
        N_("Look whether the disk is full or the folder of the backups protected."),
    ),
    "doctor.hard_link": warning(
        N_(
            "The study file has {n} names on this disk (hard links); lock, backups and register go by one of them only."
        ),
        N_("Delete all names but one, or make a copy instead."),
    ),
    "doctor.strays": warning(
        N_("{names} belong to this study, and to no file that is there."),
        N_("If the file was renamed, rename them too: {wanted}. If their file is gone, keep them elsewhere."),
    ),
    "doctor.stray_backups": warning(
        N_("{names} belong to this study, and to no file that is there."),
        N_("If the file was renamed, move the files in them into {wanted}. If not, keep them elsewhere."),
    ),
    "doctor.erasure_unfinished": warning(
        N_("The erasure of {people} isn't finished: old copies may still stand in the file or its backups."),
        N_("Make room on the disk, or take a protection off; the next command that records in the study finishes it."),
    ),
    "doctor.erased_in_register": warning(
        N_("The contacts register knows {people} as erased; merges since changed whose these codes are."),
        N_("Compare with the certificates. If it is the one who stands there: engage-eval consent withdraw"),
    ),
    "doctor.protected": warning(
        N_("Can't be written to: {names}."),
        N_("Take the protection off (Properties: Read-only) before anything is recorded or erased."),
    ),
    "doctor.same_id": warning(
        N_("{names}: of a study with the same id ({study}), but of another file than this one."),
        N_(
            "If they are of an earlier file of this study, delete by hand what an erasure is to reach. Else leave them."
        ),
    ),
    "doctor.data_folder": warning(
        N_("Nothing can be written to your data folder ({folder}), so this copy of the study is not known again."),
        N_("Make it writable, or name another folder in the variable ENGAGE_EVAL_DATA."),
    ),
    "doctor.setting": error(
        N_("The setting {setting} is {value}, which is not what the program asks for."),
        N_("Rows could be lost in a power cut. Tell whoever keeps the computer or the server."),
    ),
    "doctor.older_file": warning(
        N_("The file has revision {revision}, from an older version of the program."),
        N_("The next command that opens it makes a backup and brings it up to date."),
    ),
    "doctor.older_database": error(
        N_("The study in the database has revision {revision}, from an older version of the program."),
        N_("Bring it up to date when nobody records: engage-eval doctor STUDY --upgrade"),
    ),
    "doctor.upgrade_file": error(
        N_("“{name}” is a study file, and is brought up to date by itself."),
        N_("Leave out --upgrade; it is for studies in a database."),
    ),
    "doctor.upgrade_what": error(
        N_("It isn't said which study is to be brought up to date."),
        N_("Name it: engage-eval doctor postgresql://HOST/DATABASE?study=NAME --upgrade"),
    ),
    "doctor.folder": error(
        N_("“{name}” is a folder; doctor looks at a study file or a database."),
        N_("A study folder is examined by: engage-eval check FOLDER"),
    ),
}
