"""Tables of recruitment outside a study."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error

ENTRIES: Mapping[str, Entry] = {
    "network.no_id": error(
        N_("The row has no id, so nobody can be recruited by this person."),
        N_("Fill in the column {column}, or delete the row."),
    ),
    "network.unknown": error(
        N_("The recruiter “{value}” of {participant} has no row."),
        N_("Correct the recruiter, add a row for that person, or leave the cell empty for a seed."),
    ),
    "network.degree": error(
        N_("The network size {value} is not more than 0."),
        N_("Write how many people of the population this person knows, or leave the cell empty if it is not known."),
    ),
    "network.population": error(
        N_("A population of {population} can't be: the table has {n} people."),
        N_("Give with --population how many people the whole group has from which they were recruited."),
    ),
}
