"""Sort a dispute by its story: category of Art. 13, settlement of Art. 15, or not mediable.

A suggestion only: acceptance and competence are decided by people (PIPL Art. 24).
What speaks for a category is learnt from `lexicon/examples/disputes.yaml`; each
suggestion names the words it rests on. Districts are data in `lexicon/disputes.yaml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.classifier import Classifier, load_classifier
from knowledge.files import LEXICON, read_yaml
from knowledge.text import bare, normalise

NOT_MEDIABLE = "not_mediable"
SETTLEMENT = "admin_dispute_settlement"
OTHER = "其他"
MODEL = LEXICON / "disputes_model.json"


@dataclass(frozen=True)
class Sorted:
    """Where a dispute seems to belong, how likely that is, and which words say so."""

    category: str
    confidence: float
    district: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Disputes:
    """The model of categories, and the districts of the city with their old names."""

    model: Classifier
    categories: tuple[str, ...]
    districts: Mapping[str, re.Pattern[str]]
    clear: float
    story: re.Pattern[str]

    def sounds_like_one(self, said: str) -> bool:
        """Whether a message tells of a dispute that an organ may mediate.

        A story has something done to somebody; a bare question about the law has not.
        """
        if not self.story.search(bare(normalise(said))):
            return False
        found = self.sort(said)
        return found.confidence >= self.clear and found.category in self.categories

    def sort(self, said: str) -> Sorted:
        """Return the likeliest category of a story; 其他 when nothing in it speaks for any."""
        reading = self.model.read(said)
        best = reading.best if reading.reasons else OTHER
        chance = reading.chances[best] if reading.reasons else 0.0
        return Sorted(best, round(chance, 3), self.district(said), reading.reasons)

    def district(self, said: str) -> str:
        """Return the district first named by its present or a former name, or nothing."""
        plain = bare(normalise(said))
        found = [
            (hit.start(), name)
            for name, pattern in self.districts.items()
            if (hit := pattern.search(plain))
        ]
        return min(found, default=(0, ""))[1]


def load_disputes() -> Disputes:
    """Read the model and the districts as they are shipped."""
    rows = read_yaml(LEXICON / "disputes.yaml")
    return Disputes(
        model=load_classifier(MODEL),
        categories=tuple(rows["categories"]),
        districts={name: re.compile(pattern) for name, pattern in rows["districts"].items()},
        clear=float(rows["clear"]),
        story=re.compile(rows["story"]),
    )
