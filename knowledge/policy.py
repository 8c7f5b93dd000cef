"""Decide what to do with what was found. All thresholds live in `lexicon/policy.yaml`.

Confidence is the chance that the best entry rests on the article that answers the
question, calibrated by `train` on wordings left out of the index and entries hidden.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.features import FEATURES, Question
from knowledge.files import LEXICON, read_yaml
from knowledge.match import Candidate

# A rival further behind than this does not make the first any surer.
WIDEST = 6.0
SIGNALS = ("bias", "score", "margin", "kin", "length", *FEATURES)


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
        """Return the calibrated chance that the first candidate rests on the right article."""
        values = signals(question, candidates)
        total = sum(weight * values[name] for name, weight in self.calibration.items())
        return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))

    def choices(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Return at most three candidates worth asking about, close behind the best."""
        best = candidates[0].score
        return tuple(c for c in candidates[:3] if best - c.score <= self.choice)


def signals(question: Question, candidates: Sequence[Candidate]) -> dict[str, float]:
    """Return what confidence is computed from.

    Candidates that rest on the same article as the first are no rivals: whichever of
    them is shown, the person reads the right article.
    """
    first = candidates[0]
    rivals = [other.score for other in candidates if not other.akin]
    rival = rivals[0] if rivals else first.score - WIDEST
    chances = [math.exp(max(other.score - first.score, -30.0)) for other in candidates]
    kin = sum(chance for chance, other in zip(chances, candidates, strict=True) if other.akin)
    return {
        "bias": 1.0,
        "score": first.score,
        "margin": min(first.score - rival, WIDEST),
        "kin": math.log(kin / (sum(chances) - kin + 1e-3)),
        "length": math.log1p(len(question.bare)),
        **first.features,
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
