"""COREQ: 32 items for interview studies (Tong, Sainsbury & Craig, 2007)."""

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.checklists import conduct, people, writing
from engage_eval.report.checklists.item import Checklist, Item

TEAM = (
    Item("1", N_("Interviewer"), people.interviewers),
    Item("2", N_("Credentials"), people.credentials),
    Item("3", N_("Occupation"), people.occupation),
    Item("4", N_("Gender"), people.gender),
    Item("5", N_("Experience and training"), people.training),
    Item("6", N_("Relationship before the study"), people.relationship),
    Item("7", N_("What respondents knew of the interviewer"), people.what_they_knew),
    Item("8", N_("Interests and bias of the interviewer"), people.interests),
)
DESIGN = (
    Item("9", N_("Theory behind the study"), writing.theory),
    Item("10", N_("Sampling"), people.sampling),
    Item("11", N_("Way of approach"), conduct.approach),
    Item("12", N_("Sample size"), people.sample_size),
    Item("13", N_("Non-participation"), people.not_taking_part),
    Item("14", N_("Place of the interviews"), conduct.setting),
    Item("15", N_("Others present"), conduct.others_present),
    Item("16", N_("Description of the sample"), people.sample),
    Item("17", N_("Interview guide and pilot"), conduct.questionnaire),
    Item("18", N_("Repeat interviews"), conduct.repeats),
    Item("19", N_("Sound or image recording"), conduct.recording),
    Item("20", N_("Field notes"), conduct.field_notes),
    Item("21", N_("Duration"), conduct.duration),
    Item("22", N_("Data saturation"), writing.saturation),
    Item("23", N_("Transcripts returned to respondents"), writing.unrecorded),
)
ANALYSIS = (
    Item("24", N_("Coders"), conduct.coders),
    Item("25", N_("Coding tree"), conduct.coding_tree),
    Item("26", N_("Where themes come from"), writing.themes),
    Item("27", N_("Software"), conduct.programs),
    Item("28", N_("Checking by participants"), writing.unrecorded),
    Item("29", N_("Quotations"), writing.quotations),
    Item("30", N_("Data and findings agree"), writing.consistency),
    Item("31", N_("Major themes"), writing.clear_themes),
    Item("32", N_("Minor themes"), writing.only_author),
)
COREQ = Checklist(
    "COREQ",
    "tong_2007",
    (
        (N_("Research team and reflexivity"), TEAM),
        (N_("Study design"), DESIGN),
        (N_("Analysis and findings"), ANALYSIS),
    ),
)
