"""Bringing two copies of a study together."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "merge.folder": error(
        N_("“{name}” is a study folder; only study files are merged."),
        N_("Bring a folder in with: engage-eval import bundle {name} STUDY"),
    ),
    "merge.same_file": error(
        N_("Both names mean the same study file, “{name}”."),
        N_("Give the other copy as the second one."),
    ),
    "merge.other_study": error(
        N_("“{name}” holds another study ({there}) than this one ({here})."),
        N_("Only copies of one study can be merged."),
    ),
    "merge.no_origin": error(
        N_("“{name}” has the same id as this study, but neither is a copy of the other: they have nothing in common."),
        N_(
            "If they are two studies, keep them apart. If not: engage-eval export bundle {name} FOLDER, "
            "then import bundle FOLDER STUDY"
        ),
    ),
    "merge.damaged": error(
        N_("“{name}” is not as it was written, so nothing was merged."),
        N_("Look at all of it: engage-eval verify STUDY. Then restore a backup: engage-eval backup list STUDY"),
    ),
    "merge.refused": error(
        N_("Nothing was merged, because what is listed doesn't go together."),
        N_("Settle each of them as it says, then merge again; both copies are as they were."),
    ),
    "merge.not_sound": error(
        N_("Nothing was merged, because the study would have errors that neither copy has."),
        N_("Correct what is listed in one of the copies, then merge again."),
    ),
    "merge.renamed": error(
        N_("What is called {here} here is {there} in the other copy: it was renamed when they were merged."),
        N_("Put the merged copy in the place of the other one. To bring more into it: --map {there}={here} again"),
    ),
    "merge.came_in": error(
        N_("{key} of the other copy came in as {here} at an earlier merge; it can't become {wanted} too."),
        N_("Leave out --map {key}={wanted}."),
    ),
    "merge.renamed_there": error(
        N_("This copy was merged into the other one, in which {here} is called {there}."),
        N_("Go on with the other copy: put it in the place of this one."),
    ),
    "merge.row": error(
        N_("Row {row} of {table} ({about}) differs in the two copies, though rows are never changed."),
        N_("One copy was changed. Go on with the other, or restore a backup: engage-eval backup list STUDY"),
    ),
    "merge.participant": error(
        N_("{key} is another participant in the other copy: {differs} differ."),
        N_("Give the other one a new code: --map {key}=NEW. If both are one person: --map {key}={key}"),
    ),
    "merge.participant_twice": error(
        N_("Both copies gave the code {key} to somebody, and nothing says that it is one person."),
        N_("If it is one person: --map {key}={key}. Else give the other one a new code: --map {key}=NEW"),
    ),
    "merge.interview": error(
        N_("{key} is an interview with {there} in the other copy, and with {here} in this one."),
        N_("Give the other one a new key: --map {key}=NEW"),
    ),
    "merge.staff": error(
        N_("{key} is another member of staff in the other copy: {differs} differ."),
        N_("Give the other one a new key: --map {key}=NEW. If both are one person: --map {key}={key}"),
    ),
    "merge.map": error(
        N_("“{value}” doesn't say what --map renames."),
        N_("Write it as OLD=NEW: a participant, an interview or a member of staff of the other copy, each once."),
    ),
    "merge.map_unknown": error(
        N_("The other copy has no participant, interview or member of staff called “{key}”."),
        N_("Check the key after --map."),
    ),
    "merge.map_taken": error(
        N_("“{key}” can't be the new key: one of the copies has it already."),
        N_("Choose a key that neither copy has."),
    ),
    "merge.map_erased": error(
        N_("The contacts register knows “{key}” as erased, and the study doesn't; nothing was merged."),
        N_(
            "If it is {old} of the other copy, erase there first: "
            "engage-eval consent withdraw OTHER {old} --kind erase. Else choose another key."
        ),
    ),
    "merge.map_shared": error(
        N_("“{key}” is the same in both copies, so it can't be renamed in one."),
        N_("Leave it out of --map."),
    ),
}
