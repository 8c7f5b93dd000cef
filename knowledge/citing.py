"""Write and read citations the way people do: 《食品安全法》第一百二十四条第一款第五项."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.figures import number, numeral
from knowledge.register import PREFIX, Register
from knowledge.schema import Cite

_NUMERAL = r"[零〇一二三四五六七八九十百千两\d]+"
_SUFFIXES = ("", *(f"之{numeral}" for numeral in "一二三四五六七八九十"))


@dataclass(frozen=True)
class Reference:
    """An article somebody named in a question; `number` is None when only the law was named."""

    title: str
    number: int | None = None
    suffix: str = ""


def short_title(title: str) -> str:
    """Return a title the way it is cited, without the country's name and in book marks."""
    inner = title.removeprefix(PREFIX).replace("《", "〈").replace("》", "〉")
    return f"《{inner}》"


def article_label(article: int, suffix: str = "") -> str:
    """Return 「第一百二十四条」."""
    return f"第{numeral(article)}条{suffix}"


def suffix_number(suffix: str) -> int:
    """Return 0 for no suffix, 1 for 之一 and so on: what a button carries."""
    return _SUFFIXES.index(suffix) if suffix in _SUFFIXES else 0


def suffix_of(text: str) -> str:
    """Return the suffix a button's number stands for; anything unreadable is none."""
    return _SUFFIXES[int(text)] if text.isdigit() and int(text) < len(_SUFFIXES) else ""


def label(cite: Cite) -> str:
    """Return the place within its law, down to paragraph and item."""
    parts = [article_label(cite.article, cite.suffix)]
    if cite.paragraph:
        parts.append(f"第{numeral(cite.paragraph)}款")
    if cite.item:
        parts.append(f"第{numeral(cite.item)}项")
    return "".join(parts)


def listing(cites: Iterable[Cite]) -> str:
    """Return all citations as one line, each law named once."""
    by_law: dict[str, list[str]] = {}
    for cite in cites:
        by_law.setdefault(cite.law, []).append(label(cite))
    return "；".join(short_title(law) + "、".join(labels) for law, labels in by_law.items())


def reference_in(said: str, register: Register) -> Reference | None:
    """Return the law and article a person named, if they named one by title or nickname."""
    compact = re.sub(r"\s+", "", said)
    if "条" not in compact and register.resolve(compact) is None:
        return None
    for name, title in register.names:
        start = compact.find(name)
        if start < 0:
            continue
        rest = compact[start + len(name) :]
        found = re.match(rf"[》>)）]*(?:的)?第?({_NUMERAL})条(之[一二三四五六七八九十])?", rest)
        if found:
            return Reference(title, int(number(found[1])), found[2] or "")
        if compact in (name, f"《{name}》"):
            return Reference(title)
    return None
