"""Learn the classifiers of disputes and of intents from the shipped examples.

Softmax regression over traits, whole set at once, so the result is the same on every
run. Wordings of the curated entries teach what a question about the law looks like.
`warmth` is chosen on examples left out, so that a chance of 0.9 is right nine times in ten.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.classifier import Numbers, softmax
from knowledge.files import LEXICON, read_yaml
from knowledge.schema import Entry
from knowledge.traits import load_cues, readable, traits

EXAMPLES = LEXICON / "examples"
DISPUTES = LEXICON / "disputes_model.json"
INTENTS = LEXICON / "intents_model.json"
LEGAL = "legal"
NOT_URGENT = "not_urgent"
# Every n-th wording of an entry is learnt from.
EVERY_WORDING = 1
FOLDS = 5
WARMTHS = tuple(0.5 + 0.1 * n for n in range(26))
DIGITS = 2

Lessons = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Course:
    """How a classifier is taught: traits seen less often are left out, weights are kept small."""

    least_seen: int
    decay: float
    rounds: int
    least_weight: float
    rate: float = 0.15


DISPUTES_COURSE = Course(least_seen=2, decay=3e-4, rounds=120, least_weight=0.1)
INTENTS_COURSE = Course(least_seen=2, decay=1e-5, rounds=200, least_weight=1.0)


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
        return np.stack(
            [
                np.bincount(self.rows, self.amounts * weights[self.columns, n], self.size)
                for n in range(len(bias))
            ],
            axis=1,
        ) + bias

    def slope(self, wrong: Numbers, width: int) -> Numbers:
        """Return how each weight moves the error."""
        return np.stack(
            [
                np.bincount(self.columns, self.amounts * wrong[self.rows, n], width)
                for n in range(wrong.shape[1])
            ],
            axis=1,
        )


def shown_by(lessons: Lessons) -> list[dict[str, float]]:
    """Return the traits of each lesson's text."""
    cues = load_cues()
    plain = [readable(said) for said, _ in lessons]
    return [traits(one, cues.found(one)) for one in plain]


def vocabulary(shown: Sequence[Mapping[str, float]], least_seen: int) -> tuple[str, ...]:
    """Return the traits that occur often enough to be learnt from, in order."""
    seen: dict[str, int] = {}
    for one in shown:
        for name in one:
            seen[name] = seen.get(name, 0) + 1
    return tuple(sorted(name for name, count in seen.items() if count >= least_seen))


def sheet_of(shown: Sequence[Mapping[str, float]], places: Mapping[str, int]) -> Sheet:
    """Return texts as a sheet; traits without a place are left out."""
    cells = [
        (row, places[name], amount)
        for row, one in enumerate(shown)
        for name, amount in one.items()
        if name in places
    ]
    rows, columns, amounts = zip(*cells, strict=True)
    return Sheet(np.array(rows), np.array(columns), np.array(amounts), len(shown))


def teach(
    shown: Sequence[Mapping[str, float]], answers: Sequence[str], course: Course
) -> Taught:
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


def asked(taught: Taught, shown: Sequence[Mapping[str, float]]) -> Numbers:
    """Return the scores a taught classifier gives to texts."""
    sheet = sheet_of(shown, {name: n for n, name in enumerate(taught.names)})
    return sheet.scores(taught.weights, taught.bias)


def dispute_lessons(folder: Path = EXAMPLES) -> list[tuple[str, str]]:
    """Return the stories of disputes with their categories."""
    return _rows(folder / "disputes.yaml")


def intent_lessons(wordings: Sequence[str], folder: Path = EXAMPLES) -> list[tuple[str, str]]:
    """Return what people write with what they want: danger, things outside, or the law."""
    law = [
        *(said for said, _ in dispute_lessons(folder)),
        *(said for said, _ in _rows(folder / "legal.yaml")),
        *wordings,
    ]
    dangers = [
        (said, LEGAL if name == NOT_URGENT else name)
        for said, name in _rows(folder / "danger.yaml")
    ]
    return [*((said, LEGAL) for said in law), *dangers, *_rows(folder / "outside.yaml")]


def _rows(path: Path) -> list[tuple[str, str]]:
    return [(said, name) for name, texts in read_yaml(path).items() for said in texts]


def warmth_of(shown: Sequence[Mapping[str, float]], answers: Sequence[str], course: Course) -> float:
    """Return by how much scores must be divided for chances to be true of texts left out."""
    scores, right = [], []
    for fold in range(FOLDS):
        inside = [n for n in range(len(shown)) if n % FOLDS != fold]
        outside = range(fold, len(shown), FOLDS)
        taught = teach([shown[n] for n in inside], [answers[n] for n in inside], course)
        scores.append(asked(taught, [shown[n] for n in outside]))
        right += [taught.classes.index(answers[n]) for n in outside]
    said, places = np.concatenate(scores), np.arange(len(right))

    def surprise(warmth: float) -> float:
        return float(-np.log(softmax(said / warmth)[places, right] + 1e-12).mean())

    return round(min(WARMTHS, key=surprise), 1)


def learn_disputes() -> dict[str, object]:
    """Return the content of the disputes model."""
    lessons = dispute_lessons()
    shown, answers = shown_by(lessons), [name for _, name in lessons]
    taught = teach(shown, answers, DISPUTES_COURSE)
    return _stored(taught, DISPUTES_COURSE, warmth_of(shown, answers, DISPUTES_COURSE))


def learn_intents(entries: Mapping[str, Entry]) -> dict[str, object]:
    """Return the content of the intents model; entries teach what legal questions are like."""
    wordings = [
        said for name in sorted(entries) for said in entries[name].phrasings[::EVERY_WORDING]
    ]
    lessons = intent_lessons(wordings)
    taught = teach(shown_by(lessons), [name for _, name in lessons], INTENTS_COURSE)
    return _stored(taught, INTENTS_COURSE, warmth=1.0)


def _stored(taught: Taught, course: Course, warmth: float) -> dict[str, object]:
    strong = np.abs(taught.weights).max(axis=1) >= course.least_weight
    rows = zip(taught.names, taught.weights, strong, strict=True)
    return {
        "made_by": "luowen kb train",
        "classes": list(taught.classes),
        "warmth": warmth,
        "bias": [round(float(one), DIGITS) for one in taught.bias],
        "weights": {
            name: [round(float(one), DIGITS) for one in row] for name, row, kept in rows if kept
        },
    }


def write(path: Path, learnt: Mapping[str, object]) -> None:
    """Write a model as JSON, a line a trait."""
    weights: Mapping[str, object] = learnt["weights"]  # type: ignore[assignment]
    head = {key: value for key, value in learnt.items() if key != "weights"}
    lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    rows = [f"  {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in weights.items()]
    text = ",\n".join([*lines, ' "weights": {\n' + ",\n".join(rows) + "\n }"])
    path.write_text("{\n" + text + "\n}\n", encoding="utf-8")


def learn_all(entries: Mapping[str, Entry]) -> dict[str, int]:
    """Learn every classifier anew and write it; return how many traits each kept."""
    learnt = {DISPUTES: learn_disputes(), INTENTS: learn_intents(entries)}
    for path, content in learnt.items():
        write(path, content)
    return {path.stem: len(content["weights"]) for path, content in learnt.items()}  # type: ignore[arg-type]
