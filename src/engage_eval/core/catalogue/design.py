"""The study as a whole: ethics, settings, and how they fit the instrument and the counts."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

ENTRIES: Mapping[str, Entry] = {
    "ethics.status_missing": error(
        N_("The purpose is research, but the status of the ethics review is missing."),
        N_("Fill in ethics.status as it really is; the program never invents an approval."),
    ),
    "ethics.approval_incomplete": error(
        N_("The ethics review is said to be approved, but {missing} is missing."),
        N_("Copy committee, number and both dates from the approval letter."),
    ),
    "ethics.not_reported": warning(
        N_("The ethics review is not reported; the report prints it so."),
        N_("Fill in the approval if there is one."),
    ),
    "ethics.exempt": warning(
        N_("The study is said to be exempt from ethics review; the report prints it so."),
        N_("Keep the committee's letter that says so."),
    ),
    "design.purpose_missing": error(
        N_("The purpose of the study is missing."),
        N_("Fill in purpose in study.yaml: it decides which rules hold."),
    ),
    "design.no_instrument": error(
        N_("The study has no instrument."),
        N_("Put the questionnaire's file into the folder instruments."),
    ),
    "design.instrument_unknown": error(
        N_("study.yaml names the instrument “{instrument}”, which is not in the folder instruments."),
        N_("Correct the key in study.yaml, or add the instrument's file."),
    ),
    "design.codebook_unknown": error(
        N_("study.yaml names the codebook “{codebook}”, which is not in the folder codebooks."),
        N_("Correct the key in study.yaml, or add the codebook's file."),
    ),
    "design.no_verdict": error(
        N_("The headline is the verdict, but the instrument {instrument} has no item with the role verdict."),
        N_("Add a verdict item, or set headline to rule."),
    ),
    "design.k_too_large": error(
        N_("The rule asks for {k} characteristics, but the instrument has only {j}."),
        N_("Set rule.k to a number from 1 to {j}."),
    ),
    "design.cut_outside": error(
        N_("The rule's cut {cut} is not a point of the scale {scale}."),
        N_("Set rule.cut to a value of the scale, or leave it out to use the scale's own."),
    ),
    "design.item_unknown": error(
        N_("complete_if names “{item}”, which is not an item of the instrument."),
        N_("Correct the item's key in study.yaml."),
    ),
    "design.profile_unknown": error(
        N_("ideal_profile names “{key}”, which is not a characteristic of the instrument."),
        N_("Correct the characteristic's key in study.yaml."),
    ),
    "design.period_without_counts": error(
        N_("compare names the period {period}, but outcomes has no {measure} in it."),
        N_("Correct the period or the measure in study.yaml, or add the counts."),
    ),
    "design.retention_passed": warning(
        N_("The data were to be kept until {until}; that day has passed."),
        N_("Delete what was promised to be deleted, or record why it is kept longer."),
    ),
    "outcomes.projected": warning(
        N_("Projected counts: {count}, first {facility} in {period}."),
        N_("Replace them when the real counts are known; the report says that they are projected."),
    ),
    "outcomes.not_compared": warning(
        N_("study.yaml names no periods to compare, so the report leaves the counts out (rows in outcomes: {count})."),
        N_("Fill in before and after under compare in study.yaml. Periods in outcomes: {periods}."),
    ),
    "broadcasts.counts": warning(
        N_("In the broadcast “{topic}” {narrower} is {count}, which is more than {wider} ({most})."),
        N_("Check both counts: nobody can read, or reply to, what was not delivered."),
    ),
    "outcomes.kinds_differ": warning(
        N_("{facility} in {period}: some counts are observed and others are projected."),
        N_("Check kind in these rows."),
    ),
    "instrument.long": warning(
        N_("The form {form} of {instrument} will take about {minutes} minutes, but {promised} are promised."),
        N_("Shorten the form, or promise what it takes."),
    ),
    "outcomes.not_comparable": warning(
        N_("{facility} has no {measure} that can be compared in {missing}, so the comparison leaves it out."),
        N_("Add the count, or correct its period; a date cell in the column period is read as a month."),
    ),
    "outcomes.total_row": warning(
        N_("“{facility}” looks like a row of totals: it has the sum of all other facilities in {period}."),
        N_("Delete the row of totals; otherwise everything is counted twice."),
    ),
}
