"""What remains open when a mediation ends, and what an agreement must say and is worth.

The sentences are data in `rules/mediation/remedies.yaml`, each with the articles it was
read in; what has no article is said without calling it law.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.citing import listing
from knowledge.files import RULES, read_yaml
from knowledge.schema import Cite

FILE = RULES / "mediation" / "remedies.yaml"


@dataclass(frozen=True)
class Remedy:
    """One sentence and the articles it rests on."""

    say: str
    cites: tuple[Cite, ...]

    @property
    def line(self) -> str:
        """The sentence with its articles behind it."""
        return f"{self.say}（{listing(self.cites)}）" if self.cites else self.say


@dataclass(frozen=True)
class Contents:
    """Which fields an agreement has, in order, and the articles that ask for them."""

    fields: tuple[str, ...]
    cites: tuple[Cite, ...]


@dataclass(frozen=True)
class Remedies:
    """Everything the file holds, by category where categories differ."""

    by_category: Mapping[str, tuple[Remedy, ...]]
    settlement: tuple[Remedy, ...]
    withdrawal: tuple[Remedy, ...]
    by_worth: Mapping[str, tuple[Remedy, ...]]
    contents: Mapping[str, Contents]

    def lines(self, *, category: str) -> tuple[str, ...]:
        """Return what is open to the sides of a case of this category."""
        return _lines(self.by_category.get(category, self.by_category["usual"]))

    def worth(self, *, category: str) -> tuple[str, ...]:
        """Return what an agreement of this category is worth, and what it is not."""
        return _lines(self.by_worth.get(category, self.by_worth["usual"]))

    def against_organ(self) -> tuple[str, ...]:
        """Return what is open to somebody who disputes an organ's own act."""
        return _lines(self.settlement)

    def of_withdrawing(self) -> tuple[str, ...]:
        """Return what withdrawing a reconsideration request means."""
        return _lines(self.withdrawal)

    def agreement_fields(self, category: str) -> tuple[str, ...]:
        """Return the fields an agreement of this category must have."""
        return self.contents.get(category, self.contents["usual"]).fields

    def every_cite(self) -> tuple[Cite, ...]:
        """Return every article the file names, for the check against the law."""
        groups = [*self.by_category.values(), *self.by_worth.values()]
        groups += [self.settlement, self.withdrawal]
        said = [cite for group in groups for one in group for cite in one.cites]
        return (*said, *(cite for one in self.contents.values() for cite in one.cites))


def _lines(group: Sequence[Remedy]) -> tuple[str, ...]:
    return tuple(one.line for one in group)


def load_remedies() -> Remedies:
    """Read the sentences as they are shipped."""
    table: Mapping[str, Any] = read_yaml(FILE)
    return Remedies(
        by_category={name: _group(rows) for name, rows in table["remedies"].items()},
        settlement=_group(table["settlement"]),
        withdrawal=_group(table["withdrawal"]),
        by_worth={name: _group(rows) for name, rows in table["worth"].items()},
        contents={
            name: Contents(tuple(row["fields"]), _cites(row))
            for name, row in table["agreement"].items()
        },
    )


def _group(rows: Sequence[Mapping[str, Any]]) -> tuple[Remedy, ...]:
    return tuple(Remedy(row["say"], _cites(row)) for row in rows)


def _cites(row: Mapping[str, Any]) -> tuple[Cite, ...]:
    return tuple(Cite.model_validate(cite) for cite in row["cites"])
