"""Tell which class a text belongs to, how likely each is, and which words say so.

A linear model over traits. Its weights are learnt by `teach` from the shipped examples
and kept in a readable file: a line a trait, a number a class.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.traits import CUE, Cues, load_cues, readable, traits

Numbers = NDArray[np.float64]
MOST_REASONS = 4
REMEMBERED = 64
_LEAST_REASON = 0.05


@dataclass(frozen=True)
class Reading:
    """How likely each class is, and the words that speak most for the likeliest."""

    chances: Mapping[str, float]
    reasons: tuple[str, ...]

    @property
    def best(self) -> str:
        """The likeliest class."""
        return max(self.chances, key=lambda name: self.chances[name])

    def total(self, names: frozenset[str]) -> float:
        """Return the chance that the text is of one of these classes."""
        return sum(chance for name, chance in self.chances.items() if name in names)


@dataclass(frozen=True)
class Classifier:
    """Classes, and what each trait speaks for every one of them."""

    classes: tuple[str, ...]
    bias: Numbers
    weights: Mapping[str, Numbers]
    warmth: float
    cues: Cues

    def read(self, said: str) -> Reading:
        """Return how likely each class is; the same for the same text, always."""
        return self._remembered(said)

    @cached_property
    def _remembered(self) -> Callable[[str], Reading]:
        """Readings of the last texts: one turn asks for the same one several times."""
        return lru_cache(REMEMBERED)(self._read)

    def _read(self, said: str) -> Reading:
        plain = readable(said)
        found = self.cues.found(plain)
        shown = traits(plain, found)
        known = [(name, amount) for name, amount in shown.items() if name in self.weights]
        scores = self.bias.copy()
        for name, amount in known:
            scores += amount * self.weights[name]
        chances = softmax(scores / self.warmth)
        best = int(np.argmax(chances))
        spoken = [(amount * float(self.weights[name][best]), name) for name, amount in known]
        words = _words(sorted(spoken, reverse=True), found)
        named = dict(zip(self.classes, map(float, chances), strict=True))
        return Reading(named, words)


def softmax(scores: Numbers) -> Numbers:
    """Return scores as chances that add up to one, along the last axis."""
    grown: Numbers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: Numbers = grown / grown.sum(axis=-1, keepdims=True)
    return chances


def _words(spoken: list[tuple[float, str]], found: Mapping[str, str]) -> tuple[str, ...]:
    words: list[str] = []
    for amount, name in spoken:
        word = found[name.removeprefix(CUE)] if name.startswith(CUE) else name.strip("^$")
        is_new = not any(word in one or one in word for one in words)
        if amount >= _LEAST_REASON and len(word) > 1 and is_new:
            words.append(word)
        if len(words) == MOST_REASONS:
            break
    return tuple(words)


def load_classifier(path: Path) -> Classifier:
    """Read a classifier as `teach` wrote it."""
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Classifier(
        classes=tuple(stored["classes"]),
        bias=np.array(stored["bias"]),
        weights=dict(
            zip(stored["weights"], np.array(list(stored["weights"].values())), strict=True)
        ),
        warmth=float(stored["warmth"]),
        cues=load_cues(),
    )
