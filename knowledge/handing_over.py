"""Tell when somebody should be heard by a person, and how questions travel between desks.

Words, limits and times are data in `rules/handing_over.yaml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from knowledge.files import RULES, read_yaml
from knowledge.text import bare, normalise, words

LONGEST_WISH = 24
# Below this likeness (of 100) two questions are not about the same thing.
SIMILAR = 55.0


@dataclass(frozen=True)
class HandingOver:
    """What makes us hand over, and the terms of the desks."""

    asks: tuple[re.Pattern[str], ...]
    complains: tuple[re.Pattern[str], ...]
    high_risk: Mapping[str, re.Pattern[str]]
    most_transfers: int
    code_holds: timedelta

    def wish(self, said: str) -> str | None:
        """Return `asked` or `complaint` when a message asks for a person and nothing else."""
        plain = bare(normalise(said))
        if len(plain) > LONGEST_WISH:
            return None
        if any(pattern.fullmatch(plain) for pattern in self.asks):
            return "asked"
        if any(pattern.fullmatch(plain) for pattern in self.complains):
            return "complaint"
        return None

    def risk(self, said: str) -> str | None:
        """Return which high-risk topic a message touches, or None."""
        plain = bare(normalise(said))
        return next((name for name, shows in self.high_risk.items() if shows.search(plain)), None)


def nearest(said: str, others: list[str], *, limit: int) -> list[tuple[int, float]]:
    """Return the places of the texts most like what was said, with their likeness, best first."""
    found = process.extract(
        _cut(said), [_cut(other) for other in others], scorer=_likeness, limit=limit
    )
    return [(place, score / 100) for _, score, place in found if score >= SIMILAR]


def _cut(said: str) -> str:
    return " ".join(words(normalise(said)))


def _likeness(said: str, other: str, **_: object) -> float:
    """Return how many of the words two texts share, and how like the rest is, to 100."""
    return (fuzz.token_set_ratio(said, other) + fuzz.token_sort_ratio(said, other)) / 2


@cache
def load_handing_over() -> HandingOver:
    """Read the rules as they are shipped."""
    rows: dict[str, Any] = read_yaml(RULES / "handing_over.yaml")
    return HandingOver(
        asks=tuple(map(re.compile, rows["asks"])),
        complains=tuple(map(re.compile, rows["complains"])),
        high_risk={name: re.compile(text) for name, text in rows["high_risk"].items()},
        most_transfers=int(rows["most_transfers"]),
        code_holds=timedelta(minutes=int(rows["code_minutes"])),
    )
