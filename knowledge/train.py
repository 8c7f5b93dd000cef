"""Learn the ranker's weights and its confidence from the knowledge base itself.

Each indexed wording is asked as if it had never been seen (leave one out): its own
entry should come first. Each is also asked with its whole entry hidden: then whatever
comes first is wrong, which teaches when to be silent. Nothing else is learnt from; the
result is a readable file, the same to the digit on every run.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.match import FEATURES, Candidate, Matcher
from knowledge.policy import signals

Matrix = NDArray[np.float64]
SIGNALS = ("bias", "score", "margin", "length", *FEATURES)
DIGITS = 4


@dataclass(frozen=True)
class Lesson:
    """One wording asked again: its candidates' features, and which of them is right."""

    values: Matrix
    right: int


def lessons(matcher: Matcher, *, every: int = 2) -> Iterator[Lesson]:
    """Yield a lesson for every n-th wording whose own entry is among the candidates."""
    for place in range(len(matcher.entries)):
        for wording in list(matcher.span(place))[1::every]:
            question = matcher.read(matcher.wordings[wording])
            places, values, _ = matcher.measure(question, without=wording)
            if place in places:
                yield Lesson(values, places.index(place))


def learn_weights(
    found: Sequence[Lesson], *, rounds: int = 400, decay: float = 1e-3
) -> dict[str, float]:
    """Return weights under which the right candidate is the most likely (softmax regression)."""
    width = max(len(lesson.values) for lesson in found)
    values = np.zeros((len(found), width, len(FEATURES)))
    absent = np.ones((len(found), width), dtype=bool)
    for n, lesson in enumerate(found):
        values[n, : len(lesson.values)] = lesson.values
        absent[n, : len(lesson.values)] = False
    right = np.array([lesson.right for lesson in found])
    weights = np.ones(len(FEATURES))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, rounds + 1):
        logits = np.where(absent, -1e9, values @ weights)
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        chances[np.arange(len(found)), right] -= 1.0
        slope = np.einsum("nc,ncf->f", chances, values) / len(found) + decay * weights
        weights = weights - _adam(slope, mean, square, step, rate=0.1)
    return {
        name: round(float(weight), DIGITS) for name, weight in zip(FEATURES, weights, strict=True)
    }


def _adam(slope: Matrix, mean: Matrix, square: Matrix, step: int, *, rate: float) -> Matrix:
    mean *= 0.9
    mean += 0.1 * slope
    square *= 0.999
    square += 0.001 * slope**2
    moved: Matrix = rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return moved


def outcomes(matcher: Matcher, *, every: int = 3) -> Iterator[tuple[dict[str, float], bool]]:
    """Yield what confidence is read from, and whether the first candidate was right."""
    for place, entry in enumerate(matcher.entries):
        for wording in list(matcher.span(place))[2::every]:
            question = matcher.read(matcher.wordings[wording])
            seen = matcher.rank(question, without=wording)
            if seen:
                yield signals(question, seen), _answers(matcher, seen[0], entry.id)
            unknown = matcher.rank(question, hidden=place)
            if unknown:
                yield signals(question, unknown), False


def _answers(matcher: Matcher, first: Candidate, entry_id: str) -> bool:
    return first.entry_id == entry_id


def learn_confidence(
    seen: Sequence[tuple[Mapping[str, float], bool]], *, rounds: int = 1500, decay: float = 1e-3
) -> dict[str, float]:
    """Return a logistic reading of the signals as the chance of being right."""
    values = np.array([[row.get(name, 1.0) for name in SIGNALS] for row, _ in seen])
    right = np.array([float(is_right) for _, is_right in seen])
    weights = np.zeros(len(SIGNALS))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, rounds + 1):
        chances = 1.0 / (1.0 + np.exp(-np.clip(values @ weights, -30, 30)))
        slope = values.T @ (chances - right) / len(seen) + decay * weights
        weights = weights - _adam(slope, mean, square, step, rate=0.05)
    return {
        name: round(float(weight), DIGITS) for name, weight in zip(SIGNALS, weights, strict=True)
    }


def calibration_error(chances: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Return the expected calibration error: how far confidence is from the truth, on average."""
    total = 0.0
    for n in range(bins):
        inside = [k for k, chance in enumerate(chances) if min(int(chance * bins), bins - 1) == n]
        if inside:
            said = sum(chances[k] for k in inside) / len(inside)
            true = sum(right[k] for k in inside) / len(inside)
            total += len(inside) / len(chances) * abs(said - true)
    return total


def train(matcher: Matcher) -> dict[str, object]:
    """Return the content of `ranker.json` for the entries of a matcher."""
    found = list(lessons(matcher))
    weights = learn_weights(found)
    matcher.reweigh(weights)
    seen = list(outcomes(matcher))
    calibration = learn_confidence(seen)
    said = [
        1.0 / (1.0 + math.exp(-sum(calibration[k] * row.get(k, 1.0) for k in SIGNALS)))
        for row, _ in seen
    ]
    right = [is_right for _, is_right in seen]
    return {
        "made_by": "luowen kb train",
        "entries": len(matcher.entries),
        "lessons": len(found),
        "outcomes": len(seen),
        "calibration_error": round(calibration_error(said, right), DIGITS),
        "weights": weights,
        "calibration": calibration,
    }


def write(path: Path, learnt: Mapping[str, object]) -> None:
    """Write the result as readable JSON."""
    path.write_text(json.dumps(learnt, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
