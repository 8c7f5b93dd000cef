"""`luowen ask`: one question, answered at once.

A module of its own, because it needs none of what the servers and editors need: reading
their libraries would take longer than the answer.
"""

import json
from typing import Annotated

import typer

from bot import asking
from bot.logs import configure
from bot.settings import BadSettings

app = typer.Typer(add_completion=False)


def run(arguments: list[str]) -> None:
    """Answer the question in the arguments; what an operator can mend is told in one line."""
    try:
        app(arguments, prog_name="luowen ask")
    except BadSettings as reason:
        typer.echo(f"luowen: {reason}", err=True)
        raise SystemExit(1) from None


@app.command()
def ask(
    question: str,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    why: Annotated[bool, typer.Option("--why", help="show how the answer was found")] = False,
) -> None:
    """Ask one question and print the answer; nothing is kept."""
    configure("ERROR")
    with asking.passing_services() as services:
        reply = asking.run_once(services, question)
        reasons = asking.explain(services, question) if why else None
    if as_json:
        row = {**asking.row_of(reply), **({"why": reasons} if reasons else {})}
        typer.echo(json.dumps(row, ensure_ascii=False, indent=1))
        return
    typer.echo(f"[{reply.kind} {reply.entry or '-'} {reply.confidence:.2f}]\n{reply.text}")
    if reasons:
        typer.echo(json.dumps(reasons, ensure_ascii=False, indent=1))
