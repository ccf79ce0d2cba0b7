"""Consent and withdrawal."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, held, warning

ENTRIES: Mapping[str, Entry] = {
    "consent.no_consent": held(
        N_("{participant} has no consent, but there is content: {rows}."),
        N_("Add the consent if there is one; without it nothing of this person is analysed."),
    ),
    "consent.declined": held(
        N_("{participant} declined, but there is content: {rows}."),
        N_(
            "Check the event. If it is right, delete these rows; in a study file: "
            "engage-eval consent withdraw STUDY {participant} --kind erase"
        ),
    ),
    "consent.late": held(
        N_("{participant} consented on {consented}, after the interview {interview} had begun ({started})."),
        N_("Check both times. Consent comes before the interview (Law 27/2022, art. 21); a later one is too late."),
    ),
    "consent.withdrawal_requested": held(
        N_("{participant} asked on {requested} to withdraw; all content is held back: {rows}."),
        N_("Ask what the person wants and record it as withdrawn, within 3 x 24 hours (Law 27/2022, art. 40)."),
    ),
    "consent.withdrawn": held(
        N_("{participant} withdrew, but content remains: {rows}."),
        N_(
            "In a folder delete these rows and copies of it (Law 27/2022, art. 43); no erasure can be proven there. "
            "In a study file they stay held back, or are erased: "
            "engage-eval consent withdraw STUDY {participant} --kind erase"
        ),
    ),
    "consent.telephone_unrecorded": held(
        N_("{participant} consented by telephone without a recording; content is held back: {rows}."),
        N_("Consent must be written or recorded (Law 27/2022, art. 22). If it was recorded, use telephone_recorded."),
    ),
    "consent.form_not_approved": held(
        N_("{participant} consented on {consented} with {form} {version}, which was not approved on that day."),
        N_("Check the date and the approval dates in the form's head; else ask for consent with the approved form."),
    ),
    "consent.given_incomplete": error(
        N_("The consent of {participant} lacks {columns}."),
        N_("Fill in what was shown and how consent was given: consent must be proven (Law 27/2022, art. 24)."),
    ),
    "consent.form_unknown": error(
        N_("There is no consent form “{form}” in the folder consent."),
        N_("Correct the form's id, or add the exact wording that was shown."),
    ),
    "consent.version_unknown": error(
        N_("The consent form {form} has no version “{version}”."),
        N_("Correct the version, or add the wording of that version to the folder consent."),
    ),
    "consent.language_unknown": error(
        N_("The consent form {form} {version} does not exist in the language “{language}”."),
        N_("Correct the language, or add the wording in that language to the folder consent."),
    ),
    "consent.language_not_read": warning(
        N_("{participant} was shown the form in “{language}” but reads {reads}."),
        N_("Ask for consent again with a form in a language that the person reads."),
    ),
    "consent.no_evidence": warning(
        N_("The consent of {participant} ({mode}) names no evidence."),
        N_("Say in evidence where the recording or screenshot is kept: consent must be proven (Law 27/2022, art. 24)."),
    ),
    "consent.no_witness": warning(
        N_("{participant} consented with a mark, but no witness is named."),
        N_("Fill in who witnessed it."),
    ),
    "consent.recording_refused": warning(
        N_("{participant} did not agree to a recording, but there is one, or a transcript ({what})."),
        N_("Check both. If there is a recording without permission, delete it and tell the person."),
    ),
    "consent.quotation_missing": warning(
        N_("The consent of {participant} says nothing about quotation; nothing of this person is quoted."),
        N_("Fill in verbatim, paraphrase or none as on the signed form."),
    ),
    "consent.withdrawal_kind": warning(
        N_("The withdrawal of {participant} has no kind; it is read as erase."),
        N_("Fill in withdrawal: no_contact, no_quotation, no_audio, stop or erase."),
    ),
    "consent.request_overdue": warning(
        N_("{participant} asked on {requested} to withdraw, and nothing is decided."),
        N_("Processing must stop within 3 x 24 hours of receiving the request (Law 27/2022, art. 40): decide now."),
    ),
    "consent.named_though_refused": warning(
        N_("{recruiter} is recorded as having named {participant}, but did not agree to name others."),
        N_("Check the recruiter and the consent form; if the name was given without permission, ask the team lead."),
    ),
    "consent.same_time": warning(
        N_("{participant} has given and declined consent at the same time ({at}); it is read as declined."),
        N_(
            "In a folder add the times of day, so that the order is known. In a study file record what holds again, "
            "with a later time: engage-eval consent record STUDY {participant} ..."
        ),
    ),
    "consent.no_mode": error(
        N_("It isn't said how consent was given."),
        N_("Add --mode: ink, electronic, chat, recorded_verbal, telephone_recorded, telephone or mark."),
    ),
    "consent.no_take_part": error(
        N_("It isn't said whether {participant} takes part, which a consent form asks first."),
        N_("Add --take-part yes, or --take-part no where the person declined."),
    ),
    "consent.yes_and_declined": error(
        N_("{participant} can't take part and decline in one: --take-part yes and --declined contradict each other."),
        N_("Leave out one of them."),
    ),
    "consent.form_withdraws": error(
        N_("{form} is the form to withdraw with, so nobody consents by it."),
        N_("Name the form that was signed. A request to withdraw: engage-eval consent request STUDY PERSON ..."),
    ),
    "consent.holds": error(
        N_("{participant} has “{event}” recorded at the same time ({at}), and that would still hold."),
        N_("Wait a minute, or give the later time: --at TIME. What has a day alone holds for all that day."),
    ),
    "consent.before_nomination": error(
        N_("{participant} would have declined ({at}) before being nominated ({nominated})."),
        N_("Correct --at (and --zone). Without --at it is the present time."),
    ),
    "consent.before_consent": error(
        N_("The withdrawal of {participant} ({at}) would be earlier than the consent that it withdraws ({consented})."),
        N_("Correct the time that you gave (and --zone)."),
    ),
    "consent.mark_without_witness": error(
        N_("Consent by a mark needs a witness, and none is named for {participant}."),
        N_("Add --witness with where the witness stands on the form; no name is needed here."),
    ),
    "consent.which_form": error(
        N_("It isn't clear which consent form was used."),
        N_("Name it with --form, --version and --language."),
    ),
    "consent.requested_already": error(
        N_("A request of {participant} to withdraw is recorded already and waits for a decision."),
        N_("Decide it: engage-eval consent withdraw STUDY {participant} --kind KIND"),
    ),
    "consent.decided_already": error(
        N_("A decision on a withdrawal of {participant} stands on that day or later, so this request would be over."),
        N_("Give the time of day with --received-at, if the request came after it."),
    ),
    "consent.before_request": error(
        N_("The decision would be earlier than the request of {participant} that it decides."),
        N_("Correct --at (and --zone). Without --at it is the present time."),
    ),
    "consent.kind": error(
        N_("It isn't said what the person chose."),
        N_("Give --kind with one of: {allowed}"),
    ),
    "consent.confirm": error(
        N_("Everything of {participant} would be deleted for good, and that was not confirmed."),
        N_("Type the code once more: --confirm {participant}"),
    ),
    "consent.withdrawn_already": error(
        N_("This withdrawal ({kind}) of {participant} is recorded already."),
        N_("Show all of it: engage-eval consent show STUDY {participant}"),
    ),
    "consent.names_only_erase": error(
        N_("Names are only looked for at an erasure, and the kind here is {kind}."),
        N_("Leave out --names and --register."),
    ),
    "consent.still_there": error(
        N_("Rows of {participant} still stand in the study ({count}), so no paper can say that they were deleted."),
        N_("List or delete them: engage-eval consent withdraw STUDY {participant} --kind erase"),
    ),
    "consent.only_lead": error(
        N_("Only a lead may erase, and {by} is none. Leads: {allowed}."),
        N_("Have the lead do it, with --by."),
    ),
    "consent.not_withdrawn": error(
        N_("{participant} did not withdraw, so there is nothing to write."),
        N_("Show where consent stands: engage-eval consent show STUDY {participant}"),
    ),
    "consent.not_erased": error(
        N_("There is no proof that {participant} was erased, so there is no certificate."),
        N_("Erase in a study file: engage-eval consent withdraw STUDY {participant} --kind erase"),
    ),
    "consent.placeholder": error(
        N_("The placeholder {name} is not filled in; consent forms that hold it: {count} ({forms})."),
        N_("Fill it in under placeholders in study.yaml."),
    ),
}
