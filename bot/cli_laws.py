"""`luowen laws`: import an agency's rules, rebuild the register, look at an article."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_settings
from knowledge import local_rules, mentions, register_build, rule_import
from knowledge.base import load_base
from knowledge.citing import article_label
from knowledge.files import ENTRIES, RULES
from knowledge.loader import load_entries
from knowledge.prompts import load_prompts
from knowledge.selfcheck import load_selfchecks

app = typer.Typer(no_args_is_help=True, help="The law texts answers rest on.")


@app.command("import")
def import_rule(
    file: Annotated[Path, typer.Argument(help="a .txt or .docx file")],
    region: Annotated[str, typer.Option(help="where the rule holds")] = local_rules.HOME_REGION,
    into: Annotated[Path | None, typer.Option(help="folder, else the data folder's rules")] = None,
) -> None:
    """Import a local rule; what could not be parsed is listed."""
    folder = into or load_settings().data_dir / "rules"
    try:
        rule = rule_import.parse(rule_import.lines_of(file), name=file.name, region=region)
    except (rule_import.CannotImport, OSError) as error:
        typer.echo(f"luowen: {error}", err=True)
        raise typer.Exit(1) from None
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{rule.title}.json"
    target.write_text(rule.as_json(), encoding="utf-8")
    for problem in rule.problems:
        typer.echo(f"not parsed: {problem}", err=True)
    typer.echo(
        f"{rule.title}: {len(rule.articles)} articles, in force from {rule.effective_on or '?'}"
    )


@app.command("show")
def show(title: str, number: int) -> None:
    """Print an article as it holds today."""
    base = load_base()
    resolved = base.statutes.register.resolve(title)
    found = resolved and base.statutes.article(resolved, number, on=datetime.now(UTC).date())
    if not found:
        typer.echo("luowen: no such article in force", err=True)
        raise typer.Exit(1)
    typer.echo(f"{found.law.title} {article_label(number)} ({found.law.version_on})\n{found.text}")


@app.command("register")
def rebuild(
    source: Annotated[Path, typer.Argument(help="folder of law texts")],
) -> None:
    """Rebuild the register, and quote the regulations' articles that answers and rules cite."""
    entries, _ = load_entries(ENTRIES)
    cites = [cite for entry in entries.values() for cite in entry.cites]
    cites += [cite for rule in load_prompts().prompts.values() for cite in rule.cites]
    questions = (q for check in load_selfchecks().checks.values() for q in check.questions)
    cites += [cite for question in questions for cite in question.cites]
    register, quoted = register_build.build(source, cites)
    register_build.write_jsonl(RULES / "laws.ndjson", register)
    register_build.write_jsonl(RULES / "quoted.ndjson", quoted)
    typer.echo(f"{len(register)} law versions, {len(quoted)} quoted articles")


@app.command("mentions")
def count_mentions(
    source: Annotated[Path, typer.Argument(help="folder of law texts")],
) -> None:
    """Count anew how often laws and articles are named, which the search of articles goes by."""
    statutes = load_base().statutes
    found = mentions.count_all(source / "regulations.jsonl.gz", statutes, datetime.now(UTC).date())
    (RULES / "mentions.json").write_text(mentions.as_json(found), encoding="utf-8")
    typer.echo(f"{len(found.laws)} laws and {len(found.articles)} articles are named")
