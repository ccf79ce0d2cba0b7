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
}
