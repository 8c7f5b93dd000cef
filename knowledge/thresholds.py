"""Choose the thresholds of `policy.yaml` by stated rules, on outcomes the confidence never saw.

Confidence is learnt on the entries of even places and judged on those of odd places, and
the other way round. Each rule is of the conformal kind: one more error is counted than
was seen, so that the promise holds for the next question as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.train import Outcome, learn_confidence

# Answered with the wrong article: at most this share of all questions.
WRONG = 0.04
# A choice is offered when one of the three is right at least this often.
CHOICE_HELPS = 0.5
# Of the questions that have an entry, at most this share is taken for something else.
TURNED_AWAY = 0.03


@dataclass(frozen=True)
class Judged:
    """Confidence on outcomes it was not learnt from."""

    said: NDArray[np.float64]
    right: NDArray[np.bool_]
    among_three: NDArray[np.bool_]
    hidden: NDArray[np.bool_]


def judge(seen: Sequence[Outcome]) -> Judged:
    """Return the confidence of every outcome, learnt on the other half of the entries."""
    said = np.zeros(len(seen))
    for half in (0, 1):
        weights = learn_confidence([one for one in seen if one.entry % 2 != half])
        for n, one in enumerate(seen):
            if one.entry % 2 == half:
                said[n] = chance(one, weights)
    return Judged(
        said,
        np.array([one.right for one in seen]),
        np.array([one.among_three for one in seen]),
        np.array([one.hidden for one in seen]),
    )


def chance(one: Outcome, weights: dict[str, float]) -> float:
    """Return the confidence that weights read from an outcome's signals."""
    total = sum(weight * one.signals[name] for name, weight in weights.items())
    return float(1.0 / (1.0 + np.exp(-np.clip(total, -30, 30))))


def choose(judged: Judged) -> dict[str, float]:
    """Return the thresholds `sure`, `torn` and `lost`."""
    sure = _sure(judged)
    torn = _torn(judged, sure)
    in_scope = np.sort(judged.said[~judged.hidden])
    lost = float(in_scope[int(TURNED_AWAY * (len(in_scope) + 1)) - 1])
    return {"sure": sure, "torn": min(torn, sure), "lost": round(min(lost, torn), 3)}


def _sure(judged: Judged) -> float:
    """Return the lowest confidence from which on wrong answers stay rare enough."""
    order = np.argsort(-judged.said, kind="stable")
    wrong = (np.cumsum(~judged.right[order]) + 1) / (len(order) + 1)
    allowed = np.flatnonzero(wrong <= WRONG)
    return _up(float(judged.said[order][allowed[-1]])) if len(allowed) else 1.0


def _torn(judged: Judged, sure: float) -> float:
    """Return the lowest confidence from which on, below `sure`, three choices help enough."""
    doubtful = np.flatnonzero(judged.said < sure)
    order = doubtful[np.argsort(-judged.said[doubtful], kind="stable")]
    edges = np.array_split(order, max(len(order) // 200, 1))
    helped = sure
    for some in edges:  # bands of about 200 questions, from the surest down
        if not len(some) or judged.among_three[some].sum() / (len(some) + 1) < CHOICE_HELPS:
            break
        helped = float(judged.said[some].min())
    return _up(helped)


def _up(value: float) -> float:
    return float(np.ceil(value * 1000) / 1000)


def calibration_error(said: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Return the expected calibration error: how far confidence is from the truth, on average."""
    return float(
        sum(
            abs(mean_said - mean_right) * count / max(len(said), 1)
            for mean_said, mean_right, count in reliability(said, right, bins=bins)
        )
    )


def reliability(
    said: Sequence[float], right: Sequence[bool], *, bins: int = 10
) -> list[tuple[float, float, int]]:
    """Return, for each tenth of confidence, what was said, what was true, and how often."""
    chances, truth = np.asarray(said, dtype=np.float64), np.asarray(right, dtype=np.float64)
    places = np.minimum((chances * bins).astype(np.int64), bins - 1)
    inside = [places == n for n in range(bins)]
    return [
        (float(chances[one].mean()), float(truth[one].mean()), int(one.sum()))
        for one in inside
        if one.any()
    ]
