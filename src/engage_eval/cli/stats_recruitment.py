"""The command stats recruitment: trees, waves, homophily and RDS from a table of who recruited whom."""

from pathlib import Path

import click

from engage_eval.actions.stats_recruitment import Columns, recruitment_table
from engage_eval.analysis.recruitment_json import network_json
from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speech
from engage_eval.cli.results_recruitment import print_homophily, print_network, print_population, print_rds
from engage_eval.cli.stats import WholeNumber
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Sum up who recruited whom: waves, trees, homophily, and shares in the population (RDS).

FILE is a CSV file or an Excel workbook (its first sheet), a row a person. Where the recruiter is empty, or the word
seed or awal, the person is a seed. Shares need a trait, network sizes and at least three waves."""),
    epilog="engage-eval stats recruitment people.csv --id id --recruiter recruiter --degree knows --trait role",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--id", "id_column", metavar="COL", required=True, cls=TranslatedOption, help=N_("The column of ids."))
@click.option(
    "--recruiter", metavar="COL", required=True, cls=TranslatedOption, help=N_("The column of the recruiter's id.")
)
@click.option(
    "--degree",
    metavar="COL",
    default="",
    cls=TranslatedOption,
    help=N_("The column of network sizes: how many people of the population someone knows."),
)
@click.option("--trait", metavar="COL", default="", cls=TranslatedOption, help=N_("The column of groups to compare."))
@click.option(
    "--population", metavar="N", type=WholeNumber(), cls=TranslatedOption, help=N_("How many the population has.")
)
@click.option(
    "--without-seeds", is_flag=True, cls=TranslatedOption, help=N_("Leave the seeds out of the estimated shares.")
)
@click.pass_context
@edge
def recruitment(
    ctx: click.Context,
    file: Path,
    *,
    id_column: str,
    recruiter: str,
    degree: str,
    trait: str,
    population: int | None,
    without_seeds: bool,
    as_json: bool,
) -> None:
    """Print the trees and the shares."""
    columns = Columns(id=id_column, recruiter=recruiter, degree=degree, trait=trait)
    found = recruitment_table(file, columns, population=population, seeds=not without_seeds)
    say = speech(ctx)
    if as_json:
        shared = network_json(found.network, found.homophily, found.rds, say.reason)
        size = {"population": found.population, "sampling_fraction": found.sampling_fraction}
        console.as_json({**shared, **size})
        return
    print_network(found.network, say)
    print_homophily(found.homophily, say)
    print_rds(found.rds, say)
    if found.population:
        print_population(found.network.people, found.population, say)
