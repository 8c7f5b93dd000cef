"""The commands of `luowen`: serve, chat, ask, predict, and what editors and operators do.

Only reads arguments and prints; what a command does lives in the module it names.
"""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import predict as prediction
from bot import serve as service
from bot import terminal_channel
from bot.asking import explain, run_once
from bot.cli_knowledge import app as knowledge_app
from bot.cli_laws import app as laws_app
from bot.logs import configure
from bot.settings import BadSettings, Settings, load_settings
from handlers.desk import access
from handlers.desk.refusals import DeskRefusal
from handlers.services import Services

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
database_app = typer.Typer(no_args_is_help=True, help="The database's schema.")
officer_app = typer.Typer(no_args_is_help=True, help="Who may sign in to the desk.")
app.add_typer(knowledge_app, name="kb")
app.add_typer(laws_app, name="laws")
app.add_typer(database_app, name="db")
app.add_typer(officer_app, name="officer")


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
    if access.ensure_first_officer(services, password=password, at=datetime.now(UTC)):
        typer.echo(f"  first sign-in: {access.FIRST_LOGIN} / {password} (one time only)")


@app.command()
def chat() -> None:
    """Talk to the service in this terminal."""
    settings = load_settings()
    configure("ERROR")
    terminal_channel.run(_services(settings))


@app.command()
def ask(
    question: str,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    why: Annotated[bool, typer.Option("--why", help="show how the answer was found")] = False,
) -> None:
    """Ask one question and print the answer; nothing is kept."""
    configure("ERROR")
    with prediction.passing_services() as services:
        reply = run_once(services, question)
        reasons = explain(services, question) if why else None
    if as_json:
        row = {**prediction.row_of(reply), **({"why": reasons} if reasons else {})}
        typer.echo(json.dumps(row, ensure_ascii=False, indent=1))
        return
    typer.echo(f"[{reply.kind} {reply.entry or '-'} {reply.confidence:.2f}]\n{reply.text}")
    if reasons:
        typer.echo(json.dumps(reasons, ensure_ascii=False, indent=1))


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
def add_officer(login: str) -> None:
    """Add an officer and print a one-time password."""
    password = secrets.token_urlsafe(12)
    _desk(
        lambda services: access.add_officer(
            services, login=login, password=password, at=datetime.now(UTC)
        )
    )
    typer.echo(f"{login} / {password} (one time only)")


@officer_app.command("reset")
def reset_officer(login: str) -> None:
    """Give an officer a new one-time password; their browsers are signed out."""
    password = secrets.token_urlsafe(12)
    _desk(lambda services: access.reset_password(services, login=login, password=password))
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
