"""Papers after a withdrawal: the letter to the person, and the certificate of an erasure. No name is ever printed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages, messages
from engage_eval.report.dates import day
from engage_eval.report.docx.inline import language_tag
from engage_eval.report.paper.markdown import Printer, pieces
from engage_eval.report.paper.package import Paper, write_paper

_LINE = "____________________"
# What was done, in words for the person; the keys are the kinds of withdrawal.
_DONE: Mapping[str, tuple[str, ...]] = {
    "no_contact": (
        N_("We will not contact you again for this study."),
        N_("What you told us before stays in the study, as you decided."),
    ),
    "no_quotation": (
        N_("Nothing that you said will be quoted any more, neither word for word nor by its meaning."),
        N_("Your answers are still counted, without anybody being able to tell that they are yours."),
    ),
    "no_audio": (
        N_("The recording of your voice is taken out of the study and is not used any more."),
        N_("The written answers stay in the study, as you decided."),
    ),
    "stop": (
        N_("Your participation has ended, and nothing further will be asked of you."),
        N_("What you told us before stays in the study, as you decided."),
    ),
    "erase": (
        N_("Everything that you told us, and everything we noted about you, was deleted from the study for good."),
        N_("Your name and telephone number were deleted from our list of contacts."),
        N_(
            "What stays is a code without a name, so that we can say how many people were asked. It says nothing of you."
        ),
    ),
}
_REACHED = (
    N_("Reports that were printed or published before, and copies that others have, can't be called back by us."),
    N_("In them you are never named; only numbers over many people, or quotations that you had agreed to, can stand."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What is known of a withdrawal. ``register`` is erased, not_at_hand or none; ``counts`` are rows by table."""

    participant: str
    kind: str
    received: date | None
    decided: date
    study_title: str
    values: Mapping[str, str] = field(default_factory=dict)  # the study's placeholders, in the paper's language
    counts: Sequence[tuple[str, int]] = ()
    by: str = ""
    register: str = "none"
    on_server: bool = False


def write_letter(found: Withdrawal, language: str, program: str) -> bytes:
    """Return the letter to the person as a .docx: the same withdrawal, the same bytes."""
    speech = messages(language)
    say = speech.text
    asked = (
        say("On {date} you asked us to take back your consent to the study “{title}”.")
        if found.received
        else say("You asked us to take back your consent to the study “{title}”.")
    )
    place = found.values.get("hospital", "") or _LINE
    text = [
        f"# {say('About your withdrawal')}",
        f"{say('To')}: {_LINE}",
        f"{say('Our reference')}: {found.participant}",
        say("With respect,"),
        asked.format(date=day(found.received, speech), title=found.study_title),
        say("You chose: {kind}. We did this on {date}.").format(
            kind=say(KINDS[found.kind]), date=day(found.decided, speech)
        ),
        f"## {say('What we did')}",
        *(f"- {say(one)}" for one in _done(found)),
        f"## {say('What we can not reach')}",
        *(f"- {say(one)}" for one in _REACHED),
        say("Taking back your consent has no effect on your work, nor on the cooperation with {hospital}.").format(
            hospital=place
        ),
        f"## {say('Whom you can ask')}",
        _contact(found, speech),
        say("Thank you for the time that you gave us."),
        f"{say('Place and date')}: {_LINE}",
        f"{say('Name and signature')}: {_LINE}",
    ]
    return _paper(say("About your withdrawal"), "\n\n".join(text), found, language, program)


def write_certificate(found: Withdrawal, language: str, program: str) -> bytes:
    """Return the certificate of an erasure as a .docx: kinds and counts, when, by whom; not a word of content."""
    speech = messages(language)
    say = speech.text
    rows = [f"- {say(TABLES.get(name, name))}: {n}" for name, n in found.counts]
    text = [
        f"# {say('Certificate of erasure')}",
        f"{say('Study')}: {found.study_title}",
        f"{say('Person (code)')}: {found.participant}",
        f"{say('Request received')}: {day(found.received, speech)}",
        f"{say('Erased on')}: {day(found.decided, speech)}",
        f"{say('Recorded by')}: {found.by or '–'}",
        f"## {say('Rows deleted')}",
        *(rows or [f"- {say('none')}"]),
        f"## {say('Where')}",
        f"- {say('Study file and its journal: the rows are deleted and the file was rewritten.')}"
        if not found.on_server
        else f"- {say('Database: the rows are deleted and the tables were rewritten.')}",
        f"- {say(REGISTER[found.register])}",
        *([] if found.on_server else [f"- {say('Backups that the program made: deleted and made afresh.')}"]),
        f"## {say('Out of reach')}",
        f"- {say('Exports, printed reports, copies that others have.')}",
        f"- {say('What a disk keeps of deleted files, where it is not encrypted.')}",
        *([f"- {say('The server’s own logs, replicas and backups.')}"] if found.on_server else []),
        f"## {say('What stays')}",
        say("The code, and the bare events of recruitment and consent: dates without words."),
        f"{say('Place and date')}: {_LINE}",
        f"{say('Name and signature')}: {_LINE}",
    ]
    return _paper(say("Certificate of erasure"), "\n\n".join(text), found, language, program)


KINDS: Mapping[str, str] = {
    "no_contact": N_("no further contact"),
    "no_quotation": N_("no quotation"),
    "no_audio": N_("the recording is not to be used"),
    "stop": N_("to stop, what was given stays"),
    "erase": N_("to erase everything"),
}
REGISTER: Mapping[str, str] = {
    "erased": N_("Contacts register: the entry is deleted."),
    "not_at_hand": N_("Contacts register: it was not at hand; the entry is deleted when it is opened next."),
    "none": N_("Contacts register: this study has none."),
}
TABLES: Mapping[str, str] = {
    "answer": N_("answers, earlier ones too"),
    "interview": N_("interviews"),
    "interview_version": N_("descriptions of interviews"),
    "interview_event": N_("pauses of interviews"),
    "attribute": N_("facts about the person"),
    "detail": N_("free texts"),
}


def _done(found: Withdrawal) -> Sequence[str]:
    """Return what was done; nothing is claimed of a register that was not at hand or is not there."""
    said = _DONE[found.kind]
    return said if found.kind != "erase" or found.register == "erased" else (said[0], said[2])


def _contact(found: Withdrawal, speech: Messages) -> str:
    names = ("researcher", "institution", "contact_phone", "contact_email")
    known = [found.values[name] for name in names if found.values.get(name)]
    return ", ".join(known) if known else speech.text("The research team") + f": {_LINE}"


def _paper(title: str, text: str, found: Withdrawal, language: str, program: str) -> bytes:
    page = messages(language).text("Page {page} of {pages}", page="{page}", pages="{pages}")
    return write_paper(
        Paper(
            language=language,
            title=title,
            subject=found.study_title,
            day=found.decided.isoformat(),
            digest=hashlib.sha256(text.encode()).hexdigest(),
            program=program,
            header=(title, ""),
            footer=(found.participant, page),
            elements=Printer(language_tag(language)).all(pieces(text)),
        )
    )
