"""The laws register: which titles exist, what people call them, and when they hold.

Owns the facts of `rules/laws.ndjson` (title, kind, region, version, dates, article
numbers) and the nicknames of `rules/nicknames.yaml`. The texts are in `statutes`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.files import RULES, read_ndjson, read_yaml

PREFIX = "中华人民共和国"
IMPORTED = "imported"
_SETS = ("suffixed", "only", "changed")


@dataclass(frozen=True)
class Law:
    """One version of a law, and which of its articles may be cited.

    `holds_from` is the day from which this version is the one in force;
    `effective_on` is the day the law itself first took effect, as its source says.
    """

    title: str
    kind: str
    region: str
    version_on: str
    effective_on: str
    articles: int
    suffixed: frozenset[str] = frozenset()
    only: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()
    status: str = "in_force"
    ends_on: str = ""
    replaced_by: str = ""
    source: str = ""
    note: str = ""

    @property
    def holds_from(self) -> str:
        """The first day this version counts; a law's first effective day may be decades older."""
        return self.effective_on or self.version_on

    @property
    def origin(self) -> str:
        """Where the text comes from, as a wording key; `source` is the exact place, for editors."""
        if self.source == IMPORTED:
            return "imported"
        return "national" if self.kind in ("法律", "宪法") else "public"

    def may_cite(self, article: int, suffix: str = "") -> bool:
        """Whether this version has the article, in a text we know to be current."""
        if suffix:
            return f"{article}{suffix}" in self.suffixed
        if self.only:
            return article in self.only
        return 1 <= article <= self.articles and article not in self.changed


@dataclass(frozen=True)
class Register:
    """All versions of all laws; answers which one holds on a day."""

    versions: Mapping[str, tuple[Law, ...]]
    nicknames: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, name: str) -> str | None:
        """Return the official title for a title, short title or nickname."""
        name = re.sub(r"\s", "", name).replace("（", "(").replace("）", ")")
        if name in self.versions:
            return name
        if name.startswith("《") and name.endswith("》"):
            return self.resolve(name[1:-1])
        known = self.nicknames.get(name) or self._short.get(name.removeprefix(PREFIX))
        return known if known in self.versions else None

    def on(self, title: str, day: date) -> Law | None:
        """Return the version of an official title that holds on `day`, or None."""
        when = day.isoformat()
        live = [
            law
            for law in self.versions.get(title, ())
            if law.holds_from <= when and (not law.ends_on or when < law.ends_on)
        ]
        return max(live, key=lambda law: law.version_on, default=None)

    def current(self, day: date) -> tuple[Law, ...]:
        """Return the version of every law that holds on `day`, by title."""
        found = (self.on(title, day) for title in sorted(self.versions))
        return tuple(law for law in found if law is not None)

    @cached_property
    def _short(self) -> dict[str, str]:
        return {title.removeprefix(PREFIX): title for title in self.versions}

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Every way to name a law with the title it means, longest name first."""
        pairs = {**self._short, **{title: title for title in self.versions}, **self.nicknames}
        return tuple(sorted(pairs.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def load_register(folder: Path = RULES) -> Register:
    """Read the register as it is shipped."""
    versions: dict[str, list[Law]] = {}
    for row in read_ndjson(folder / "laws.ndjson"):
        law = from_row(row)
        versions.setdefault(law.title, []).append(law)
    nicknames: dict[str, str] = {}
    for title, names in read_yaml(folder / "nicknames.yaml").items():
        nicknames |= dict.fromkeys(names, title)
    return Register({title: tuple(laws) for title, laws in versions.items()}, nicknames)


def from_row(row: dict[str, Any]) -> Law:
    """Build a law from its register row; lists of article numbers become sets."""
    sets: dict[str, Any] = {key: frozenset(row.get(key, ())) for key in _SETS}
    return Law(**{**row, **sets})
