"""Answers that come in: what a file of them can't say, and what an import must not decide."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

ENTRIES: Mapping[str, Entry] = {
    "import.refused": error(
        N_("Nothing was imported from “{name}”, because what is listed is refused."),
        N_("Mend it in the file, or leave it out with --skip-refused."),
    ),
    "import.study_not_sound": error(
        N_("The study that the answers go into has errors, so nothing was imported."),
        N_("Mend what is listed, then try again."),
    ),
    "import.unreadable": error(
        N_("“{name}” can't be imported as it stands."),
        N_("Mend what is listed, then try again."),
    ),
    "import.archive": error(
        N_("“{name}” is an archive, as ODK sends them."),
        N_("Unpack it, and give the .csv file in it that is called like the form."),
    ),
    "import.no_target": error(
        N_("The answers go into a new study folder, and none is named."),
        N_(
            "Name one with -o, or look first with --dry-run. Into a study file: engage-eval import responses {source} "
            "STUDY.engage"
        ),
    ),
    "import.reason_needed": error(
        N_("Earlier answers would be replaced (interviews: {count}), and no reason is given."),
        N_('Say why with --reason "..."; it is kept beside the earlier answers. Look first with --dry-run.'),
    ),
    "import.unknown_column": error(
        N_("Nothing in the study is called “{column}”."),
        N_("Correct the head, or take the column out; --skip-refused leaves it out."),
    ),
    "import.missing_column": error(
        N_("The file has no column “{column}”, without which its rows can't be understood."),
        N_("Export with the questions' names (XML values and headers), not with their texts."),
    ),
    "import.no_submission_id": error(
        N_("The row has no id of a submission, so nobody could tell whether it came in before."),
        N_("Export again with the columns _uuid (KoboToolbox) or KEY (ODK), and don't type rows in by hand."),
    ),
    "import.submission_twice": error(
        N_("The submission {found} stands here more than once, with different answers (see line {lines})."),
        N_("Keep the row that is right, or export again."),
    ),
    "import.interview_twice": error(
        N_("The interview {found} came in more than once (see line {lines})."),
        N_("Each interview with a person has a number of its own: correct interview_number in one of them."),
    ),
    "import.version_unknown": error(
        N_("It is not known which version of {instrument} was asked."),
        N_("Fill in the column version."),
    ),
    "import.answered_and_missing": error(
        N_("{item} has an answer, and a reason why it has none ({reason})."),
        N_("Take out one of them."),
    ),
    "import.split_value": error(
        N_("“{value}” is neither 1 nor 0."),
        N_("A column of one choice holds 1 where it was chosen, else 0."),
    ),
    "import.split_differs": error(
        N_("The column {item} says “{whole}”, its columns of one choice say “{apart}”."),
        N_("Make both the same, or delete the columns that were edited."),
    ),
    "import.row_differs": error(
        N_("{found} stands in the study's table {table} with something else ({columns})."),
        N_("Of people and staff only new rows are taken over. Make both the same: here or in the study."),
    ),
    "import.consent_differs": error(
        N_("The study holds another record of the same decision of {participant} ({event})."),
        N_("An import never changes a consent. Compare both with the proof, and correct the wrong one by hand."),
    ),
    "import.other_interview": error(
        N_("The submission is the interview {before} in the study, and now says {interview}."),
        N_("If the participant or the number was wrong, correct it in the study's tables as well."),
    ),
    "import.other_person": error(
        N_("The interview {interview} is with {before} in the study, and here with {participant}."),
        N_("Correct the participant, or give the interview another id."),
    ),
    "import.other_version": error(
        N_("The interview {interview} was held with {before}; its answers can't change to another version."),
        N_("Correct the columns instrument and version."),
    ),
    "import.interview_taken": error(
        N_("The study has an interview {interview} already, which is another sitting than this one."),
        N_("Give this one the next interview_number. If it is the same, make started_at the same."),
    ),
    "import.request_waits": error(
        N_("{participant} asked to withdraw, and that isn't decided yet: nothing more of theirs is taken in."),
        N_("Decide it: engage-eval consent withdraw STUDY {participant} --kind KIND. Or leave it out: --skip-refused"),
    ),
    "import.erasure_waits": error(
        N_("{participant} wants to be erased, and that isn't done yet: nothing more of theirs is taken in."),
        N_("Erase: engage-eval consent withdraw STUDY {participant} --kind erase. Or leave it out: --skip-refused"),
    ),
    "import.stopped": error(
        N_("{participant} had stopped, declined or asked to withdraw before this interview began."),
        N_("Leave it out: --skip-refused. If they agreed anew: engage-eval consent record STUDY {participant} ..."),
    ),
    "import.stopped_step": error(
        N_("{participant} had stopped or asked to withdraw before this step."),
        N_("Leave it out: --skip-refused. If they agreed anew: engage-eval consent record STUDY {participant} ..."),
    ),
    "import.to_erase": warning(
        N_("{participant} wants to be erased; that comes in, and the content is held back but still there."),
        N_("Erase it: engage-eval consent withdraw STUDY {participant} --kind erase"),
    ),
    "import.stopped_answers": error(
        N_("{participant} stopped or asked to withdraw: no new answer is added to what was given ({items})."),
        N_("Leave it out: --skip-refused. If they agreed anew: engage-eval consent record STUDY {participant} ..."),
    ),
    "import.erased": error(
        N_("{participant} was erased from the study; nothing of theirs comes back."),
        N_("Delete the row here and on the server, too."),
    ),
}
