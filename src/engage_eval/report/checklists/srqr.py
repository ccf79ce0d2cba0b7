"""SRQR: 21 items for qualitative research (O'Brien et al., 2014)."""

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.checklists import conduct, people, writing
from engage_eval.report.checklists.item import Checklist, Item

BEGINNING = (
    Item("S1", N_("Title"), writing.title),
    Item("S2", N_("Abstract"), writing.abstract),
    Item("S3", N_("Problem and its setting"), writing.only_author),
    Item("S4", N_("Purpose or question"), writing.purpose),
)
METHODS = (
    Item("S5", N_("Approach and theory"), writing.theory),
    Item("S6", N_("Researchers and their relationship to respondents"), people.relationship),
    Item("S7", N_("Context"), conduct.place_and_time),
    Item("S8", N_("Sampling strategy"), people.sampling),
    Item("S9", N_("Ethics review"), conduct.ethics),
    Item("S10", N_("Ways of collecting data"), conduct.approach),
    Item("S11", N_("Instruments"), conduct.questionnaire_and_changes),
    Item("S12", N_("Units of study"), people.sample),
    Item("S13", N_("Handling of the data"), conduct.data_protection),
    Item("S14", N_("Analysis of the data"), writing.themes),
    Item("S15", N_("What makes the findings trustworthy"), conduct.coders),
)
FINDINGS = (
    Item("S16", N_("Findings and their reading"), writing.main_results),
    Item("S17", N_("Evidence from the data"), writing.quotations),
    Item("S18", N_("Relation to earlier work, and transfer"), writing.only_author),
    Item("S19", N_("Limitations"), writing.limitations),
)
OTHER = (
    Item("S20", N_("Conflicts of interest"), writing.conflicts),
    Item("S21", N_("Funding"), writing.funding),
)
SRQR = Checklist(
    "SRQR",
    "obrien_2014",
    (
        (N_("Title, abstract and introduction"), BEGINNING),
        (N_("Methods"), METHODS),
        (N_("Results and discussion"), FINDINGS),
        (N_("Other"), OTHER),
    ),
)
