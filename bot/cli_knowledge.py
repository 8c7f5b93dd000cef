"""`luowen kb`: what an editor of the knowledge base does."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from knowledge import learning, sheets, teach
from knowledge.asks import Kept, load_asks, load_unanswered
from knowledge.base import load_base
from knowledge.check import Checker
from knowledge.check_guidance import GuidanceChecker
from knowledge.check_rules import check_rules
from knowledge.check_wordings import check_asks
from knowledge.citing import article_label, listing, short_title
from knowledge.coverage import Coverage, cover, page, skeleton, stale
from knowledge.files import ENTRIES

app = typer.Typer(no_args_is_help=True, help="The curated answers.")
ASKS = Path("tests/asks")


def _today() -> date:
    return datetime.now(UTC).date()


@app.command()
def check() -> None:
    """Check every entry against its form, its neighbours and the law; exit 1 on a problem."""
    base = load_base()
    report = Checker(base.statutes, base.vocabulary, today=_today()).check(base.entries)
    problems = [*base.problems, *report.problems]
    problems += check_rules(base.mediation, base.statutes, base.vocabulary, today=_today())
    districts = base.disputes.districts
    guidance = GuidanceChecker(base.statutes, base.vocabulary, districts, base.entries, _today())
    problems += guidance.check(base.prompts, base.selfchecks)
    problems += check_asks(base.entries, ASKS) if ASKS.is_dir() else []
    for problem in problems:
        typer.echo(str(problem))
    for warning in report.warnings:
        typer.echo(f"warning: {warning}")
    typer.echo(
        f"{len(base.entries)} entries, {len(problems)} problems; figures verified against text: "
        f"{report.share_verified:.1%} of {report.figures_checked + report.figures_without_text}"
    )
    raise typer.Exit(1 if problems else 0)


@app.command()
def show(entry_id: str) -> None:
    """Print an entry beside the articles it cites."""
    base = load_base()
    entry = base.entries.get(entry_id)
    if entry is None:
        typer.echo(f"luowen: no entry {entry_id}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{entry.title}\n")
    for key, text in entry.texts():
        typer.echo(f"  {key}: {text}")
    typer.echo(f"\n{listing(entry.cites)}\n")
    for cite in entry.cites:
        found = base.statutes.article(cite.law, cite.article, cite.suffix, on=_today())
        typer.echo(f"{short_title(cite.law)}{article_label(cite.article, cite.suffix)}")
        typer.echo(found.text if found else "  (no text here)")


@app.command()
def coverage(
    html: Annotated[Path | None, typer.Option(help="also write the table as a page")] = None,
) -> None:
    """Show topics, entries, asks and the last review, by domain."""
    base = load_base()
    rows = cover(base.vocabulary, base.entries, ASKS)
    table = Table(
        "domain", "topics", "answered", "owed", "unexplained", "entries", "asks", "reviewed"
    )
    for row in rows:
        table.add_row(row.domain, *map(str, row.cells()))
    total = Coverage.total(rows)
    table.add_section()
    table.add_row("all", *map(str, total.cells()))
    Console(width=110).print(table)
    if html:
        html.write_text(page(rows), encoding="utf-8")


@app.command("find-cites")
def find_cites(text: str) -> None:
    """Show which articles speak of something."""
    for article in load_base().search.find(text, on=_today(), limit=12):
        place = article_label(article.number, article.suffix)
        typer.echo(f"{short_title(article.law.title)}{place}  {article.text[:90]!r}")


@app.command()
def new(topic_id: str, slug: str) -> None:
    """Write the skeleton of an entry for a topic."""
    base = load_base()
    topic = base.vocabulary.topics.get(topic_id)
    target = ENTRIES / (topic.domain if topic else "") / f"{slug}.yaml"
    if topic is None or target.exists():
        typer.echo(f"luowen: no topic {topic_id}, or {target} is there already", err=True)
        raise typer.Exit(1)
    target.parent.mkdir(parents=True, exist_ok=True)
    again = _today() + timedelta(days=180)
    target.write_text(skeleton(topic, today=_today(), again_by=again), encoding="utf-8")
    typer.echo(str(target))


@app.command("stale")
def list_stale() -> None:
    """List the entries whose law has changed, or will within a year."""
    base = load_base()
    for line in stale(base.entries, base.statutes.register, _today()):
        typer.echo(line)


@app.command("export")
def export_sheet(target: Path) -> None:
    """Write all entries to a spreadsheet, one row each."""
    sheets.export(load_base().entries.values(), target)
    typer.echo(str(target))


@app.command("import")
def import_sheet(source: Path) -> None:
    """Take a spreadsheet's changes in; a wrong cell refuses the whole sheet."""
    try:
        changed = sheets.take_in(source, ENTRIES, load_base().entries)
    except sheets.SheetRefused as refused:
        typer.echo(f"luowen: nothing was changed:\n{refused}", err=True)
        raise typer.Exit(1) from None
    typer.echo("\n".join([*changed, f"{len(changed)} entries changed"]))


@app.command()
def train() -> None:
    """Learn the ranking and its confidence anew from the entries."""
    practised, blind = (load_asks(kept) for kept in (Kept.PRACTISED, Kept.BLIND))
    learnt = learning.train(load_base().matcher(_today()), practised, blind, load_unanswered())
    learning.write(learnt)
    judged = learnt["judged"]["blind"]
    typer.echo(
        f"calibration error {learnt['calibration_error']}; of blind wordings"
        f" {judged['answered']:.1%} answered,"
        f" {judged['answered_wrong']:.1%} of all with a wrong article"
    )


@app.command("teach")
def teach_classifiers() -> None:
    """Learn the classifiers of disputes and intents anew from examples and entries."""
    for name, traits in teach.learn_all(load_base().entries).items():
        typer.echo(f"{name}: {traits} traits")
