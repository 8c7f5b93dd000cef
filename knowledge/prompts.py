"""The prompt rules as they are shipped: read, and looked up by id, trade and entry.

A file with a problem yields no rule of its own and never hides another's; the problems
name file, line and key. What a person must tell for a rule is here too: licences and
dates with the words people use for them.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.files import ROOT, BrokenFile, read_yaml, yaml_files
from knowledge.problems import Problem
from knowledge.prompt_schema import Prompt
from knowledge.text import bare, normalise

PROMPTS = ROOT / "prompts"

M = TypeVar("M", bound=BaseModel)

LONGEST_COMMAND = 16
# The date that belongs to a licence; every other date is of the person or the business.
LICENCE_EXPIRY = "licence_expiry"


@dataclass(frozen=True)
class Named:
    """A licence, a date or a trade: its name, and the words people use for it."""

    name: str
    says: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True)
class PromptBook:
    """Every rule, and the closed lists they choose from."""

    prompts: Mapping[str, Prompt]
    licences: Mapping[str, Named]
    dates: Mapping[str, Named]
    trades: Mapping[str, Named]
    audiences: Mapping[str, Named]
    commands: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def command(self, said: str) -> str | None:
        """Return what a short message wants done with prompts or self-checks, or None."""
        plain = bare(normalise(said))
        if not plain or len(plain) > LONGEST_COMMAND:
            return None
        return next(
            (name for name, shown in self.commands.items() if any(p.search(plain) for p in shown)),
            None,
        )

    @cached_property
    def words(self) -> tuple[tuple[str, str, str], ...]:
        """Every word for a licence, a date, a trade or a kind of business: word, kind, name."""
        return tuple(
            (word, kind, one.name)
            for kind, names in (
                ("licence", self.licences),
                ("date", self.dates),
                ("trade", self.trades),
                ("audience", self.audiences),
            )
            for one in names.values()
            if one.name != LICENCE_EXPIRY
            for word in dict.fromkeys(normalise(said) for said in (one.name, *one.says))
            if len(word) > 1
        )

    def by_key(self, key: str) -> Prompt | None:
        """Return the rule with this short key, as buttons carry it."""
        return self._keys.get(key)

    @cached_property
    def _keys(self) -> dict[str, Prompt]:
        return {rule_key(rule_id): rule for rule_id, rule in self.prompts.items()}

    def overlooked_after(self, entry_id: str) -> tuple[Prompt, ...]:
        """Return the rules that say what people overlook after asking about an entry."""
        return self._after.get(entry_id, ())

    @cached_property
    def _after(self) -> dict[str, tuple[Prompt, ...]]:
        found: dict[str, tuple[Prompt, ...]] = {}
        for prompt in self.prompts.values():
            for entry_id in prompt.overlooked_after:
                found[entry_id] = (*found.get(entry_id, ()), prompt)
        return found


def rule_key(rule_id: str) -> str:
    """Return eight characters that stand for a rule's id on a button."""
    return hashlib.blake2s(rule_id.encode(), digest_size=4).hexdigest()


def load_prompts(folder: Path = PROMPTS) -> PromptBook:
    """Read the rules and their lists; what is wrong is in `problems`."""
    problems: list[Problem] = []
    prompts: dict[str, Prompt] = {}
    for path in yaml_files(folder):
        if path.stem.startswith("_"):
            continue
        for prompt in read_rows(path, "prompts", Prompt, problems):
            if prompt.id in prompts:
                problems.append(Problem(str(path), prompt.id, "this id is used twice"))
            elif prompt.domain != path.stem:
                problems.append(Problem(str(path), prompt.id, f"belongs in {prompt.domain}.yaml"))
            else:
                prompts[prompt.id] = prompt
    return PromptBook(
        prompts=prompts,
        licences=_named(folder / "_licences.yaml", "licences", problems),
        dates=_named(folder / "_dates.yaml", "dates", problems),
        trades=_named(folder / "_trades.yaml", "trades", problems),
        audiences=_named(folder / "_trades.yaml", "audiences", problems),
        commands=_commands(folder / "_commands.yaml"),
        problems=tuple(problems),
    )


def _commands(path: Path) -> dict[str, tuple[re.Pattern[str], ...]]:
    rows = read_yaml(path) if path.is_file() else {}
    return {name: tuple(re.compile(shown) for shown in shows) for name, shows in rows.items()}


def read_rows(path: Path, key: str, model: type[M], problems: list[Problem]) -> Iterator[M]:
    """Yield the rows of a file that are well formed, and note what is wrong with the others."""
    try:
        content = read_yaml(path)
    except BrokenFile as error:
        problems.append(error.problem)
        return
    rows = content.get(key) if isinstance(content, dict) else None
    if not isinstance(rows, list):
        problems.append(Problem(str(path), key, f"must be a mapping with a list `{key}`"))
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    for n, row in enumerate(rows):
        try:
            yield model.model_validate(_with_text_keys(row))
        except ValidationError as error:
            problems += list(_problems(path, lines, f"{key}[{n}]", row, error))


def _with_text_keys(value: Any) -> Any:
    """Return the value with the key `on` as its letters: YAML reads a bare one as true."""
    if isinstance(value, dict):
        return {("on" if key is True else key): _with_text_keys(v) for key, v in value.items()}
    return value


def _problems(
    path: Path, lines: list[str], place: str, row: Any, error: ValidationError
) -> Iterable[Problem]:
    name = str(row.get("id", "")) if isinstance(row, dict) else ""
    shown = re.compile(rf"\bid:\s*[\"']?{re.escape(name)}[\"']?\s*(?:[,}}#]|$)")
    line = next((n for n, text in enumerate(lines, 1) if name and shown.search(text)), 0)
    for item in error.errors():
        key = ".".join([place, *map(str, item["loc"])])
        yield Problem(str(path), f"line {line} {key}" if line else key, item["msg"])


def _named(path: Path, key: str, problems: list[Problem]) -> dict[str, Named]:
    if not path.is_file():
        return {}
    try:
        rows = read_yaml(path)[key]
        found = [
            Named(str(row["name"]), tuple(map(str, row.get("says", ()))), str(row.get("label", "")))
            for row in rows
        ]
    except BrokenFile as error:
        problems.append(error.problem)
        return {}
    except (KeyError, TypeError, AttributeError):
        problems.append(Problem(str(path), key, "must be a list of name, says, label"))
        return {}
    return {one.name: one for one in found}
