"""Participants, recruitment, staff, and references from one table to another."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

ENTRIES: Mapping[str, Entry] = {
    "tables.duplicate": error(
        N_("{keys} stands twice in {table}; it may stand only once (first in line {line})."),
        N_("Delete one of the two rows, or give one of them its own key."),
    ),
    "tables.case": error(
        N_("{keys} in {table} differs from {other} only in upper and lower case."),
        N_("Write both alike if they mean the same, else choose a key that can't be mistaken."),
    ),
    "tables.no_workbook": error(
        N_("The study has errors, so no workbook was written: rows that can't be read would be missing from it."),
        N_("Mend what is listed, then try again."),
    ),
    "tables.no_rows": error(
        N_("The table {table} has no rows, but other rows refer to it: {count}."),
        N_("Fill it in. If it is filled in, check the name of its file or sheet and its column heads."),
    ),
    "people.none": warning(
        N_("The study has no participants yet, so a report has nothing to say of people."),
        N_("Fill in participants first, then the other tables."),
    ),
    "participants.site_differs": warning(
        N_("The site “{site}” is not the study's site “{study_site}” (participants with it: {count})."),
        N_("Write the site the same everywhere, or leave site empty in study.yaml if there are several."),
    ),
    "participants.unknown": error(
        N_("“{value}” in column {column} is not in the table participants."),
        N_("Correct the pseudonym, or add the person to participants."),
    ),
    "interviews.unknown": error(
        N_("“{value}” in column {column} is not in the table interviews."),
        N_("Correct the interview's id, or add the interview to interviews."),
    ),
    "staff.unknown": error(
        N_("“{value}” in column {column} is not in the table staff."),
        N_("Correct the key, or add the person to staff."),
    ),
    "transcripts.unknown": error(
        N_("“{value}” in column {column} is not in the table transcripts."),
        N_("Correct the id, or add the transcript to transcripts."),
    ),
    "rounds.unknown": error(
        N_("“{value}” in column {column} is not in the table rounds."),
        N_("Correct the id, or add the round to rounds."),
    ),
    "codings.unknown": error(
        N_("“{value}” in column {column} is no coding of this study."),
        N_("Correct the id of the coding."),
    ),
    "memos.unknown": error(
        N_("“{value}” in column {column} is not in the table memos."),
        N_("Correct the id of the memo."),
    ),
    "memos.kind_unknown": error(
        N_("A memo can't stand on “{value}”."),
        N_("Say in target_kind what the memo is about."),
    ),
    "participants.check_character": error(
        N_("The pseudonym {participant} was probably mistyped: its check character does not fit."),
        N_("Compare it with the paper form or the contacts register; a single wrong or swapped character is noticed."),
    ),
    "participants.no_recruitment": warning(
        N_("{participant} was interviewed but has no recruitment event."),
        N_("Add when the person was contacted and enrolled to recruitment, or the flow diagram is not complete."),
    ),
    "recruitment.self": error(
        N_("{participant} is named as the own recruiter."),
        N_("Name who referred this person, or leave recruiter empty for a seed."),
    ),
    "recruitment.cycle": error(
        N_("These people recruited each other in a circle: {cycle}."),
        N_("One of these recruiters is wrong; check who referred whom."),
    ),
    "recruitment.two_recruiters": error(
        N_("{participant} has two recruiters: {first} and {second}."),
        N_("Keep the one who referred this person first, and clear the other."),
    ),
    "recruitment.seed_with_recruiter": error(
        N_("{participant} is marked as a seed but has a recruiter: {recruiter}."),
        N_("Clear the recruiter if the team chose this person, else take the word seed away."),
    ),
    "recruitment.before_recruiter": error(
        N_("{participant} was recruited on {on}, before the recruiter {recruiter} was first met on {recruiter_on}."),
        N_("Check both dates and the recruiter."),
    ),
    "recruitment.reason_unknown": error(
        N_("“{reason}” is not a reason of the instrument."),
        N_("Use a reason's key, or write “other: ” and your own words."),
    ),
    "recruitment.reason_missing": warning(
        N_("{participant} does not meet the criteria, but no reason is given."),
        N_("Fill in the reason: the flow diagram and the reach count by it."),
    ),
    "recruitment.screening_differs": warning(
        N_("{participant} is recorded as {event}, but the screening answers say {answers}."),
        N_("The recruitment event counts; check which of the two is right."),
    ),
    "recruitment.unordered": warning(
        N_("{participant}: {later} ({later_on}) is dated before {earlier} ({earlier_on})."),
        N_("Check the dates of these two events."),
    ),
    "recruitment.network_size": warning(
        N_("A network size of {size} is hardly possible."),
        N_("Ask again how many colleagues the person knows, or leave it empty; estimates weight by it."),
    ),
    "recruitment.network_size_differs": warning(
        N_("{participant} has the network size {size} in recruitment, but answered {answer} in the interview."),
        N_("Compare both with the paper form, and write the same number."),
    ),
    "recruitment.eligible_after_interview": warning(
        N_("{participant} was found eligible on {on}, after the interview on {interviewed} had begun."),
        N_("Check the date in recruitment and started_at of the interview: screening comes first."),
    ),
    "dates.in_future": warning(
        N_("{day} in {column} lies after the report date {report_date}."),
        N_("Check the date, and report_date in study.yaml."),
    ),
    "dates.outside_period": warning(
        N_("{day} in {column} lies outside the study's period ({start} to {stop})."),
        N_("Check the date, and period in study.yaml."),
    ),
    "tables.same_row": warning(
        N_("This row of {table} says the same as line {first}."),
        N_(
            "If it was pasted twice into a table, delete one. In a study file both stay: it was recorded in two copies."
        ),
    ),
}
