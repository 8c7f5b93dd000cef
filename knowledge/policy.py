"""Decide what to do with what was found. All thresholds live in `lexicon/policy.yaml`.

Confidence is the chance that the best entry answers the question, calibrated by
`train` on wordings left out of the index.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.files import LEXICON, read_yaml
from knowledge.match import FEATURES, Candidate, Question


class Verdict(StrEnum):
    """How sure the base is."""

    SURE = "sure"
    TORN = "torn"
    UNSURE = "unsure"
    LOST = "lost"


@dataclass(frozen=True)
class Policy:
    """Learned weights and the thresholds chosen for a stated rate of wrong answers."""

    weights: Mapping[str, float]
    calibration: Mapping[str, float]
    sure: float
    torn: float
    lost: float
    choice: float

    def judge(self, question: Question, candidates: Sequence[Candidate]) -> tuple[Verdict, float]:
        """Return the verdict on the best candidate and its confidence from 0 to 1."""
        if not candidates:
            return Verdict.LOST, 0.0
        confidence = self.confidence(question, candidates)
        if confidence >= self.sure:
            return Verdict.SURE, confidence
        if confidence >= self.torn:
            return Verdict.TORN, confidence
        if confidence >= self.lost:
            return Verdict.UNSURE, confidence
        return Verdict.LOST, confidence

    def thresholds(self) -> dict[str, float]:
        """Return the limits a verdict was reached with."""
        return {"sure": self.sure, "torn": self.torn, "lost": self.lost, "choice": self.choice}

    def confidence(self, question: Question, candidates: Sequence[Candidate]) -> float:
        """Return the calibrated chance that the first candidate is right."""
        values = signals(question, candidates)
        total = sum(weight * values.get(name, 1.0) for name, weight in self.calibration.items())
        return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))

    def choices(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Return at most three candidates worth asking about, close behind the best."""
        best = candidates[0].score
        return tuple(c for c in candidates[:3] if best - c.score <= self.choice)


def signals(question: Question, candidates: Sequence[Candidate]) -> dict[str, float]:
    """Return what confidence is computed from."""
    first = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return {
        "score": first.score,
        "margin": min(first.score - second, 3.0),
        "length": math.log1p(len(question.bare)),
        **{name: first.features[name] for name in FEATURES},
    }


def load_policy() -> Policy:
    """Read weights and thresholds as they are shipped."""
    ranker = read_yaml(LEXICON / "ranker.json")
    limits = read_yaml(LEXICON / "policy.yaml")
    return Policy(
        weights=ranker["weights"],
        calibration=ranker["calibration"],
        sure=limits["sure"],
        torn=limits["torn"],
        lost=limits["lost"],
        choice=limits["choice"],
    )
