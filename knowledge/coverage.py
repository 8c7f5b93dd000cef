"""What the base covers: topics, entries, asks and reviews by domain; what new law makes stale."""

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge.files import read_yaml, yaml_files
from knowledge.register import Register
from knowledge.schema import Entry
from knowledge.vocabulary import Topic, Vocabulary

HEADINGS = ("topics", "answered", "owed", "unexplained", "entries", "asks", "reviewed")


@dataclass(frozen=True)
class Coverage:
    """One domain's counts. `unexplained` topics have neither an entry nor a reason."""

    domain: str
    topics: int
    answered: int
    owed: int
    unexplained: int
    entries: int
    asks: int
    reviewed: str

    def cells(self) -> tuple[object, ...]:
        """The row without its name, in the order of `HEADINGS`."""
        return tuple(getattr(self, name) for name in HEADINGS)

    @staticmethod
    def total(rows: Sequence["Coverage"]) -> "Coverage":
        """Return the sum of all domains, with the oldest review."""
        sums = {name: sum(getattr(row, name) for row in rows) for name in HEADINGS[:-1]}
        return Coverage(
            "all", **sums, reviewed=min((r.reviewed for r in rows if r.reviewed), default="")
        )


def cover(vocabulary: Vocabulary, entries: Mapping[str, Entry], asks: Path) -> list[Coverage]:
    """Return one row a domain, in the order of the topics file."""
    answered = {topic for entry in entries.values() for topic in entry.topics}
    counts = _asks_by_domain(asks)
    rows = []
    for domain in vocabulary.domains:
        topics = [topic for topic in vocabulary.topics.values() if topic.domain == domain]
        mine = [entry for entry in entries.values() if entry.domain == domain]
        open_ = [topic for topic in topics if topic.id not in answered]
        rows.append(
            Coverage(
                domain,
                topics=len(topics),
                answered=len(topics) - len(open_),
                owed=sum(bool(topic.owed) for topic in open_),
                unexplained=sum(not topic.owed for topic in open_),
                entries=len(mine),
                asks=counts.get(domain, 0),
                reviewed=min((str(entry.reviewed.date) for entry in mine), default=""),
            )
        )
    return rows


def _asks_by_domain(folder: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for path in yaml_files(folder) if folder.is_dir() else ():
        if not path.name.startswith("_"):
            found = len(read_yaml(path)["finds"])
            counts[path.parent.name] = counts.get(path.parent.name, 0) + found
    return counts


def page(rows: Sequence[Coverage]) -> str:
    """Return the table as an HTML page."""
    head = "".join(f"<th>{name}</th>" for name in ("domain", *HEADINGS))
    body = "".join(
        "<tr>"
        + "".join(f"<td>{html.escape(str(c))}</td>" for c in (row.domain, *row.cells()))
        + "</tr>"
        for row in (*rows, Coverage.total(rows))
    )
    return (
        '<!doctype html><meta charset="utf-8"><title>coverage</title>'
        f"<table border=1><tr>{head}</tr>{body}</table>\n"
    )


def skeleton(topic: Topic, *, today: date, again_by: date) -> str:
    """Return the text of a new entry for an editor to fill in; it fails the check until then."""
    title = json.dumps(topic.title, ensure_ascii=False)
    lines = [
        f"title: {title}",
        f"topics: [{topic.id}]",
        "mode: 辅导",
        f"audience: [{', '.join(topic.audience)}]",
        "industries: []",
        f"organ: {topic.organ}",
        "tags: []",
        "phrasings: []",
        "answer: {short: ''}",
        "cites: []",
        f"reviewed: {{date: {today}, again_by: {again_by}, sources: []}}",
    ]
    return "\n".join(lines) + "\n"


def stale(entries: Mapping[str, Entry], register: Register, today: date) -> Iterator[str]:
    """Yield a line for every entry that falls, or will within a year, with its law's change."""
    year = today + timedelta(days=365)
    for entry in entries.values():
        for title in dict.fromkeys(cite.law for cite in entry.cites):
            now, then = register.on(title, today), register.on(title, year)
            if now is None and entry.holds_on(today):
                yield f"{entry.id}: {title} is not in force"
            elif then != now and not _is_parted(entry, today, year):
                when = then.holds_from if then else now.ends_on if now else "?"
                yield f"{entry.id}: {title} changes on {when}"


def _is_parted(entry: Entry, today: date, year: date) -> bool:
    """Whether the entry is one of two versions made for the change already."""
    return not (entry.holds_on(today) and entry.holds_on(year))
