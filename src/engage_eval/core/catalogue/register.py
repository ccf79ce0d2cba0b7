"""The contacts register: who may open it, and when it can't be opened. No message holds anybody's name or number."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "register.missing": error(
        N_("The contacts register “{name}” is not here."),
        N_('Put it beside the study file, or make one: engage-eval register unlock STUDY --reason "..."'),
    ),
    "register.lost": error(
        N_("This study had a contacts register, but “{name}” is not here."),
        N_("Put it back beside the study file. If it is lost for good, begin a new one with --new."),
    ),
    "register.exists": error(
        N_("The contacts register “{name}” is there already."),
        N_("Open it without --new. Where it can't be read, move it elsewhere first."),
    ),
    "register.wrong_passphrase": error(
        N_("This passphrase doesn't open “{name}”."),
        N_('Type it again. If it is forgotten: engage-eval register unlock STUDY --recovery --reason "..."'),
    ),
    "register.mistyped_recovery": error(
        N_("The recovery key is mistyped: it has 32 signs in groups of four, and a check character at the end."),
        N_("Compare it with the paper, sign by sign."),
    ),
    "register.wrong_recovery": error(
        N_("This recovery key doesn't open “{name}”."),
        N_("After `register rotate` only the newest one does; look for the paper of that day."),
    ),
    "register.no_passphrase": error(
        N_("The passphrase of the register is needed, and there is no terminal to ask for it."),
        N_("Set {variable} for this command; it is never given as an option, because shells keep those."),
    ),
    "register.passphrases_differ": error(
        N_("The two passphrases are not the same, so nothing was changed."),
        N_("Try again."),
    ),
    "register.weak_passphrase": error(
        N_("The passphrase is too short: it needs at least {least} characters."),
        N_("Four or five words that don't belong together are easy to keep in mind and hard to guess."),
    ),
    "register.same_passphrase": error(
        N_("The new passphrase is the old one."),
        N_("Choose another one."),
    ),
    "register.no_reason": error(
        N_("The register is only opened for a reason, and none is given."),
        N_('Say it with --reason "..."; it is kept in the register.'),
    ),
    "register.not_keeper": error(
        N_("The register is opened by a keeper, and {by} is none."),
        N_("Have a keeper do it (engage-eval staff list STUDY), or make {by} one: staff add STUDY {by} --role keeper"),
    ),
    "register.unknown_person": error(
        N_("The study has no participant {participant}."),
        N_("Check the code. People are recruited first: engage-eval recruit add STUDY"),
    ),
    "register.erased_person": error(
        N_("{participant} was erased, so nothing is kept of them."),
        N_("Whoever wants to take part again is recruited under a new code."),
    ),
    "register.nothing_given": error(
        N_("Nothing is given to be kept of {participant}."),
        N_("Give --name, --phone, --email, --facility or --note, or a signed form with --form."),
    ),
    "register.bad_phone": error(
        N_(
            "What was given as telephone number is none: it needs 6 to 15 digits, beside which only blanks and "
            "+ - ( ) . / , ; # * may stand."
        ),
        N_("Write it as 0812..., or with its country as +62 812..."),
    ),
    "register.bad_email": error(
        N_("What was given as e-mail address is none."),
        N_("It has the form somebody@example.org."),
    ),
    "register.too_long": error(
        N_("What was given for {field} is longer than {most} characters."),
        N_("Shorten it."),
    ),
    "register.no_form": error(
        N_("Something about a signed form was given, but not which form it is."),
        N_("Name it with --form, and its version with --form-version."),
    ),
    "register.unknown_form": error(
        N_("The study has no consent form with this name, version and language."),
        N_("Check --form, --form-version and --form-language. A new one: engage-eval import definition FILE STUDY"),
    ),
    "register.adopt_or_new": error(
        N_("--adopt takes the register that is there, --new begins another one."),
        N_("Give one of the two."),
    ),
    "register.remove_only": error(
        N_("--remove-form takes a form away, so no scan is kept of it."),
        N_("Leave out --scan."),
    ),
    "register.several_forms": error(
        N_("The register has several such signed forms of {participant}, so none was taken away: {forms}."),
        N_("Say which: --form-version, --form-language, --kept-at, each as it stands there."),
    ),
    "register.no_such_form": error(
        N_("The register has no such signed form of {participant}."),
        N_('See what it has: engage-eval register find STUDY {participant} --reason "..."'),
    ),
    "register.no_scan": error(
        N_("The scan that was named is not there, or can't be read."),
        N_("Check the path after --scan; or leave it out and say with --kept-at where the paper is."),
    ),
    "register.nothing_sought": error(
        N_("Nothing is given to be looked for."),
        N_("Give a part of a name, of a telephone number or of a code."),
    ),
    "register.without_share": error(
        N_("--register is for a report that is to be shared."),
        N_("Add --share, or leave it out."),
    ),
    "register.unreadable": error(
        N_("In “{name}” the field {field} of {participant} can't be read: its bytes were changed."),
        N_('Enter it again: engage-eval register add STUDY {participant} ... --reason "..."'),
    ),
    "register.damaged": error(
        N_("The contacts register “{name}” is damaged and can't be read."),
        N_(
            "Put back a copy that you kept. Without one, move it elsewhere: engage-eval register unlock STUDY --new "
            '--reason "..."'
        ),
    ),
    "register.foreign": error(
        N_("“{name}” is no contacts register of engage-eval."),
        N_('Move it elsewhere; then a register is made by: engage-eval register unlock STUDY --new --reason "..."'),
    ),
    "register.other_study": error(
        N_("“{name}” is the contacts register of another study."),
        N_("Put the register of this study beside its file."),
    ),
    "register.not_known": error(
        N_("“{name}” is of a study with this id, but this study file doesn't know it."),
        N_(
            "Is it this study's own, as after an import of a folder? engage-eval register unlock STUDY --adopt "
            '--reason "..."'
        ),
    ),
    "register.erases": error(
        N_("“{name}” knows people as erased whom the study has: {people}. Nothing was changed."),
        N_("If they are the same people: engage-eval consent withdraw STUDY PERSON --kind erase, then --adopt again."),
    ),
    "register.newer": error(
        N_("“{name}” was written by a newer version of engage-eval."),
        N_("Install that version, or a newer one; nothing was changed."),
    ),
}
