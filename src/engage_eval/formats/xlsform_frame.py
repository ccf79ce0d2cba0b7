"""What our XLSForm asks around the instrument: who and when, the consent, and how it ended."""

from dataclasses import dataclass

from engage_eval.core.catalogue.entry import N_
from engage_eval.formats.xlsform_consent import KEY_PATTERN, NOW, ConsentQuestions
from engage_eval.formats.xlsform_rows import Cells, Lists, Maker, both
from engage_eval.model.field_form import (
    CONSENT_AT,
    CONSENT_EARLIER,
    CONSENT_GROUP,
    END_GROUP,
    NUMBER,
    PARTICIPANT,
    START_GROUP,
    TAKE_PART,
    YES,
)
from engage_eval.model.instrument import Instrument
from engage_eval.model.interview import ENDS
from engage_eval.model.people import ConsentForm
from engage_eval.model.tables import INTERVIEW_MODES

# Where consent was given before this interview, or is given in it.
CONSENTED = f"${{{CONSENT_EARLIER}}} = '{YES}' or ${{{TAKE_PART}}} = '{YES}'"
# As numbers: web forms don't compare times as they are.
_LATE = f"decimal-date-time(${{{CONSENT_AT}}}) > decimal-date-time(${{started_at}})"
_PARTICIPANT_PATTERN = "^[A-Za-z0-9][A-Za-z0-9-]{0,31}$"
_MOST_INTERVIEWS = 99


@dataclass(frozen=True, slots=True)
class Frame:
    """Writes the groups around the instrument's sections."""

    maker: Maker
    lists: Lists

    def start(self, instrument: Instrument, form: str) -> list[Cells]:
        """Return what the answers belong to, hidden, and who is asked by whom."""
        row = self.maker.row
        key_message = both(N_("Letters, digits and hyphens only, as in the list of participants."))
        hidden = {"instrument": instrument.key, "version": instrument.version, "form": form}
        return [
            *(row("calculate", name, calculation=f'"{value}"') for name, value in hidden.items()),
            *self.maker.group(
                START_GROUP,
                both(N_("Before the interview")),
                [
                    row(
                        "text",
                        PARTICIPANT,
                        both(N_("Participant's code")),
                        hint=both(N_("The random code from the list of participants, never a name.")),
                        required=True,
                        constraint=f"regex(., '{_PARTICIPANT_PATTERN}')",
                        constraint_message=key_message,
                    ),
                    row(
                        "integer",
                        NUMBER,
                        both(N_("Which interview with this person is it?")),
                        hint=both(N_("1 for the first.")),
                        required=True,
                        default="1",
                        constraint=f". >= 1 and . <= {_MOST_INTERVIEWS}",
                        constraint_message=both(
                            N_(
                                "A whole number from 1 to {most}.",
                            ),
                            most=_MOST_INTERVIEWS,
                        ),
                    ),
                    row(
                        f"select_one {self.lists.values('interview_mode', INTERVIEW_MODES)}",
                        "mode",
                        both(N_("How is the interview held?")),
                        required=True,
                    ),
                    row(
                        "text",
                        "interviewer",
                        both(N_("Interviewer's key")),
                        hint=both(N_("As in the list of staff, for example P1; never a name.")),
                        required=True,
                        constraint=f"regex(., '{KEY_PATTERN}')",
                        constraint_message=key_message,
                    ),
                ],
                page=True,
            ),
        ]

    def consent(self, forms: tuple[ConsentForm, ...], relevant: str) -> list[Cells]:
        """Return the questions about consent; ``forms`` are the study's, ``relevant`` says when they are asked."""
        rows = [
            self.maker.row(
                f"select_one {self.lists.flag()}",
                CONSENT_EARLIER,
                both(N_("Was this person's consent recorded before, and entered in the study?")),
                hint=both(N_("No: read the consent form out now, and enter the decisions as they are spoken.")),
                required=True,
            ),
            *ConsentQuestions(self.maker, self.lists).rows(forms),
        ]
        return self.maker.group(CONSENT_GROUP, both(N_("Consent")), rows, relevant=relevant, page=True)

    def began(self) -> list[Cells]:
        """Return when the interview began, which is after the consent, and what is said where it was not."""
        row = self.maker.row
        return [
            row(
                "dateTime",
                "started_at",
                both(N_("When does the interview begin?")),
                hint=both(N_("Now: the moment before the first question that follows the consent.")),
                required=True,
            ),
            row(
                "note",
                "note_late",
                both(N_("The consent comes after the beginning. If that is no slip, the answers are held back.")),
                relevant=f"{NOW} and {_LATE}",
            ),
        ]

    def end(self) -> list[Cells]:
        """Return how the interview ended."""
        row = self.maker.row
        rows = [
            row(
                f"select_one {self.lists.values('interview_end', ENDS)}",
                "end_state",
                both(N_("How did the interview end?")),
                hint=both(N_("Complete: to the last question that is meant for this person.")),
                required=True,
            ),
            row("dateTime", "ended_at", both(N_("When did it end?"))),
            row(f"select_one {self.lists.flag()}", "recorded", both(N_("Was the interview recorded?"))),
            row("text", "place", both(N_("Where?")), hint=both(N_("The kind of place, without names."))),
            row("text", "others_present", both(N_("Who else was there?")), hint=both(N_("Without names."))),
            row(
                "text",
                "field_notes",
                both(N_("Field notes")),
                hint=both(N_("What went well, what disturbed; without names.")),
                appearance="multiline",
            ),
        ]
        return self.maker.group(END_GROUP, both(N_("After the interview")), rows, page=True)
