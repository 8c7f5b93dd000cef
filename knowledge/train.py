"""Learn the ranker's weights, its confidence and the thresholds from the knowledge base itself.

Each indexed wording is asked as if it had never been seen (leave one out) and, damaged,
while it is indexed: its own entry should come first. Each entry is also hidden and asked
for: then whatever comes first is wrong, which teaches when to be silent, as questions do
that no entry answers. Wordings kept out
of the index (`asks`) are practised too, as they are more like what people write; confidence
is learnt from how they rank under weights that were learnt without their entries. The blind
ones are never learnt from, only judged by. The results are readable files, the same to the
digit on every run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

import numpy as np
from numpy.typing import NDArray

from knowledge.features import Measured, Question
from knowledge.match import WEIGHED, Candidate, Matcher
from knowledge.policy import SIGNALS, signals
from knowledge.practice import Damage

Matrix = NDArray[np.float64]
SEED = 7
DIGITS = 4
# What a wording kept out counts for beside one left out, which its neighbours still resemble.
PRACTISED = 3.0
FOLDS = 2


class Source(StrEnum):
    """Where a question to learn from or to judge by comes from."""

    LEFT_OUT = "left out"
    DAMAGED = "damaged"
    HIDDEN = "hidden"
    ASKED = "asked"
    BLIND = "blind"
    UNANSWERED = "unanswered"


# These shares of what people ask of the law have no entry: so much do hidden entries count for,
# whose neighbours are still there, and questions that nobody wrote an answer to.
UNCOVERED: Mapping[Source, float] = {Source.HIDDEN: 0.04, Source.UNANSWERED: 0.1}


@dataclass(frozen=True)
class Lesson:
    """A question whose right entry is known, and the wording of it that was left out, if any."""

    question: Question
    measured: Measured
    place: int
    source: Source
    without: int | None = None

    @property
    def right(self) -> int | None:
        """The row of the right entry among the candidates, if it is there."""
        rows = np.flatnonzero(self.measured.places == self.place)
        return int(rows[0]) if len(rows) and self.source not in UNCOVERED else None


@dataclass(frozen=True)
class Outcome:
    """What confidence is read from, and what it should have said."""

    signals: Matrix
    right: bool
    among_three: bool
    source: Source
    entry: int


def lessons(matcher: Matcher, *, every: int = 3) -> Iterator[Lesson]:
    """Yield wordings left out, damaged and mistyped, and each entry once hidden.

    Every n-th wording is left out, every 2n-th damaged and another 4n-th mistyped.
    """
    damage = Damage(matcher, Random(SEED))  # noqa: S311  # reproducible, nothing secret
    for place in range(len(matcher.entries)):
        wordings = list(matcher.span(place))[1:]
        for wording in wordings[::every]:
            question = matcher.read(matcher.wordings[wording])
            measured = matcher.measure.of(question, without=wording)
            yield Lesson(question, measured, place, Source.LEFT_OUT, without=wording)
        said = [damage.damaged(matcher.wordings[n]) for n in wordings[:: 2 * every]]
        said += [damage.typed(matcher.wordings[n]) for n in wordings[1 :: 4 * every]]
        for question in map(matcher.read, said):
            if question.words.size:
                yield Lesson(question, matcher.measure.of(question), place, Source.DAMAGED)
        question = matcher.read(matcher.wordings[wordings[place % len(wordings)]])
        yield Lesson(question, matcher.measure.of(question, hidden=place), place, Source.HIDDEN)


def asked(
    matcher: Matcher, asks: Sequence[tuple[str, str]], source: Source = Source.ASKED
) -> Iterator[Lesson]:
    """Yield wordings kept out of the index, of entries the matcher has."""
    for entry_id, said in asks:
        if entry_id in matcher.places:
            question = matcher.read(said)
            place = matcher.places[entry_id]
            yield Lesson(question, matcher.measure.of(question), place, source)


def unanswered(matcher: Matcher, said: Sequence[str]) -> Iterator[Lesson]:
    """Yield questions that no entry answers; their place is their number."""
    for number, question in enumerate(map(matcher.read, said)):
        if question.words.size:
            yield Lesson(question, matcher.measure.of(question), number, Source.UNANSWERED)


def learn_weights(
    found: Sequence[Lesson], *, rounds: int = 300, decay: float = 1e-3
) -> dict[str, float]:
    """Return weights under which the right candidate is the most likely (softmax regression)."""
    usable = [
        (weighed(lesson.measured), row, PRACTISED if lesson.source is Source.ASKED else 1.0)
        for lesson in found
        if (row := lesson.right) is not None
    ]
    width = max(len(values) for values, _, _ in usable)
    values = np.zeros((len(usable), width, len(WEIGHED)))
    absent = np.ones((len(usable), width), dtype=bool)
    for n, (rows, _, _) in enumerate(usable):
        values[n, : len(rows)] = rows
        absent[n, : len(rows)] = False
    right = np.array([row for _, row, _ in usable])
    worth = np.array([one for _, _, one in usable])
    worth /= worth.sum()
    spread = values[~absent].std(axis=0) + 1e-6
    values /= spread
    weights = np.zeros(len(WEIGHED))
    step = Step(weights, rate=0.05)
    for _ in range(rounds):
        logits = np.where(absent, -1e9, values @ weights)
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        chances[np.arange(len(usable)), right] -= 1.0
        wrong = (chances * worth[:, None]).reshape(-1)
        slope = wrong @ values.reshape(-1, len(WEIGHED))
        weights = step.after(weights, slope + decay * weights)
    return _named(WEIGHED, weights / spread)


def weighed(measured: Measured) -> Matrix:
    """Return what the weights are for: each feature, and each times the question's length."""
    values = measured.values.astype(np.float64)
    return np.concatenate([values, values * measured.length], axis=1)


class Step:
    """Steps downhill whose length adapts to how steady the slope is (Adam)."""

    def __init__(self, start: Matrix, *, rate: float) -> None:
        """Begin at rest."""
        self._mean, self._square, self._taken = np.zeros_like(start), np.zeros_like(start), 0
        self._rate = rate

    def after(self, at: Matrix, slope: Matrix) -> Matrix:
        """Return where one step along a slope leads."""
        self._taken += 1
        self._mean = 0.9 * self._mean + 0.1 * slope
        self._square = 0.999 * self._square + 0.001 * slope**2
        mean = self._mean / (1 - 0.9**self._taken)
        moved: Matrix = (
            self._rate * mean / (np.sqrt(self._square / (1 - 0.999**self._taken)) + 1e-8)
        )
        return at - moved


def cross_outcomes(matcher: Matcher, found: Sequence[Lesson]) -> list[Outcome]:
    """Return how lessons end under weights that were learnt from the other entries only.

    Leaves the matcher with the weights learnt last.
    """
    seen: list[Outcome] = []
    for fold in range(FOLDS):
        matcher.reweigh(learn_weights([one for one in found if one.place % FOLDS != fold]))
        seen += outcomes(matcher, [one for one in found if one.place % FOLDS == fold])
    return seen


def outcomes(matcher: Matcher, found: Sequence[Lesson]) -> Iterator[Outcome]:
    """Yield how each lesson ended under the matcher's present weights."""
    for lesson in found:
        seen = matcher.ranked(lesson.measured)
        if not seen:
            continue
        good = [_answers(matcher, candidate, lesson) for candidate in seen[:3]]
        values = signals(lesson.question, seen)
        yield Outcome(values, good[0], any(good), lesson.source, lesson.place)


def _answers(matcher: Matcher, candidate: Candidate, lesson: Lesson) -> bool:
    if lesson.source is Source.UNANSWERED:
        return False
    found = matcher.places[candidate.entry_id]
    return found == lesson.place or matcher.akin(found, lesson.place)


def _worth(seen: Sequence[Outcome]) -> Matrix:
    """Return how much each outcome counts, so that those without an entry have their shares."""
    sources = [one.source for one in seen]
    worth = np.where([one is Source.ASKED for one in sources], PRACTISED, 1.0)
    covered = worth[[one not in UNCOVERED for one in sources]].sum() / (1 - sum(UNCOVERED.values()))
    for source, share in UNCOVERED.items():
        mine = np.array([one is source for one in sources])
        worth[mine] = share * covered / max(int(mine.sum()), 1)
    return worth


def learn_confidence(
    seen: Sequence[Outcome], *, rounds: int = 1500, decay: float = 1e-4
) -> dict[str, float]:
    """Return a logistic reading of the signals as the chance of being right."""
    values = np.array([one.signals for one in seen])
    right = np.array([float(one.right) for one in seen])
    worth = _worth(seen)
    worth /= worth.sum()
    spread = np.where(values.std(axis=0) > 0, values.std(axis=0), 1.0)
    values /= spread
    weights = np.zeros(len(SIGNALS))
    step = Step(weights, rate=0.03)
    for _ in range(rounds):
        chances = 1.0 / (1.0 + np.exp(-np.clip(values @ weights, -30, 30)))
        slope = values.T @ (worth * (chances - right))
        weights = step.after(weights, slope + decay * weights)
    return _named(SIGNALS, weights / spread)


def _named(names: Sequence[str], values: Matrix) -> dict[str, float]:
    return {name: round(float(value), DIGITS) for name, value in zip(names, values, strict=True)}
