"""`luowen key` and `luowen audit`: rotate the secret key, prove the audit chain."""

import time

import typer

from bot import key_ring
from bot import serve as service
from bot.settings import load_settings
from storage import audit, rotation
from storage.database import Database

keys = typer.Typer(no_args_is_help=True, help="The key that seals what people wrote.")
events = typer.Typer(no_args_is_help=True, help="Who read or changed what.")

# Rows others hold are passed over; a few passes get them all.
PASSES = 10
PAUSE_SECONDS = 1.0


@keys.command()
def rotate() -> None:
    """Make a new key and seal everything with it; an interrupted run is gone on with."""
    settings = load_settings()
    database = service.open_database(settings)
    if not (key_ring.has_former(settings) and rotation.left(database)):
        key_ring.add(settings)
        database.close()
        database = service.open_database(settings)
    for number in range(PASSES):
        if number:
            time.sleep(PAUSE_SECONDS)
        for done in rotation.reseal(database):
            if done.sealed or done.broken:
                typer.echo(f"{done.place}: {done.sealed} sealed, {done.broken} can't be opened")
        if not rotation.left(database):
            typer.echo("everything is sealed with the present key; now: luowen key retire")
            return
    typer.echo(f"{rotation.left(database)} texts are left; run it again", err=True)
    raise typer.Exit(1)


@keys.command()
def retire() -> None:
    """Forget former keys, when nothing is sealed with them and every process was restarted."""
    settings = load_settings()
    database = service.open_database(settings)
    remaining = rotation.left(database)
    if remaining:
        typer.echo(f"luowen: {remaining} texts need a former key: luowen key rotate", err=True)
        raise typer.Exit(1)
    key_ring.retire(settings)
    typer.echo("former keys are forgotten")


@events.command()
def verify() -> None:
    """Walk the whole chain; exit with 1 when a row was edited, removed or slipped in."""
    verdict = _verdict(service.open_database(load_settings()))
    for problem in verdict.problems:
        typer.echo(problem)
    state = "broken" if verdict.problems else "whole"
    typer.echo(f"{verdict.events} events, the chain is {state}; last code {verdict.last or '-'}")
    if verdict.problems:
        raise typer.Exit(1)


def _verdict(database: Database) -> audit.Verdict:
    with database.reading() as session:
        return audit.verify(session)
