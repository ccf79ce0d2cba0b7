"""The questions about consent in our XLSForm: how it is given, each decision, and where the proof is."""

from dataclasses import dataclass

from engage_eval.core.catalogue.entry import N_
from engage_eval.formats.xlsform_rows import Cells, Lists, Maker, both
from engage_eval.model.field_form import (
    CONSENT_AT,
    CONSENT_EARLIER,
    CONSENT_FORM,
    CONSENT_MODE,
    NO,
    TAKE_PART,
    YES,
    consent_choice,
)
from engage_eval.model.people import WITHDRAWAL_FORM, ConsentForm
from engage_eval.model.tables import CONSENT_MODES, QUOTATION
from engage_eval.model.texts import Texts

# Where consent is asked for in this interview.
NOW = f"${{{CONSENT_EARLIER}}} = '{NO}'"
_TAKES_PART = f"{NOW} and ${{{TAKE_PART}}} = '{YES}'"
_QUOTED = f"{_TAKES_PART} and ${{consent_quotation}} != 'none'"
KEY_PATTERN = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"

_ATTRIBUTION = (
    ("role_facility_kind", N_("role and kind of facility")),
    ("role", N_("role only")),
    ("none", N_("nothing")),
)
_LANGUAGES = (("id", N_("Indonesian")), ("en", N_("English")))
# Decisions that are yes or no, in the order of the consent forms.
_DECISIONS = {
    "recording": N_("May the interview be recorded?"),
    "contact_again": N_("May we contact you again for this study?"),
    "name_others": N_("Are you willing to tell us of colleagues who may want to take part?"),
    "share": N_("May your answers, without your name, be used by other researchers?"),
    "archive": N_("May your answers, without your name, be kept after the study?"),
    "chat_logs": N_("May the log of your WhatsApp chat with the hospital be used, without what the messages say?"),
}


@dataclass(frozen=True, slots=True)
class ConsentQuestions:
    """Writes the questions about consent."""

    maker: Maker
    lists: Lists

    def rows(self, forms: tuple[ConsentForm, ...]) -> list[Cells]:
        """Return the questions; ``forms`` are the study's consent forms."""
        return [*self._how(forms), *self._decisions(), *self._proof()]

    def _how(self, forms: tuple[ConsentForm, ...]) -> list[Cells]:
        row = self.maker.row
        # No withdrawal is recorded in the field, so its form is not offered.
        offered = dict.fromkeys(
            consent_choice(one.id, one.version) for one in forms if one.id != WITHDRAWAL_FORM or len(forms) == 1
        )
        choices = ((one, Texts(one, one)) for one in offered)
        form_type = f"select_one {self.lists.own('consent_form', choices)}" if offered else "text"
        languages = ((one, both(label)) for one, label in _LANGUAGES)
        return [
            row(form_type, CONSENT_FORM, both(N_("Which consent form is used?")), relevant=NOW, required=True),
            row(
                f"select_one {self.lists.own('consent_language', languages)}",
                "consent_language",
                both(N_("In which language?")),
                relevant=NOW,
                required=True,
            ),
            row(
                f"select_one {self.lists.values('consent_mode', CONSENT_MODES)}",
                CONSENT_MODE,
                both(N_("How is the consent given?")),
                relevant=NOW,
                required=True,
            ),
            row(
                "note",
                "note_telephone",
                both(
                    N_(
                        "Consent by telephone without a recording is not enough: the answers would be held back. "
                        "Record it, or offer the page to sign or consent by WhatsApp."
                    )
                ),
                relevant=f"{NOW} and ${{{CONSENT_MODE}}} = 'telephone'",
            ),
        ]

    def _decisions(self) -> list[Cells]:
        row, flag = self.maker.row, self.lists.flag()
        decisions = {
            name: row(f"select_one {flag}", f"consent_{name}", both(label), relevant=_TAKES_PART, required=True)
            for name, label in _DECISIONS.items()
        }
        quotation = row(
            f"select_one {self.lists.values('consent_quotation', QUOTATION)}",
            "consent_quotation",
            both(N_("May your words be quoted exactly, or only their meaning, or not at all?")),
            relevant=_TAKES_PART,
            required=True,
        )
        named = ((value, both(label)) for value, label in _ATTRIBUTION)
        attribution = row(
            f"select_one {self.lists.own('consent_attribution', named)}",
            "consent_attribution",
            both(N_("What may stand under a quotation? A name is never printed.")),
            relevant=_QUOTED,
            required=True,
        )
        take_part = row(
            f"select_one {flag}",
            TAKE_PART,
            both(N_("Are you willing to be interviewed, and may your answers be analysed?")),
            relevant=NOW,
            required=True,
        )
        thanks = row(
            "note",
            "note_declined",
            both(N_("Say thank you and ask nothing more. Fill in the last part.")),
            relevant=f"{NOW} and ${{{TAKE_PART}}} = '{NO}'",
        )
        first = decisions.pop("recording")
        return [take_part, thanks, first, quotation, attribution, *decisions.values()]

    def _proof(self) -> list[Cells]:
        row = self.maker.row
        return [
            row(
                "dateTime",
                CONSENT_AT,
                both(N_("When was the decision spoken or signed?")),
                hint=both(N_("Date and time of the person's yes or no.")),
                relevant=NOW,
                required=True,
            ),
            row(
                "text",
                "consent_comprehension",
                both(N_("Did the person understand it?")),
                hint=both(N_("What the questions about the explanation showed.")),
                relevant=_TAKES_PART,
            ),
            row(
                "text",
                "consent_evidence",
                both(N_("Where is the proof kept?")),
                hint=both(N_("The file or sheet, by the participant's code.")),
                relevant=NOW,
            ),
            row("text", "consent_witness", both(N_("Witness, where one is needed")), relevant=_TAKES_PART),
            row(
                "text",
                "consent_obtained_by",
                both(N_("Who asked for the consent?")),
                hint=both(N_("As in the list of staff, for example P1; never a name.")),
                relevant=NOW,
                constraint=f"regex(., '{KEY_PATTERN}')",
                constraint_message=both(N_("Letters, digits and hyphens only, as in the list of staff.")),
            ),
            row("text", "consent_place", both(N_("Where was it asked?")), relevant=NOW),
            row(
                f"select_one {self.lists.flag()}",
                "consent_copy_given",
                both(N_("Did the person get a copy?")),
                relevant=_TAKES_PART,
            ),
            row(
                "text",
                "consent_replaces",
                both(N_("Which earlier consent does it replace?")),
                hint=both(N_("Empty where it is the first.")),
                relevant=NOW,
            ),
        ]
