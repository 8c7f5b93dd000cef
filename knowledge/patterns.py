"""Lists of patterns as data: the first that matches names a kind, unless an exception does too."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One thing a text may be about, the patterns that show it, and those that deny it."""

    name: str
    shows: tuple[re.Pattern[str], ...]
    denies: tuple[re.Pattern[str], ...]
    facts: Mapping[str, Any]

    def matches(self, said: str) -> bool:
        """Whether the text is about this."""
        if any(pattern.search(said) for pattern in self.denies):
            return False
        return any(pattern.search(said) for pattern in self.shows)


def read_kinds(rows: Mapping[str, Mapping[str, Any]]) -> tuple[Kind, ...]:
    """Build the kinds of a file, in its order. `shows` and `denies` are regular expressions."""
    return tuple(
        Kind(
            name,
            _compiled(row.get("shows", ())),
            _compiled(row.get("denies", ())),
            {key: value for key, value in row.items() if key not in ("shows", "denies")},
        )
        for name, row in rows.items()
    )


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def first_match(kinds: Sequence[Kind], said: str) -> Kind | None:
    """Return the first kind the text is about, or None."""
    return next((kind for kind in kinds if kind.matches(said)), None)
