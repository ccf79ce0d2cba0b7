"""Papers after a withdrawal: the letter to the person, and the certificate of an erasure. No name is ever printed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages, messages
from engage_eval.model.withdrawing import ERASED_TABLES
from engage_eval.report.dates import day
from engage_eval.report.docx.inline import language_tag
from engage_eval.report.paper.markdown import Piece, Printer
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
}
_ERASED = N_("Everything that you told us, and everything we noted about you, was deleted from the study for good.")
_CONTACTS: Mapping[str, str] = {
    "erased": N_("Our list of contacts holds nothing about you any more."),
    "not_at_hand": N_("Your name and telephone number will be deleted as soon as our list of contacts is at hand."),
    "another": N_(
        "Our list of contacts holds nothing about you any more; should an earlier or another list of ours turn up, you "
        "are deleted there too."
    ),
}
_STAYS = N_("What stays is a code without a name, so that we can say how many people were asked.")
_REPEATED = (N_("Words of yours may recur in notes about others. We look for them, but can not promise to find all."),)
_SERVER_KEEPS = N_("The server that holds the data keeps its own logs and backups for a while.")
_REACHED = (
    N_("Reports that were printed or published before, and copies that others have, can't be called back by us."),
    N_("In them you are never named; only numbers over many people, or quotations that you had agreed to, can stand."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What is known of a withdrawal: the kinds decided together, and when.

    ``register`` is erased, not_at_hand or none; ``counts`` are rows by table.
    """

    participant: str
    kinds: tuple[str, ...]
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
    said = _Text(speech)
    said.heading(N_("About your withdrawal"))
    said.blank(N_("To"))
    said.field(N_("Our reference"), found.participant)
    said.add(say("With respect,"))
    said.add(asked.format(date=day(found.received, speech), title=found.study_title))
    chosen, decided = "; ".join(say(KINDS[one]) for one in found.kinds), day(found.decided, speech)
    said.add(say("You chose: {kind}. We did this on {date}.", kind=chosen, date=decided))
    said.heading(N_("What we did"), 2)
    said.items(_done(found))
    said.heading(N_("What we can not reach"), 2)
    said.items((*_REACHED, *(_REPEATED if "erase" in found.kinds else ())))
    said.items((_SERVER_KEEPS,) if found.on_server and "erase" in found.kinds else ())
    said.add(
        say(
            "Taking back your consent has no effect on your work, nor on the cooperation with {hospital}.",
            hospital=place,
        )
    )
    said.heading(N_("Whom you can ask"), 2)
    said.add(_contact(found, speech))
    if ethics := found.values.get("ethics_contact"):
        said.add(say("If you are not content with how we handled this, you can turn to {ethics}.", ethics=ethics))
    said.add(say("Thank you for the time that you gave us."))
    said.blank(N_("Place and date"))
    said.blank(N_("Name and signature"))
    return _paper(say("About your withdrawal"), said.pieces, found, language, program)


def write_certificate(found: Withdrawal, language: str, program: str) -> bytes:
    """Return the certificate of an erasure as a .docx: kinds and counts, when, by whom; not a word of content."""
    speech = messages(language)
    say = speech.text
    said = _Text(speech)
    said.heading(N_("Certificate of erasure"))
    said.field(N_("Study"), found.study_title)
    said.field(N_("Person (code)"), found.participant)
    said.field(N_("Request received"), day(found.received, speech))
    said.field(N_("Erased on"), day(found.decided, speech))
    said.field(N_("Recorded by"), found.by or "–")
    said.heading(N_("Rows deleted"), 2)
    for name, n in found.counts:
        said.count(ERASED_TABLES.get(name, name), n)
    if not found.counts:
        said.items((N_("none"),))
    said.heading(N_("Where"), 2)
    said.items((_ON_SERVER if found.on_server else _IN_FILE, REGISTER[found.register]))
    said.items(() if found.on_server else (_BACKUPS,))
    said.heading(N_("Out of reach"), 2)
    said.items(_OUT_OF_REACH)
    said.items((_SERVER_COPIES,) if found.on_server else ())
    said.heading(N_("What stays"), 2)
    said.add(say("The code, and the bare events of recruitment and consent: dates without words."))
    said.blank(N_("Place and date"))
    said.blank(N_("Name and signature"))
    return _paper(say("Certificate of erasure"), said.pieces, found, language, program)


KINDS: Mapping[str, str] = {
    "no_contact": N_("no further contact"),
    "no_quotation": N_("no quotation"),
    "no_audio": N_("the recording is not to be used"),
    "stop": N_("to stop, what was given stays"),
    "erase": N_("to erase everything"),
}
REGISTER: Mapping[str, str] = {
    "erased": N_("Contacts register: nothing of the person is left in it."),
    "not_at_hand": N_("Contacts register: it was not at hand; the entry is deleted when it is opened next."),
    "another": N_(
        "Contacts register: nothing of the person is left in the one that is here. Another one of this study is known, "
        "made in another copy or lost."
    ),
    "none": N_("Contacts register: this study has none."),
}

_IN_FILE = N_("Study file and its journal: the rows are deleted and the file was rewritten.")
_ON_SERVER = N_("Database: the rows are deleted and the tables were rewritten.")
_BACKUPS = N_("Backups that the program made: deleted and made afresh.")
_SERVER_COPIES = N_("The server's own logs, replicas and backups.")
_OUT_OF_REACH = (
    N_("Exports, printed reports, copies that others have."),
    N_("What a disk keeps of deleted files, where it is not encrypted."),
)


class _Text:
    """The wording, paragraph by paragraph; labels are message ids, and a value never makes a list or a heading."""

    def __init__(self, speech: Messages) -> None:
        self._say = speech.text
        self.pieces: list[Piece] = []

    def add(self, paragraph: str) -> None:
        self.pieces.append(Piece("text", " ".join(paragraph.split())))

    def heading(self, label: str, level: int = 1) -> None:
        self.pieces.append(Piece("heading", self._say(label), level))

    def field(self, label: str, value: str) -> None:
        self.add(self._say(label) + ": " + value)

    def blank(self, label: str) -> None:
        self.field(label, _LINE)

    def items(self, labels: Iterable[str]) -> None:
        self.pieces += [Piece("bullet", self._say(one)) for one in labels]

    def count(self, label: str, n: int) -> None:
        self.pieces.append(Piece("bullet", f"{self._say(label)}: {n}"))


def _done(found: Withdrawal) -> Sequence[str]:
    """Return what was done, each once; nothing is claimed of a register that was not at hand or is not there."""
    if "erase" in found.kinds:
        contacts = _CONTACTS.get(found.register)
        return (_ERASED, *((contacts,) if contacts else ()), _STAYS)
    return tuple(dict.fromkeys(one for kind in found.kinds for one in _DONE[kind]))


def _contact(found: Withdrawal, speech: Messages) -> str:
    names = ("researcher", "institution", "contact_phone", "contact_email")
    known = [found.values[name] for name in names if found.values.get(name)]
    return ", ".join(known) if known else speech.text("The research team") + f": {_LINE}"


def _paper(title: str, made: Sequence[Piece], found: Withdrawal, language: str, program: str) -> bytes:
    page = messages(language).text("Page {page} of {pages}", page="{page}", pages="{pages}")
    return write_paper(
        Paper(
            language=language,
            title=title,
            subject=found.study_title,
            day=found.decided.isoformat(),
            digest=hashlib.sha256(repr([title, *made]).encode()).hexdigest(),
            program=program,
            header=(found.study_title, ""),
            footer=(found.participant, page),
            elements=Printer(language_tag(language)).all(made),
        )
    )
