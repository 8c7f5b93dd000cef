"""Learn how much words and pairs of characters tell, for `importance.json`.

With the ranker's weights held fixed, each feature's factor moves so that right entries
rank first among their candidates. Factors are pulled towards 1, so that only what many
questions agree on moves; few rounds are made, for the same reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge import text
from knowledge.features import FEATURES
from knowledge.importance import Importance
from knowledge.index import Floats, Ints, word_key
from knowledge.match import Matcher
from knowledge.profile import Left
from knowledge.train import Lesson, Matrix, Step

ROUNDS = 40
PULL = 8.0
SMALLEST = 0.05
_PAIR = 21


@dataclass(frozen=True)
class Parts:
    """What each feature of one question adds to each of its candidates."""

    fixed: Floats
    right: int
    characters: Ints
    said: Floats
    words: Ints
    met: Floats


def learn_importance(
    matcher: Matcher, found: Sequence[Lesson], weights: Mapping[str, float]
) -> Importance:
    """Return the factors under which right entries rank first more often."""
    lessons = [_parts(matcher, one, weights) for one in found if one.right is not None]
    evidence = matcher.evidence
    characters = np.zeros(len(evidence.said.keys))
    words = np.zeros(len(evidence.spoken.keys) + 1)  # the last stands for unknown words
    steps = Step(characters, rate=0.02), Step(words, rate=0.02)
    for _ in range(ROUNDS):
        slopes = _slopes(lessons, characters, words)
        characters = steps[0].after(characters, slopes[0])
        words = steps[1].after(words, slopes[1])
    names = _names(matcher)
    return Importance(
        _kept({_letters(int(k)): v for k, v in zip(evidence.said.keys, characters, strict=True)}),
        _kept({names[int(k)]: v for k, v in zip(evidence.spoken.keys, words, strict=False)}),
    )


def _parts(matcher: Matcher, lesson: Lesson, weights: Mapping[str, float]) -> Parts:
    """Take a lesson's score apart: what stays fixed, and what each feature adds."""
    evidence, question, places = matcher.evidence, lesson.question, lesson.measured.places
    left_said = left_spoken = None
    if lesson.without is not None:
        left_said = Left(lesson.place, question.characters)
        left_spoken = Left(lesson.place, question.words)
    known, said = evidence.said.parts(question.characters, places, left_said)
    rows = matcher.measure.asked(question).near
    met = evidence.spoken.met(rows.starts, rows.places, rows.alike, left_spoken)[:, places]
    met = (met * (rows.idf / max(float(rows.idf.sum()), 1e-9))[:, None]).T
    own, _ = evidence.spoken.known(question.words)
    count = len(question.words)  # the rows behind those are legal words: they stay as they are
    words = np.full(count, len(evidence.spoken.keys))
    words[np.isin(question.words, evidence.spoken.keys[own])] = own
    now = {f: weights[f] + lesson.measured.length * weights[f"{f}_by_length"] for f in FEATURES}
    fixed = np.array([0.0 if f in ("said", "near") else now[f] for f in FEATURES])
    legal = now["near"] * met[:, count:].sum(axis=1)
    return Parts(
        (lesson.measured.values @ fixed + legal).astype(np.float32),
        lesson.right or 0,
        known,
        (now["said"] * said).astype(np.float32),
        words,
        (now["near"] * met[:, :count]).astype(np.float32),
    )


def _slopes(lessons: Sequence[Parts], characters: Matrix, words: Matrix) -> tuple[Matrix, Matrix]:
    """Return how the loss changes with each factor's logarithm."""
    of_characters, of_words = PULL * characters, PULL * words
    factors = np.exp(characters), np.exp(words)
    for one in lessons:
        tells, means = factors[0][one.characters], factors[1][one.words]
        logits = one.fixed + one.said @ tells + one.met @ means
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        chances[one.right] -= 1.0
        np.add.at(of_characters, one.characters, (chances @ one.said) * tells)
        np.add.at(of_words, one.words, (chances @ one.met) * means)
    return of_characters / len(lessons), of_words / len(lessons)


def _letters(key: int) -> str:
    first, second = key >> _PAIR, key & ((1 << _PAIR) - 1)
    return (chr(first) if first else "") + chr(second)


def _names(matcher: Matcher) -> dict[int, str]:
    names: dict[int, str] = {}
    for entry in matcher.entries:
        said = (entry.title, *entry.phrasings, *entry.tags, *(line for _, line in entry.texts()))
        for line in (*said, *(up.ask for up in entry.follow_ups)):
            for word in text.words(text.normalise(line)):
                names[word_key(word)] = word
    return names


def _kept(logs: Mapping[str, float]) -> dict[str, float]:
    rounded = {name: round(float(log), 2) for name, log in sorted(logs.items())}
    return {name: log for name, log in rounded.items() if abs(log) >= SMALLEST}
