"""Decide what to do with what was found. All thresholds live in `lexicon/policy.yaml`.

Confidence is the chance that the best entry rests on the article that answers the
question, calibrated by `train` on wordings left out of the index and entries hidden.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.features import FEATURES, Question
from knowledge.files import LEXICON, read_yaml
from knowledge.ranking import Candidate, Ranking

# A rival further behind than this does not make the first any surer.
WIDEST = 6.0
# From how much of a word on an entry is about it: the word is in several of its lines.
ABOUT_FROM = 1.3
# Beside its features: how far the first leads its best rival in each of them.
LEADS = tuple(f"{name}_lead" for name in FEATURES)
SIGNALS = ("bias", "score", "margin", "kin", "length", *FEATURES, *LEADS)
# What speaks against an entry leads by being less.
_TOWARDS = np.array([-1.0 if name == "unmet" else 1.0 for name in FEATURES], dtype=np.float32)


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
    hearsay: re.Pattern[str]

    def judge(self, question: Question, candidates: Ranking) -> tuple[Verdict, float]:
        """Return the verdict on the best candidate and its confidence from 0 to 1."""
        if not candidates:
            return Verdict.LOST, 0.0
        confidence = self.confidence(question, candidates)
        if len(question.words) == 1:  # no question yet: which of the topic's, if it is one?
            return Verdict.TORN if _is_about(candidates[0]) else Verdict.LOST, confidence
        if self.hearsay.search(question.bare):
            return Verdict.UNSURE, confidence
        if confidence >= self.sure:
            return Verdict.SURE, confidence
        if confidence >= self.torn:
            return Verdict.TORN, confidence
        if confidence >= self.lost:
            return Verdict.UNSURE, confidence
        return Verdict.LOST, confidence

    @cached_property
    def _weighed(self) -> NDArray[np.float64]:
        return np.array([self.calibration[name] for name in SIGNALS])

    def thresholds(self) -> dict[str, float]:
        """Return the limits a verdict was reached with."""
        return {"sure": self.sure, "torn": self.torn, "lost": self.lost, "choice": self.choice}

    def confidence(self, question: Question, candidates: Ranking) -> float:
        """Return the calibrated chance that the first candidate rests on the right article."""
        total = float(signals(question, candidates) @ self._weighed)
        return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))

    def choices(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Return at most three candidates worth asking about, close behind the best."""
        best = candidates[0].score
        return tuple(c for c in candidates[:3] if best - c.score <= self.choice)

    def beside(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Return close runners-up on the first one's article: shown beside it, not asked about."""
        return tuple(c for c in self.choices(candidates)[1:] if c.akin)


def _is_about(first: Candidate) -> bool:
    """Whether a word is what an entry is about."""
    features = first.features
    return (features["near"] + features["said"]) / 2 >= ABOUT_FROM


def signals(question: Question, candidates: Ranking) -> NDArray[np.float64]:
    """Return what confidence is computed from, in the order of `SIGNALS`.

    Candidates that rest on the same article as the first are no rivals: whichever of
    them is shown, the person reads the right article.
    """
    behind = candidates.scores.astype(np.float64) - float(candidates.scores[0])
    akin, rival = candidates.akin, ~candidates.akin
    margin = min(-float(behind[rival][0]), WIDEST) if rival.any() else WIDEST
    chances = np.exp(np.maximum(behind, -30.0))
    kin = float(chances[akin].sum())
    first = candidates.values[0]
    rivals = (candidates.values * _TOWARDS)[rival]
    best = rivals.max(axis=0) if len(rivals) else np.full(len(FEATURES), -1.0, dtype=np.float32)
    plain = (
        1.0,
        float(candidates.scores[0]),
        margin,
        math.log(kin / (float(chances.sum()) - kin + 1e-3)),
        math.log1p(len(question.bare)),
    )
    return np.concatenate([plain, first, first * _TOWARDS - best])


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
        hearsay=re.compile("|".join(read_yaml(LEXICON / "hearsay.yaml"))),
    )
