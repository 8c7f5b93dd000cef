"""Measure the service from outside: each row is a fresh conversation through the same path as chat."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from bot.asking import passing_services, row_of, run_once
from handlers.services import Services
from handlers.turn import Kind

Row = dict[str, Any]

MOST_CANDIDATES = 10


class Task(StrEnum):
    """What a file of rows asks for."""

    COMPLIANCE = "compliance"
    OFFTOPIC = "offtopic"
    MEDIATION = "mediation"
    STATUTES = "statutes"


class BadRows(ValueError):
    """The rows can't be read; the message names the line."""


def run(task: Task, source: Path, target: Path, *, limit: int = 0) -> int:
    """Write one outcome a row and return how many.

    Raises:
        BadRows: the file is missing, or a line lacks its id or text.
    """
    rows = read_rows(source, "question" if task in (Task.COMPLIANCE, Task.STATUTES) else "text")
    rows = rows[:limit] if limit else rows
    with passing_services() as services, target.open("w", encoding="utf-8") as out:
        for row in track(rows, description=str(task), transient=True, console=Console(stderr=True)):
            outcome = ANSWERS[task](services, row["said"])
            out.write(json.dumps({"id": row["id"], **outcome}, ensure_ascii=False) + "\n")
    return len(rows)


def read_rows(source: Path, key: str) -> list[Row]:
    """Return the rows with what is said under one name.

    Raises:
        BadRows: the file is missing, or a line lacks its id or text.
    """
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadRows(f"{source}: {error.strerror}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append({"id": row["id"], "said": str(row[key])})
        except (ValueError, KeyError, TypeError) as error:
            raise BadRows(f"{source}, line {number}: needs an object with id and {key}") from error
    return rows


def answer_row(services: Services, said: str) -> Row:
    """Return what the service decided and said, with the candidates it had."""
    row = row_of(run_once(services, said))
    base = services.knowledge
    found = base.find(said, datetime.now(UTC).date()).entry_ids[:MOST_CANDIDATES]
    first = [base.entries[entry_id].cites[0] for entry_id in found]
    row["candidates"] = [{"law": cite.law, "article": cite.article} for cite in first]
    return row


def mediation_row(services: Services, said: str) -> Row:
    """Return how a story was sorted when somebody asked for mediation."""
    reply = run_once(services, said, action="mediate")
    is_urgent = reply.kind is Kind.URGENT
    if "category" in reply.facts:
        facts = reply.facts
    else:  # danger went first: what the officer will see of the story
        found = services.knowledge.disputes.sort(said)
        facts = {
            "category": found.category,
            "district": found.district,
            "confidence": str(found.confidence),
        }
    return {
        "category": facts["category"],
        "district": facts["district"],
        "urgent": is_urgent,
        "confidence": float(facts["confidence"]),
    }


def statute_row(services: Services, said: str) -> Row:
    """Return the articles that speak most of what was said, best first."""
    found = services.knowledge.search.find(said, on=datetime.now(UTC).date(), limit=10)
    return {"ranked": [{"law": one.law.title, "article": one.number} for one in found]}


ANSWERS: dict[Task, Callable[[Services, str], Row]] = {
    Task.COMPLIANCE: answer_row,
    Task.OFFTOPIC: answer_row,
    Task.MEDIATION: mediation_row,
    Task.STATUTES: statute_row,
}
