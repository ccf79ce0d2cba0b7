"""Interviews, their answers, and the codings of transcripts."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

ENTRIES: Mapping[str, Entry] = {
    "interviews.instrument_unknown": error(
        N_("The interview {interview} used the instrument “{instrument}”, which is not in the folder instruments."),
        N_("Correct the key, or add the instrument's file."),
    ),
    "interviews.version_unknown": error(
        N_("The interview {interview} used version “{version}” of {instrument}, which is not in instruments."),
        N_("Correct the version, or add the file of that version; never edit a version that was used."),
    ),
    "interviews.form_unknown": error(
        N_("The interview {interview} has the form “{form}”, which {instrument} does not have."),
        N_("Use a form of the instrument, or leave it empty for the first."),
    ),
    "interviews.ended_before_started": error(
        N_("The interview {interview} ended ({ended}) before it began ({started})."),
        N_("Check both times."),
    ),
    "interviews.repeat_of_other": error(
        N_("The interview {interview} repeats {repeat_of}, which was with another person."),
        N_("Correct repeat_of or the participant."),
    ),
    "interviews.second_complete": warning(
        N_("{participant} has two complete interviews, {first} and {second}, and neither is marked as a repeat."),
        N_("Fill in repeat_of if it was repeated, or delete the one that was entered twice."),
    ),
    "interviews.no_answers": warning(
        N_("The interview {interview} has no answers."),
        N_("Enter its answers in responses, or check its id there."),
    ),
    "interviews.none_answered": warning(
        N_("None of the {count} interviews has answers."),
        N_("Enter the answers in responses. If they are there, check the name of its file or sheet."),
    ),
    "interviews.complete_without": warning(
        N_("The interview {interview} is marked complete, but {items} is not answered."),
        N_("Check the end of the interview (complete, partial, break_off), and the answers."),
    ),
    "interviews.break_off_with_verdict": warning(
        N_("The interview {interview} is marked as a break-off, but the verdict {item} is answered."),
        N_("Check the end of the interview: perhaps it was partial or complete."),
    ),
    "interview_events.outside": warning(
        N_("{event} at {at} lies outside the interview {interview}."),
        N_("Check the time against the start and end of the interview."),
    ),
    "interview_events.unordered": warning(
        N_("The pauses of the interview {interview} do not alternate: {event} at {at}."),
        N_("Each paused is followed by one resumed; check the times and whether a row is missing."),
    ),
    "answers.twice": error(
        N_("{item} is answered twice in the interview {interview}."),
        N_("Keep one answer; put the earlier one into superseded."),
    ),
    "answers.item_unknown": error(
        N_("“{item}” is not an item of {instrument} {version}."),
        N_("Correct the item's key."),
    ),
    "answers.required": warning(
        N_("The complete interview {interview} lacks required answers: {items}."),
        N_("Fill them in, or say why they are missing: .skip, .refused or .na."),
    ),
    "answers.not_shown": warning(
        N_("{item} is answered in {interview}, but was not asked there by the instrument's conditions."),
        N_("Check this answer and those that its conditions name."),
    ),
    "answers.constraint": error(
        N_("The answer “{answer}” to {item} is not possible: {expected}"),
        N_("Compare it with the paper form; if it was heard so, enter .na and note it."),
    ),
    "answers.ineligible_person": error(
        N_("{participant} does not meet the criteria, but was asked more than the screening: {items}."),
        N_("Check the screening. Only the questions for ineligible people may be asked further."),
    ),
    "answers.eligible_person": warning(
        N_("{participant} meets the criteria, but answered questions for ineligible people: {items}."),
        N_("Check the screening."),
    ),
    "transcripts.interview_of_other": error(
        N_("The transcript {transcript} is of {participant}, but its interview {interview} was with another person."),
        N_("Correct the participant or the interview."),
    ),
    "rounds.codebook_unknown": error(
        N_("The round {round} uses the codebook version “{version}”, which is not in the folder codebooks."),
        N_("Correct the version, or add the codebook's file of that version."),
    ),
    "codings.code_unknown": error(
        N_("“{code}” is not a code of the codebook."),
        N_("Correct the code's key, or add the code to the codebook."),
    ),
    "codings.span": error(
        N_("A span from {start} to {stop} is empty or runs backwards."),
        N_("The stop must be greater than the start."),
    ),
}
