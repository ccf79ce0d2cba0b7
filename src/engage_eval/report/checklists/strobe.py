"""STROBE: 22 items for observational studies (von Elm et al., 2007)."""

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.checklists import conduct, people, writing
from engage_eval.report.checklists.item import Checklist, Item

BEGINNING = (
    Item("1", N_("Title and abstract"), writing.title_and_abstract),
    Item("2", N_("Background"), writing.only_author),
    Item("3", N_("Objectives"), writing.purpose),
)
METHODS = (
    Item(
        "4",
        N_("Design"),
        writing.section(
            N_("Methods"),
            N_("descriptive study with a questionnaire; counts of facilities are compared before and after"),
        ),
    ),
    Item("5", N_("Setting, places and dates"), conduct.place_and_time),
    Item("6", N_("Eligibility and sources of participants"), people.eligibility),
    Item("7", N_("Variables"), conduct.questionnaire),
    Item("8", N_("Sources of the data and measurement"), conduct.approach),
    Item("9", N_("Bias"), people.interests),
    Item("10", N_("How the study size came about"), people.sampling),
    Item(
        "11",
        N_("Quantitative variables"),
        writing.section(
            N_("Answers per characteristic"), N_("ratings are counted per level; agreement is set by the scale")
        ),
    ),
    Item(
        "12",
        N_("Statistical methods"),
        writing.section(
            N_("Analysis"), N_("methods with their sources; missing answers are counted apart and bounds are given")
        ),
    ),
)
RESULTS = (
    Item("13", N_("Participants at each stage"), people.not_taking_part),
    Item("14", N_("Description of the participants"), people.sample),
    Item("15", N_("Outcome data"), people.sample_size),
    Item("16", N_("Main results"), writing.main_results),
    Item(
        "17",
        N_("Other analyses"),
        writing.section(
            N_("Agreeing with all characteristics, or with most"),
            N_("the rule over every number of characteristics; every defensible denominator"),
        ),
    ),
)
DISCUSSION = (
    Item("18", N_("Key results"), writing.key_results),
    Item("19", N_("Limitations"), writing.limitations),
    Item("20", N_("Interpretation"), writing.only_author),
    Item(
        "21",
        N_("Generalisability"),
        writing.drafted(
            N_("respondents were not drawn at random, so no share can be generalised to all referral partners")
        ),
    ),
)
STROBE = Checklist(
    "STROBE",
    "elm_2007",
    (
        (N_("Title, abstract and introduction"), BEGINNING),
        (N_("Methods"), METHODS),
        (N_("Results"), RESULTS),
        (N_("Discussion"), DISCUSSION),
        (N_("Other"), (Item("22", N_("Funding"), writing.funding),)),
    ),
)
