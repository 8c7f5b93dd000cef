"""Softmax regression over traits: the whole set at once, the same on every run.

Knows texts only as traits with amounts and classes as names. `warmth` is chosen on
texts left out, so that a chance of 0.9 is right nine times in ten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.classifier import Numbers, softmax

FOLDS = 5
WARMTHS = tuple(0.5 + 0.1 * n for n in range(26))
Shown = Mapping[str, float]


@dataclass(frozen=True)
class Course:
    """How a classifier is taught: traits seen less often are left out, weights are kept small."""

    least_seen: int
    decay: float
    rounds: int
    least_weight: float
    rate: float = 0.15


@dataclass(frozen=True)
class Taught:
    """Weights of a class for each trait, learnt from lessons."""

    classes: tuple[str, ...]
    names: tuple[str, ...]
    weights: Numbers
    bias: Numbers


@dataclass(frozen=True)
class Sheet:
    """Lessons as rows of numbers: which trait, in which text, how much."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    amounts: Numbers
    size: int

    def scores(self, weights: Numbers, bias: Numbers) -> Numbers:
        """Return the score of each class for each text."""
        return (
            np.stack(
                [
                    np.bincount(self.rows, self.amounts * weights[self.columns, n], self.size)
                    for n in range(len(bias))
                ],
                axis=1,
            )
            + bias
        )

    def slope(self, wrong: Numbers, width: int) -> Numbers:
        """Return how each weight moves the error."""
        return np.stack(
            [
                np.bincount(self.columns, self.amounts * wrong[self.rows, n], width)
                for n in range(wrong.shape[1])
            ],
            axis=1,
        )


def vocabulary(shown: Sequence[Shown], least_seen: int) -> tuple[str, ...]:
    """Return the traits that occur often enough to be learnt from, in order."""
    seen: dict[str, int] = {}
    for one in shown:
        for name in one:
            seen[name] = seen.get(name, 0) + 1
    return tuple(sorted(name for name, count in seen.items() if count >= least_seen))


def sheet_of(shown: Sequence[Shown], places: Mapping[str, int]) -> Sheet:
    """Return texts as a sheet; traits without a place are left out."""
    cells = [
        (row, places[name], amount)
        for row, one in enumerate(shown)
        for name, amount in one.items()
        if name in places
    ]
    rows, columns, amounts = zip(*cells, strict=True)
    return Sheet(np.array(rows), np.array(columns), np.array(amounts), len(shown))


def teach(shown: Sequence[Shown], answers: Sequence[str], course: Course) -> Taught:
    """Return the weights under which the right class of every text is likeliest.

    A class with few examples counts more by the root of how few, so that it is heard.
    """
    classes = tuple(dict.fromkeys(answers))
    names = vocabulary(shown, course.least_seen)
    sheet = sheet_of(shown, {name: n for n, name in enumerate(names)})
    right = np.array([classes.index(one) for one in answers])
    counts = np.bincount(right, minlength=len(classes))
    heard = np.sqrt(counts.max() / counts)[right]
    heard /= heard.sum()
    weights, bias = np.zeros((len(names), len(classes))), np.zeros(len(classes))
    steps = [_Step(weights, course.rate), _Step(bias, course.rate)]
    for _ in range(course.rounds):
        wrong = softmax(sheet.scores(weights, bias))
        wrong[np.arange(len(right)), right] -= 1.0
        wrong *= heard[:, None]
        steps[0].move(sheet.slope(wrong, len(names)) + course.decay * weights)
        steps[1].move(wrong.sum(axis=0))
    return Taught(classes, names, weights, bias)


class _Step:
    """Moves numbers down a slope, faster where it has been steady (Adam)."""

    def __init__(self, values: Numbers, rate: float) -> None:
        self.values, self.rate, self.count = values, rate, 0
        self.mean, self.square = np.zeros_like(values), np.zeros_like(values)

    def move(self, slope: Numbers) -> None:
        self.count += 1
        self.mean += 0.1 * (slope - self.mean)
        self.square += 0.01 * (slope**2 - self.square)
        mean = self.mean / (1 - 0.9**self.count)
        square = self.square / (1 - 0.99**self.count)
        self.values -= self.rate * mean / (np.sqrt(square) + 1e-8)


def asked(taught: Taught, shown: Sequence[Shown]) -> Numbers:
    """Return the scores a taught classifier gives to texts."""
    sheet = sheet_of(shown, {name: n for n, name in enumerate(taught.names)})
    return sheet.scores(taught.weights, taught.bias)


def warmth_of(shown: Sequence[Shown], answers: Sequence[str], course: Course) -> float:
    """Return by how much scores must be divided for chances to be true of texts left out."""
    scores, right = [], []
    for fold in range(FOLDS):
        inside = [n for n in range(len(shown)) if n % FOLDS != fold]
        outside = range(fold, len(shown), FOLDS)
        taught = teach([shown[n] for n in inside], [answers[n] for n in inside], course)
        scores.append(asked(taught, [shown[n] for n in outside]))
        right += [taught.classes.index(answers[n]) for n in outside]
    said, places = np.concatenate(scores), np.arange(len(right))

    surprises = [-np.log(softmax(said / one)[places, right] + 1e-12).mean() for one in WARMTHS]
    return round(WARMTHS[int(np.argmin(surprises))], 1)
