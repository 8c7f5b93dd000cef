"""An agency's own rules: the shipped ones in `rules/local/`, imported ones in its data folder.

One JSON file each, made by `rule_import`; here they are read and join the register.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from knowledge.files import RULES
from knowledge.problems import Problem
from knowledge.register import IMPORTED, Law, Register

SHIPPED = RULES / "local"
HOME_REGION = "洛阳市"

Texts = dict[tuple[str, str], dict[str, str]]


@dataclass
class LocalRule:
    """An imported rule and what its text left unclear."""

    title: str
    region: str
    version_on: str
    effective_on: str
    articles: dict[str, str]
    chapters: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> str:
        """Return the file an import writes."""
        facts: dict[str, Any] = {
            key: value for key, value in vars(self).items() if key != "problems"
        }
        return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"

    def law(self) -> Law:
        """Return the register's row for this rule."""
        numbers = [int(key) for key in self.articles if key.isdigit()]
        return Law(
            title=self.title,
            kind="地方规定",
            region=self.region,
            version_on=self.version_on,
            effective_on=self.effective_on,
            articles=max(numbers, default=0),
            suffixed=frozenset(key for key in self.articles if not key.isdigit()),
            source=IMPORTED,
        )


def read_rule(path: Path) -> LocalRule:
    """Read a rule that was imported before."""
    facts: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return LocalRule(**facts)


def load_local_rules(register: Register, folder: Path | None) -> tuple[Register, Texts]:
    """Return the register with the imported rules added, and their texts."""
    folders = [SHIPPED, *([folder] if folder and folder.is_dir() else [])]
    versions, texts = dict(register.versions), Texts()
    for path in sorted(file for one in folders for file in one.glob("*.json")):
        rule = read_rule(path)
        others = tuple(
            law for law in versions.get(rule.title, ()) if law.version_on != rule.version_on
        )
        versions[rule.title] = (*others, rule.law())
        texts[rule.title, rule.version_on] = rule.articles
    return replace(register, versions=versions), texts
