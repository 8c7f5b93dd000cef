"""Choose the thresholds of `policy.yaml` by stated rules, on outcomes the confidence never saw.

Thresholds are chosen on four kinds of wordings: blind ones, that nothing was learnt from
(`asks`; a little easier than what people write, because their authors saw the answer);
practised ones (harder, because editors took care to use other words), damaged ones and
questions that no entry answers, which are judged by a confidence that was learnt on others.
So mixed, the first answer is right about as often as on the development sets, which were
looked at as a check.
Each rule is of the conformal kind: one more error is counted than was seen, so that the
promise holds for the next question as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.policy import SIGNALS
from knowledge.train import FOLDS, Outcome, Source, learn_confidence

# Answered with the wrong article: at most this share of all questions.
WRONG = 0.04
# What share of questions is taken to be like each kind of wordings.
MIX: Mapping[Source, float] = {
    Source.BLIND: 0.5,
    Source.ASKED: 0.2,
    Source.DAMAGED: 0.2,
    Source.UNANSWERED: 0.1,
}
# A choice is offered when one of the three is right at least this often.
CHOICE_HELPS = 0.5
# Of the questions that have an entry, at most this share is taken for something else.
TURNED_AWAY = 0.03
_BAND = 200


@dataclass(frozen=True)
class Judged:
    """Confidence on outcomes it was not learnt from, and for how much each counts."""

    said: NDArray[np.float64]
    right: NDArray[np.bool_]
    among_three: NDArray[np.bool_]
    worth: NDArray[np.float64]
    source: NDArray[np.str_]

    def of(self, source: Source) -> NDArray[np.bool_]:
        """Return which rows are of one kind of wordings."""
        mine: NDArray[np.bool_] = self.source == str(source)
        return mine

    def answered(self, sure: float, source: Source) -> tuple[float, float]:
        """Return which shares of one kind of wordings are answered, and answered wrong."""
        mine = self.of(source)
        clear = mine & (self.said >= sure)
        return float(clear.sum() / mine.sum()), float((clear & ~self.right).sum() / mine.sum())


def judge(seen: Sequence[Outcome], blind: Sequence[Outcome]) -> Judged:
    """Return the confidence of every wording to judge by, see `MIX`."""
    learnt = learn_confidence(seen)
    folds = [
        learn_confidence([one for one in seen if one.entry % FOLDS != fold])
        for fold in range(FOLDS)
    ]
    crossed = [one for one in seen if one.source in MIX]
    said = [chance(one, folds[one.entry % FOLDS]) for one in crossed]
    said += [chance(one, learnt) for one in blind]
    rows = [*crossed, *blind]
    sources = [one.source for one in rows]
    worth = np.array([MIX[one] / sources.count(one) for one in MIX])
    worth = worth[[list(MIX).index(one) for one in sources]]
    return Judged(
        np.array(said),
        np.array([one.right for one in rows]),
        np.array([one.among_three for one in rows]),
        worth / worth.sum(),
        np.array([str(one) for one in sources]),
    )


def chance(one: Outcome, weights: dict[str, float]) -> float:
    """Return the confidence that weights give to an outcome."""
    total = float(one.signals @ np.array([weights[name] for name in SIGNALS]))
    return float(1.0 / (1.0 + np.exp(-np.clip(total, -30, 30))))


def choose(judged: Judged) -> dict[str, float]:
    """Return the thresholds `sure`, `torn` and `lost`."""
    sure = _sure(judged)
    torn = _torn(judged, sure)
    answered = np.flatnonzero(~judged.of(Source.UNANSWERED))
    order = answered[np.argsort(judged.said[answered], kind="stable")]
    below = np.searchsorted(np.cumsum(judged.worth[order]), TURNED_AWAY)
    lost = float(judged.said[order][max(int(below) - 1, 0)])
    return {"sure": sure, "torn": min(torn, sure), "lost": round(min(lost, torn), 3)}


def _sure(judged: Judged) -> float:
    """Return the lowest confidence from which on wrong answers stay rare enough."""
    order = np.argsort(-judged.said, kind="stable")
    one_more = float(judged.worth.max())
    wrong = np.cumsum(np.where(judged.right, 0.0, judged.worth)[order]) + one_more
    allowed = np.flatnonzero(wrong <= WRONG)
    return _up(float(judged.said[order][allowed[-1]])) if len(allowed) else 1.0


def _torn(judged: Judged, sure: float) -> float:
    """Return the lowest confidence from which on, below `sure`, three choices help enough."""
    doubtful = np.flatnonzero(judged.said < sure)
    order = doubtful[np.argsort(-judged.said[doubtful], kind="stable")]
    helped = sure
    for some in np.array_split(order, max(len(order) // _BAND, 1)):  # from the surest down
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
