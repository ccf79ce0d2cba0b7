"""What a comparison of counts can't show: rival explanations, as phrases, and cautions, as sentences."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_

RIVALS: Mapping[str, str] = {
    "rival.insurance": N_("growth of the national insurance (JKN)"),
    "rival.insurance_partly": N_(
        "growth of the national insurance (JKN), which the rate per member answers only in part"
    ),
    "rival.recovery": N_("recovery after the pandemic"),
    "rival.clinics": N_("new clinics and specialist days"),
    "rival.routing": N_("referral routing by the insurer"),
    "rival.season": N_("the season"),
}
CAUTIONS: Mapping[str, str] = {
    "caution.visits": N_(
        "Visits are not referrals: one referral letter of the national insurance serves several visits, and "
        "follow-up visits add to the count."
    ),
    "caution.patients": N_("Patients are not referrals: someone may come without one, or be referred more than once."),
    "caution.no_control": N_(
        "There is no comparison group, so a change can't be told apart from what would have come anyway."
    ),
    "caution.selection": N_(
        "The facilities compared are those whose counts were supplied; others may have changed differently."
    ),
    "caution.projection": N_(
        "Part of the counts is projected and not observed; a projection that assumes growth will show growth."
    ),
    "caution.no_start": N_(
        "When sending began is not recorded, so before and after can't be told apart with certainty."
    ),
    "caution.start_in_before": N_(
        "Sending began before the first period had ended, so part of what is called before is after."
    ),
    "caution.start_in_after": N_(
        "Sending began after the second period had begun, so part of what is called after is before."
    ),
    "caution.one_series": N_(
        "The monthly series rests on one sum of counts and doesn't model seasons; anything else that changed in the "
        "month of the start looks the same."
    ),
    "caution.association": N_("An association is all that can be read here, and more referrals are not better care."),
}
