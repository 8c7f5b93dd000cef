"""Understand short questions that mean the entry just discussed: 「罚多少」「哪个部门管」「那公司呢」."""

import re
from dataclasses import dataclass

from knowledge.files import LEXICON, read_yaml
from knowledge.schema import FollowKind
from knowledge.text import bare, normalise

LONGEST = 14


@dataclass(frozen=True)
class Followups:
    """Patterns of short follow-up questions by what they are after."""

    patterns: tuple[tuple[FollowKind, re.Pattern[str]], ...]

    def kind_of(self, said: str) -> FollowKind | None:
        """Return what a short question is after, or None when it stands on its own."""
        plain = bare(normalise(said))
        if not plain or len(plain) > LONGEST:
            return None
        return next((kind for kind, pattern in self.patterns if pattern.fullmatch(plain)), None)


def load_followups() -> Followups:
    """Read the patterns as they are shipped."""
    rows = read_yaml(LEXICON / "followups.yaml")
    filler = rows["filler"]
    return Followups(
        tuple(
            (FollowKind(kind), re.compile(f"(?:{filler})*(?:{'|'.join(shapes)})(?:{filler})*"))
            for kind, shapes in rows["kinds"].items()
        )
    )
