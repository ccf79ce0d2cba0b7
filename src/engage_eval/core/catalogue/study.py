"""study.yaml."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

ENTRIES: Mapping[str, Entry] = {
    "study.period_order": error(
        N_("“{field}” ends ({to}) before it begins ({from})."), N_("Correct one of the two dates.")
    ),
    "study.period": error(
        N_("“{field}” should be a year or a month, and is “{found}”."), N_("Write 2022, or 2022-01 for a month.")
    ),
    "study.same_period": error(
        N_("The periods before and after are the same ({found})."), N_("Correct one of the two under `compare`.")
    ),
    "study.bad_id": error(
        N_("“{found}” can't be the study's id."),
        N_("Use letters, digits and hyphens, beginning with a letter or digit, at most {most} characters."),
    ),
    "study.placeholder": error(
        N_("“{found}” can't be a placeholder's name."),
        N_("Use small letters, digits and _, as it stands between braces in the consent forms."),
    ),
    "settings.unknown": warning(
        N_("“{found}” is no setting that decides results."),
        N_("Write the setting as study.yaml has it, for example headline or rule.k; the program writes it so itself."),
    ),
}
