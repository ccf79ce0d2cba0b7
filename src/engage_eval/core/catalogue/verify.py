"""What `verify` finds in a study file: rows that aren't as they were written, rows that are missing, a broken log."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

# What to do is nearly always the same: nothing is mended in the file itself.
_RESTORE = N_("Keep this file as it is, and restore a backup: engage-eval backup list STUDY")

ENTRIES: Mapping[str, Entry] = {
    "verify.row": error(
        N_("The row “{row}” of the table “{table}” is not as it was written. It is about: {about}."), _RESTORE
    ),
    "verify.unreadable": error(
        N_("The row “{row}” of the table “{table}” can't be read."),
        _RESTORE,
    ),
    "verify.table": error(
        N_("The table “{table}” can't be read to its end; {n} rows of it could."),
        _RESTORE,
    ),
    "verify.definition": error(
        N_("The text of “{file}” (row “{row}”) is not the one whose SHA-256 was recorded."),
        _RESTORE,
    ),
    "verify.reference": error(
        N_("The row “{row}” of the table “{table}” points to nothing in “{other}”. It is about: {about}."),
        _RESTORE,
    ),
    "verify.log_row": error(
        N_("Entry {seq} of the log (copy “{replica}”) is not as it was written."),
        _RESTORE,
    ),
    "verify.log_hole": error(
        N_("The log of the copy “{replica}” lacks entry {seq}."),
        _RESTORE,
    ),
    "verify.log_chain": error(
        N_("Entry {seq} of the log (copy “{replica}”) doesn't follow from the one before it."),
        N_("Entries were taken out, or changed. Keep this file as it is, and restore a backup: backup list STUDY"),
    ),
    "verify.log_head": error(
        N_("The file lacks what this computer wrote to it last: entry {seq} of the log (copy “{replica}”)."),
        N_("An older copy was put in its place, or the end was lost. If you have the newer file: engage-eval merge"),
    ),
    "verify.counts": error(
        N_("Of the table “{table}” the log has {logged} rows; {present} are there, {erased} were erased."),
        N_("Rows were taken out or put in by something else. Keep this file, and restore a backup: backup list STUDY"),
    ),
    "verify.erased_row": error(
        N_("The row “{row}” of the table “{table}” should be gone: the content of “{about}” was erased."),
        N_("Erase it again: engage-eval consent withdraw STUDY PERSON --kind erase"),
    ),
    "verify.tombstone": error(
        N_("The row “{row}” of the table “{table}” was erased, and is there all the same."),
        _RESTORE,
    ),
    "verify.meta": error(
        N_("The file doesn't say which study it holds, or says it {n} times."),
        _RESTORE,
    ),
    "verify.schema": error(
        N_("“{what}” in the file is not as this program makes it."),
        N_("Rows may have been written unguarded. Keep this file as it is, and restore a backup: backup list STUDY"),
    ),
    "verify.schema_missing": error(
        N_("“{what}” is missing from the file, which this program makes."),
        N_("Rows may have been written unguarded. Keep this file as it is, and restore a backup: backup list STUDY"),
    ),
    "verify.schema_foreign": error(
        N_("“{what}” stands in the file, and this program doesn't make it."),
        N_("Another program wrote to the file. Keep it as it is, and restore a backup: backup list STUDY"),
    ),
    "verify.revision": error(
        N_("The file says in two places which revision it has, and they differ: {head} and {table}."),
        _RESTORE,
    ),
    "verify.head": error(
        N_("The file's head has {found} at byte {byte}, where this program writes {wanted}."),
        N_("No row is touched by it. Keep a copy, then restore a backup: engage-eval backup list STUDY"),
    ),
    "verify.wal": error(
        N_("The file was switched to a write-ahead log by another program."),
        N_("Copying it while it is open loses rows. Restore a backup: engage-eval backup list STUDY"),
    ),
    "verify.index": error(
        N_("The index “{index}” of the table “{table}” has other rows than the table: {n} differ."),
        N_("Searches may miss rows. Keep this file as it is, and restore a backup: engage-eval backup list STUDY"),
    ),
    "verify.pages": error(
        N_("SQLite's own check found: {text}"),
        _RESTORE,
    ),
    "verify.guard_off": error(
        N_("The guard “{what}” of the database is switched off."),
        N_("Whoever keeps the database switches it on again: ALTER TABLE ... ENABLE TRIGGER"),
    ),
    "verify.folder": error(
        N_("“{name}” is no study file; verify looks at a study file, or at the numbers of a Word report."),
        N_("A study folder is examined by: engage-eval check FOLDER"),
    ),
    "verify.older": error(
        N_("“{name}” was written by an older version of engage-eval (revision {revision})."),
        N_("Open it once, which makes a backup and brings it up to date: engage-eval check STUDY; then verify it."),
    ),
}
