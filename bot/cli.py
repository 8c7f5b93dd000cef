"""The commands of `luowen`: serve, chat, ask, predict, and what editors and operators do.

Only reads arguments and prints; what a command does lives in the module it names.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import predict as prediction
from bot import serve as service
from bot import terminal_channel
from bot.cli_ask import ask
from bot.cli_knowledge import app as knowledge_app
from bot.cli_laws import app as laws_app
from bot.cli_trust import events as audit_app
from bot.cli_trust import keys as key_app
from bot.logs import configure
from bot.settings import BadSettings, Settings, load_settings
from handlers.desk import accounts
from handlers.desk.refusals import DeskRefusal
from handlers.services import Services
from storage.lifecycle import Role

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
database_app = typer.Typer(no_args_is_help=True, help="The database's schema.")
officer_app = typer.Typer(no_args_is_help=True, help="Who may sign in to the desk.")
app.add_typer(knowledge_app, name="kb")
app.add_typer(laws_app, name="laws")
app.add_typer(database_app, name="db")
app.add_typer(officer_app, name="officer")
app.add_typer(key_app, name="key")
app.add_typer(audit_app, name="audit")


def main() -> None:
    """Run one command; what an operator can mend is told in one line."""
    try:
        app()
    except (BadSettings, service.CannotStart) as reason:
        typer.echo(f"luowen: {reason}", err=True)
        raise SystemExit(1) from None


@app.command()
def serve() -> None:
    """Start the service: web chat, officer desk, and Telegram where a token is set."""
    raise typer.Exit(service.run(load_settings(), _welcome))


def _welcome(address: str, services: Services) -> None:
    typer.echo(f"LuoWen is ready.\n  chat     {address}/\n  officers {address}/desk/")
    _tell_problems(services)
    password = secrets.token_urlsafe(12)
    if accounts.ensure_first_officer(services, password=password, at=datetime.now(UTC)):
        typer.echo(f"  first sign-in: {accounts.FIRST_LOGIN} / {password} (one time only)")


@app.command()
def chat() -> None:
    """Talk to the service in this terminal."""
    settings = load_settings()
    configure("ERROR")
    terminal_channel.run(_services(settings))


app.command()(ask)


@app.command()
def predict(
    source: Annotated[Path, typer.Argument(help="questions, one JSON object a line")],
    target: Annotated[Path, typer.Argument(help="where the outcomes are written")],
    task: Annotated[prediction.Task, typer.Option(help="what the questions are")],
    limit: Annotated[int, typer.Option(help="only the first rows; 0 means all")] = 0,
) -> None:
    """Take each row through the service as a fresh conversation, for measuring."""
    configure("ERROR")
    try:
        count = prediction.run(task, source, target, limit=limit)
    except prediction.BadRows as reason:
        typer.echo(f"luowen: {reason}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{count} rows written to {target}", err=True)


@database_app.command("upgrade")
def upgrade() -> None:
    """Bring the schema to the newest revision."""
    _services(load_settings())
    typer.echo("the schema is up to date")


@officer_app.command("add")
def add_officer(
    login: str,
    role: Annotated[list[Role] | None, typer.Option(help="may be given again")] = None,
    organ: Annotated[str, typer.Option(help="an organ; empty is the city's own desk")] = "",
) -> None:
    """Add an officer and print a one-time password."""
    roles = accounts.USUAL_ROLES if role is None else role
    password = secrets.token_urlsafe(12)
    _desk(
        lambda services: accounts.add_officer(
            services, login=login, password=password, at=datetime.now(UTC), roles=roles, organ=organ
        )
    )
    typer.echo(f"{login} / {password} (one time only)")


@officer_app.command("reset")
def reset_officer(login: str) -> None:
    """Give an officer a new one-time password; their browsers are signed out."""
    password = secrets.token_urlsafe(12)
    _desk(
        lambda services: accounts.reset_password(
            services, login=login, password=password, at=datetime.now(UTC)
        )
    )
    typer.echo(f"{login} / {password} (one time only)")


def _desk(act: Callable[[Services], object]) -> None:
    try:
        act(_services(load_settings()))
    except DeskRefusal as refusal:
        typer.echo(f"luowen: {refusal}", err=True)
        raise typer.Exit(1) from None


def _services(settings: Settings) -> Services:
    services = service.build_services(settings)
    _tell_problems(services)
    return services


def _tell_problems(services: Services) -> None:
    for problem in services.knowledge.problems:
        typer.echo(f"luowen: entry left out, mend it: {problem}", err=True)
