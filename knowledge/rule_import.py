"""Import an agency's own rules from .txt or .docx: chapters, articles, paragraphs, items.

What can't be parsed is reported, never guessed. What comes of it is one JSON file, which
`local_rules` reads.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import docx
from docx.opc.exceptions import OpcError

from knowledge.figures import number
from knowledge.local_rules import LocalRule
from knowledge.problems import Problem

_CHAPTER = re.compile(r"^第[零〇一二三四五六七八九十百]+[编章节]\s*\S*")
_ARTICLE = re.compile(
    r"^第([零〇一二三四五六七八九十百千]+)条(之[一二三四五六七八九十]+)?[\s　:：]*(.*)$"
)
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


class CannotImport(ValueError):
    """The file is no .txt or .docx, or holds no article."""


def lines_of(path: Path) -> list[str]:
    """Return the lines of a .txt (UTF-8 or GB 18030) or .docx file.

    Raises:
        CannotImport: another kind of file, or a broken one.
    """
    if path.suffix.lower() == ".docx":
        try:
            return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
        except (OpcError, KeyError, ValueError, OSError) as error:
            raise CannotImport(f"{path.name} is not a readable .docx file") from error
    if path.suffix.lower() != ".txt":
        raise CannotImport(f"{path.name}: only .txt and .docx can be imported")
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    raise CannotImport(f"{path.name} is neither UTF-8 nor GB 18030 text")


def parse(lines: Iterable[str], *, name: str, region: str) -> LocalRule:
    """Parse a rule: its title is the first line, its articles open with 第N条.

    Raises:
        CannotImport: no article was found.
    """
    kept = [line.strip(" \t\u3000\ufeff") for line in lines]
    kept = [line for line in kept if line]
    first = next((n for n, line in enumerate(kept) if _ARTICLE.match(line)), None)
    if first is None:
        raise CannotImport(f"{name}: no line opens with 第…条")
    head = [line for line in kept[:first] if not _CHAPTER.match(line)]
    rule = LocalRule(head[0] if head else name, region, "", "", {})
    _read_articles(
        rule, kept[first:] if not _opens_chapter(kept, first) else kept[first - 1 :], name
    )
    _read_dates(rule, head, name)
    return rule


def _opens_chapter(kept: list[str], first: int) -> bool:
    return first > 0 and bool(_CHAPTER.match(kept[first - 1]))


def _read_articles(rule: LocalRule, lines: list[str], name: str) -> None:
    chapter, current, expected = "", "", 1
    for line in lines:
        if found := _ARTICLE.match(line):
            value, suffix, rest = int(number(found[1])), found[2] or "", found[3]
            current = f"{value}{suffix}"
            if current in rule.articles:
                rule.problems.append(Problem(name, current, "article appears twice"))
            elif not suffix and value != expected:
                rule.problems.append(Problem(name, current, f"expected article {expected} here"))
            expected = value + 1
            rule.articles[current] = rest
            if chapter:
                rule.chapters[current] = chapter
        elif _CHAPTER.match(line) and len(line) <= 40:
            chapter = line
        elif current:
            rule.articles[current] = f"{rule.articles[current]}\n{line}".strip()
    rule.problems += [
        Problem(name, key, "article has no text") for key, text in rule.articles.items() if not text
    ]


def _read_dates(rule: LocalRule, head: list[str], name: str) -> None:
    published = [found.groups() for line in head[1:] for found in _DATE.finditer(line)]
    if published:
        rule.version_on = max(_iso(*parts) for parts in published)
    for text in reversed(rule.articles.values()):
        if "施行" in text and (found := _DATE.search(text)):
            rule.effective_on = _iso(*found.groups())
            break
    rule.version_on = rule.version_on or rule.effective_on
    if not rule.effective_on:
        rule.problems.append(Problem(name, "", "no article says from which day the rule holds"))


def _iso(year: str, month: str, day: str) -> str:
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
