"""Learn the classifiers of disputes and of intents from the shipped examples.

Wordings of the curated entries teach what a question about the law looks like. The
results are readable files, the same to the digit on every run.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.files import LEXICON, read_yaml
from knowledge.regression import Course, Taught, teach, warmth_of
from knowledge.schema import Entry
from knowledge.traits import load_cues, readable, traits

EXAMPLES = LEXICON / "examples"
DISPUTES = LEXICON / "disputes_model.json"
INTENTS = LEXICON / "intents_model.json"
LEGAL = "legal"
NOT_URGENT = "not_urgent"
# So many wordings of an entry are learnt from: more of them would drown the few of danger.
MOST_WORDINGS = 10
DIGITS = 2
DISPUTES_COURSE = Course(least_seen=2, decay=3e-4, rounds=120, least_weight=0.1)
INTENTS_COURSE = Course(least_seen=2, decay=1e-5, rounds=200, least_weight=1.0)

Lessons = Sequence[tuple[str, str]]


def shown_by(lessons: Lessons) -> list[dict[str, float]]:
    """Return the traits of each lesson's text."""
    cues = load_cues()
    plain = [readable(said) for said, _ in lessons]
    return [traits(one, cues.found(one)) for one in plain]


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


def learn_disputes() -> dict[str, Any]:
    """Return the content of the disputes model."""
    lessons = dispute_lessons()
    shown, answers = shown_by(lessons), [name for _, name in lessons]
    taught = teach(shown, answers, DISPUTES_COURSE)
    return _stored(taught, DISPUTES_COURSE, warmth_of(shown, answers, DISPUTES_COURSE))


def learn_intents(entries: Mapping[str, Entry]) -> dict[str, Any]:
    """Return the content of the intents model; entries teach what legal questions are like."""
    wordings = [
        said for name in sorted(entries) for said in entries[name].phrasings[:MOST_WORDINGS]
    ]
    lessons = intent_lessons(wordings)
    taught = teach(shown_by(lessons), [name for _, name in lessons], INTENTS_COURSE)
    return _stored(taught, INTENTS_COURSE, warmth=1.0)


def _stored(taught: Taught, course: Course, warmth: float) -> dict[str, Any]:
    strong = np.abs(taught.weights).max(axis=1) >= course.least_weight
    rows = zip(taught.names, taught.weights, strong, strict=True)
    return {
        "made_by": "luowen kb teach",
        "classes": list(taught.classes),
        "warmth": warmth,
        "bias": [round(float(one), DIGITS) for one in taught.bias],
        "weights": {
            name: [round(float(one), DIGITS) for one in row] for name, row, kept in rows if kept
        },
    }


def write(path: Path, learnt: Mapping[str, Any]) -> None:
    """Write a model as JSON, a line a trait."""
    weights = learnt["weights"]
    head = {key: value for key, value in learnt.items() if key != "weights"}
    lines = [
        f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in head.items()
    ]
    rows = [f"  {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in weights.items()]
    text = ",\n".join([*lines, ' "weights": {\n' + ",\n".join(rows) + "\n }"])
    path.write_text("{\n" + text + "\n}\n", encoding="utf-8")


def learn_all(entries: Mapping[str, Entry]) -> dict[str, int]:
    """Learn every classifier anew and write it; return how many traits each kept."""
    learnt = {DISPUTES: learn_disputes(), INTENTS: learn_intents(entries)}
    for path, content in learnt.items():
        write(path, content)
    return {path.stem: len(content["weights"]) for path, content in learnt.items()}
