"""Why a number is undefined or refused, or has no interval."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_

REASONS: Mapping[str, str] = {
    "empty": N_("there is nothing to count"),
    "few": N_("too few values (n = {n}; at least {least} are needed)"),
    "few_for_interval": N_("too few values for an interval (n = {n}; at least {least} are needed)"),
    "no_variance": N_("all values are the same"),
    "no_change": N_("no count changed"),
    "zero": N_("a count of zero makes the ratio undefined"),
    "not_numeric": N_("the answers are not numbers on one scale"),
    "no_agree": N_("the scale does not say which answers count as agreement"),
    "no_pairs": N_("no facility has a count in both periods"),
    "annual_only": N_("the projected counts are annual, so the projected months can't be left out"),
    "no_projected": N_("no period is projected"),
    "no_verdict": N_("the instrument has no verdict item"),
    "no_measures": N_("the instrument has no item that measures a characteristic"),
    "no_complete": N_("nobody has a complete interview"),
    "no_complete_rows": N_("no row has an answer to every item"),
    "few_items": N_("too few items ({n}; at least {least} are needed)"),
    "flat_items": N_("everyone gives the same answer to {items}; compute again without"),
    "small_sample": N_("with {n} complete rows these figures say little; at least {least} are advised"),
    "negative_alpha": N_(
        "alpha is negative: items run against each other; turn round those that are worded the other way"
    ),
    "no_factor": N_("the one-factor model could not be fitted"),
    "heywood": N_("the one-factor model leaves {items} no variance of its own, so omega can't be trusted"),
    "no_members": N_("no facility has registered members"),
    "short_series": N_(
        "the series is too short ({before} months before, {after} after; at least {least} on each side)"
    ),
    "no_fit": N_("the model could not be fitted to these counts"),
    "zero_cases": N_("there is no case to divide by"),
    "no_eligibility": N_("the share of eligible people among the unknown is not known"),
    "no_links": N_("nobody was recruited by another participant"),
    "no_recruits": N_("nobody of this group recruited anyone"),
    "none_of_group": N_("nobody of this group was recruited by another participant"),
    "one_group": N_("all belong to one group"),
    "rds_no_trait": N_("no trait is known whose share could be estimated"),
    "rds_no_degrees": N_("nobody's network size is known"),
    "rds_few_waves": N_("the chains end at wave {waves}, and at least wave {least} is needed"),
    "rds_many_seeds": N_(
        "more people are seeds ({seeds}) than recruits ({links}), so most of the sample was chosen, not recruited"
    ),
    "rds_one_group": N_("those with a known network size do not show two groups"),
    "rds_many_groups": N_("the trait has {groups} groups, and estimates are made for at most {most}"),
    "rds_groups_apart": N_("recruitment does not lead from each group to each other one"),
    "rds_unstable": N_("only {given} of {resamples} resamples gave a value, too few for an interval"),
    "no_monthly": N_("no facility has observed monthly counts"),
    "no_start": N_("when sending began is not recorded (study.yaml: intervention.start)"),
    "not_given": N_("no broadcast gives both numbers"),
    "same_people": N_("every broadcast goes to the same people, so an interval would be too narrow"),
    "not_validated": N_("the items have not been validated as one scale, so a sum of them has no known meaning"),
    "few_answered": N_("too few of the characteristics are answered ({n} of {of}; at least {least} are needed)"),
    "few_pairs": N_(
        "too few of the characteristics are rated in both performance and importance ({n} of {of}; at least {least} "
        "are needed)"
    ),
    "no_score": N_("nobody answered enough of the characteristics (at least {least} of {of} are needed)"),
    "no_weight": N_("every characteristic was called unimportant, so the weights add up to zero"),
    "no_importance": N_("there are no answers on how important the characteristics are"),
    "no_profile": N_("study.yaml gives no ideal profile"),
    "profile_range": N_("the ideal value of {key} in study.yaml lies outside its scale, {low} to {high}"),
    "no_spread": N_("the characteristics all have the same mean, so cross-hairs at the grand means part nothing"),
    "few_people": N_("too few respondents (n = {n}; at least {least} are needed)"),
    "few_interviews": N_("too few interviews (n = {n}; at least {least} are needed)"),
    "no_base_codes": N_("no code stands in the first {base} interviews"),
    "not_saturated": N_("not reached within {n} interviews"),
    "one_answer": N_("everyone gave the same answer"),
    "many_groups": N_("too many groups ({groups}; at most {most}): sort the values into a few first"),
    "few_coders": N_("agreement needs at least {least} coders (here {coders})"),
    "no_rated_twice": N_("no unit was rated by two coders"),
    "one_category": N_("all ratings are the same, so agreement can't be told from chance"),
    "many_categories": N_("there are too many different values ({categories}; at most {most})"),
    "cohen_two": N_("the coefficient compares two coders (here {coders})"),
    "code_unused": N_("nobody used the code where two coders could"),
    "below_zero": N_("a ratio scale has no values below zero"),
    "same_resamples": N_("every resample gives the same value, so there is no interval"),
    "undefined_resamples": N_("too many resamples have no value, so there is no interval"),
}
