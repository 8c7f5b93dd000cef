"""Sort a dispute by its story: category of Art. 13, settlement of Art. 15, or not mediable.

A suggestion only: acceptance and competence are decided by people (PIPL Art. 24).
The cues are data in `lexicon/disputes.yaml`; each hit says why.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.files import LEXICON, read_yaml
from knowledge.text import bare, normalise

NOT_MEDIABLE = "not_mediable"
SETTLEMENT = "admin_dispute_settlement"
OTHER = "其他"
# From this share of the cues on, a category is clear enough to be offered.
CLEAR = 0.6


@dataclass(frozen=True)
class Sorted:
    """Where a dispute seems to belong, how clearly, and which words say so."""

    category: str
    confidence: float
    district: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Disputes:
    """Weighted cues of each category, and the districts of the city with their old names."""

    cues: Mapping[str, tuple[tuple[re.Pattern[str], float], ...]]
    districts: Mapping[str, tuple[str, ...]]

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories a person may choose from: the eight of Art. 13."""
        return tuple(name for name in self.cues if name not in (NOT_MEDIABLE, SETTLEMENT))

    def sounds_like_one(self, said: str) -> bool:
        """Whether a message tells of a dispute that an organ may mediate."""
        found = self.sort(said)
        return found.confidence >= CLEAR and found.category in self.categories

    def sort(self, said: str) -> Sorted:
        """Return the category whose cues weigh most in the story."""
        plain = bare(normalise(said))
        scores: dict[str, float] = {}
        reasons: dict[str, list[str]] = {}
        for category, cues in self.cues.items():
            for pattern, weight in cues:
                if found := pattern.search(plain):
                    scores[category] = scores.get(category, 0.0) + weight
                    reasons.setdefault(category, []).append(found[0])
        if not scores or max(scores.values()) <= 0:
            return Sorted(OTHER, 0.2, self.district(plain), ())
        best = max(scores, key=lambda name: scores[name])
        total = sum(max(score, 0.0) for score in scores.values())
        share = scores[best] / (total + 1.0)
        return Sorted(best, round(share, 3), self.district(plain), tuple(reasons[best]))

    def district(self, said: str) -> str:
        """Return the district named in a text by its present or a former name, or nothing."""
        named = (
            (said.find(word), name) for name, words in self.districts.items() for word in words
        )
        return min((pair for pair in named if pair[0] >= 0), default=(0, ""))[1]


def load_disputes() -> Disputes:
    """Read the cues as they are shipped."""
    rows = read_yaml(LEXICON / "disputes.yaml")
    return Disputes(
        cues={
            category: tuple(
                (re.compile(pattern), float(weight)) for pattern, weight in cues.items()
            )
            for category, cues in rows["categories"].items()
        },
        districts={name: tuple(words) for name, words in rows["districts"].items()},
    )
