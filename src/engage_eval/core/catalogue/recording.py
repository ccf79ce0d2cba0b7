"""What is recorded in a study file by commands: who records it, and what they refuse."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

ENTRIES: Mapping[str, Entry] = {
    "recording.folder": error(
        N_("“{name}” is a study folder, and nothing is recorded in a folder."),
        N_("Make a study file of it once, and record there: engage-eval import bundle {name} STUDY.engage"),
    ),
    "recording.refused": error(
        N_("Nothing was recorded, because what is listed would be wrong."),
        N_("Correct the command, and give it again."),
    ),
    "recording.study_unreadable": error(
        N_("The study can't be understood as it stands, so nothing was recorded."),
        N_("Mend what is listed: correct study.yaml, then engage-eval import definition study.yaml STUDY"),
    ),
    "recording.no_staff": error(
        N_("Nobody stands in the study's staff yet, so it can't be said who records this."),
        N_("Add yourself first: engage-eval staff add STUDY KEY"),
    ),
    "recording.who": error(
        N_("It isn't said who records this, and the study has several people in its staff."),
        N_("Name yourself with --by KEY, or for all commands in the variable ENGAGE_EVAL_BY."),
    ),
    "recording.not_in_staff": error(
        N_("“{value}” (--by) is not in the study's staff."),
        N_("Correct the key, or have somebody of the staff add them: engage-eval staff add STUDY KEY --role ROLE"),
    ),
    "recording.erased": error(
        N_("Everything of {participant} was erased, so nothing more is recorded of them."),
        N_("Whoever wants to take part again is recruited under a new code."),
    ),
    "recording.in_future": error(
        N_("{at} has not come yet; it is now {now}."),
        N_("Correct {option} (and --zone)."),
    ),
    "recording.same_row": error(
        N_("The same is recorded already, for the same time."),
        N_("Nothing has to be done. If it happened once more, give its own time: --at TIME"),
    ),
    "recording.request_waits": error(
        N_("{participant} asked to withdraw, and that isn't decided yet: nothing more is recorded from them."),
        N_("Decide it first: engage-eval consent withdraw STUDY {participant} --kind KIND"),
    ),
    "recording.erasure_waits": error(
        N_("{participant} wants to be erased, and that isn't done yet: nothing more is recorded from them."),
        N_("Erase it: engage-eval consent withdraw STUDY {participant} --kind erase"),
    ),
    "recording.person_unknown": error(
        N_("Nobody in the study has the code “{participant}”."),
        N_("Check the code: engage-eval recruit status STUDY"),
    ),
    "recruit.no_site": error(
        N_("It isn't said to which site the person belongs, and study.yaml names none."),
        N_("Name it with --site, or once in study.yaml."),
    ),
    "recruit.exists": error(
        N_("The code {participant} is taken by somebody who is in the study already."),
        N_("Leave --id out for a new code. A step of that person: engage-eval recruit screen STUDY {participant} ..."),
    ),
    "recruit.no_code_left": error(
        N_("No free code could be drawn for the site {site}."),
        N_("Give one with --id, or name another site with --site."),
    ),
    "recruit.attribute": error(
        N_("“{value}” is no attribute: a key, = and a value are expected."),
        N_("Write it as --attribute key=value, in quotes where the value has blanks."),
    ),
    "recruit.attribute_twice": error(
        N_("The attribute {key} is given twice."),
        N_("Give each attribute once."),
    ),
    "recruit.may_not_name": error(
        N_("{recruiter} did not agree to name others, so nobody can be recorded as referred by them."),
        N_("If they agreed since, record that consent first: engage-eval consent record STUDY {recruiter} ..."),
    ),
    "recruit.naming_not_recorded": warning(
        N_("No valid consent of {recruiter} says whether they may be asked to name others."),
        N_("Ask, and record it: engage-eval consent record STUDY {recruiter} ..."),
    ),
    "recruit.no_reason_here": error(
        N_("A reason has no place with the step --{event}."),
        N_("Leave --reason out."),
    ),
    "recruit.one_step": error(
        N_("It takes exactly one step; given: {given}."),
        N_("Give one of --contacted, --eligible, --ineligible, --declined, --unreachable, --enrolled."),
    ),
    "recruit.not_contacted": error(
        N_("The step --{event} can't be recorded for {participant} before a contact."),
        N_("Record that first: engage-eval recruit screen STUDY {participant} --contacted --at TIME"),
    ),
    "recruit.not_eligible": error(
        N_("{participant} can't be enrolled: it isn't recorded that they meet the criteria."),
        N_("Record that first: engage-eval recruit screen STUDY {participant} --eligible"),
    ),
    "recruit.already": error(
        N_("The step --{event} is recorded for {participant} already, on {on}."),
        N_("Nothing has to be done. Where they stand: engage-eval recruit status STUDY {participant}"),
    ),
    "recruit.same_time": error(
        N_("{participant} is recorded as “{event}” at the same time ({on}), and that would still hold."),
        N_("Wait a minute, or give the later time: --at TIME. What has a day alone holds for all that day."),
    ),
    "recruit.withdrawn": error(
        N_("{participant} asked to be left out, so the study doesn't go on with them."),
        N_("What was asked and when: engage-eval consent show STUDY {participant}"),
    ),
    "staff.no_role": error(
        N_("“{key}” is new in the staff and has no role."),
        N_("Give one or more with --role, such as --role interviewer --role coder."),
    ),
    "staff.lead_needed": error(
        N_("Nobody would be left who leads the study: {key} is its only lead."),
        N_("Give somebody else the role first: engage-eval staff add STUDY KEY --role lead"),
    ),
    "interview.unknown": error(
        N_("There is no interview “{interview}”."),
        N_("The ids of a person's interviews: engage-eval recruit status STUDY PERSON"),
    ),
    "interview.person_has_none": error(
        N_("{participant} has no interview that goes on; held so far: {interviews}."),
        N_("Name the interview by its id, or begin one: engage-eval interview start STUDY {participant} ..."),
    ),
    "interview.exists": error(
        N_("There is an interview {interview} already."),
        N_("Leave --id out, and the next number is taken."),
    ),
    "interview.goes_on": error(
        N_("The interview {interview} with {participant} has not ended yet."),
        N_("Finish it first: engage-eval interview finish STUDY {interview} --end complete|partial|break_off"),
    ),
    "interview.completed": error(
        N_("{participant} has completed the interview {interview} already."),
        N_("If this one repeats it, say so: --repeat-of {interview}"),
    ),
    "interview.left_out": error(
        N_("No interview is begun with {participant}: they refused, or asked to be left out."),
        N_("If they have agreed since, record that consent first: engage-eval consent record STUDY {participant} ..."),
    ),
    "interview.stopped": error(
        N_("The interview {interview} can't go on: {participant} stopped or declined."),
        N_("Record that it ended: engage-eval interview finish STUDY {interview} --end break_off"),
    ),
    "interview.not_consented": warning(
        N_("No valid consent of {participant} stands at that time ({reason}): the content will be held back."),
        N_("Record the consent, with the time it was given: engage-eval consent record STUDY {participant} ..."),
    ),
    "interview.no_instrument": error(
        N_("The study has no instrument by which this interview could be held."),
        N_("Bring it in: engage-eval import definition INSTRUMENT.yaml STUDY"),
    ),
    "interview.is_paused": error(
        N_("The interview {interview} is paused already."),
        N_("It goes on by: engage-eval interview resume STUDY {interview}"),
    ),
    "interview.same_minute": error(
        N_("The interview {interview} has a step in that minute already: {event}, {at}."),
        N_("Times are kept to the minute: wait for the next one, or give a later time with --at TIME."),
    ),
    "interview.not_paused": error(
        N_("The interview {interview} isn't paused, so it can't go on."),
        N_("Record the pause first, with its time: engage-eval interview pause STUDY {interview} --at TIME"),
    ),
    "interview.has_ended": error(
        N_("The interview {interview} has ended ({ended})."),
        N_("How it ended can be corrected by: engage-eval interview finish STUDY {interview} --end ... --reason ..."),
    ),
    "interview.pauses_outside": error(
        N_("Nothing was recorded: the times of {name} and of its pauses don't fit together."),
        N_('Correct --at. If a pause was recorded at a wrong time, give --reason "...": both stay as they are.'),
    ),
    "interview.same_end": error(
        N_("The interview {interview} is recorded as “{end}” already."),
        N_("Nothing has to be done."),
    ),
    "answers.pair": error(
        N_("“{value}” is no answer: an item, = and a value are expected."),
        N_('Write it as item=value, as "why=too many messages"; item= alone takes the answer back.'),
    ),
    "answers.stopped": error(
        N_("{participant} stopped: what was given stays, and no new answer is added ({items})."),
        N_("Leave these out. If they agreed again since: engage-eval consent record STUDY {participant} ..."),
    ),
    "answers.item_twice": error(
        N_("The item {item} is given twice."),
        N_("Give each item once; several choices are joined: item=one|two, in quotes."),
    ),
    "answers.reason_needed": error(
        N_("In {interview} earlier answers would be replaced ({items}), and no reason is given."),
        N_('Say why with --reason "..."; it is kept beside the earlier answer.'),
    ),
    "outcomes.exists": error(
        N_("{facility} has a count of {measure} in {period} already: {count}."),
        N_("If it is wrong, correct it: engage-eval outcomes correct STUDY {facility} {period} {measure} COUNT"),
    ),
    "outcomes.none_before": error(
        N_("{facility} has no count of {measure} in {period} that could be corrected."),
        N_("Check the words, or add it: engage-eval outcomes add STUDY {facility} {period} {measure} COUNT"),
    ),
    "outcomes.same": error(
        N_("The count of {measure} of {facility} in {period} is {count} already, and nothing else would change."),
        N_("Nothing has to be done."),
    ),
    "import.output_for_folder": error(
        N_("-o names a new study folder, and “{study}” is a study file: its answers go into itself."),
        N_("Leave -o out; look first with --dry-run."),
    ),
    "import.in_conflict": warning(
        N_("Two copies of the study answered {item} of {interview} differently; the import leaves that open."),
        N_("Settle it: engage-eval answers correct STUDY {interview} {item}=VALUE --reason ..."),
    ),
}
