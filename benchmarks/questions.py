"""What is asked and searched in the benchmarks: real questions, real articles, stated synthesis."""

import json
import os
import random
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.base import KnowledgeBase, load_base
from knowledge.files import read_yaml, yaml_files
from knowledge.text import bare, normalise

ROOT = Path(__file__).parents[1]
EVAL = Path(os.environ.get("LUOWEN_EVAL", ROOT.parent / "shared" / "eval"))
CACHE = ROOT / "data" / "index"
ON = date(2026, 11, 23)
SEED = 20261123


@cache
def shipped() -> KnowledgeBase:
    """The shipped knowledge."""
    return load_base(cache=CACHE)


def lay_questions() -> list[dict[str, Any]]:
    """Return the development questions of laypeople with the articles that answer them."""
    lines = (EVAL / "stard_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def unseen_wordings(count: int) -> list[str]:
    """Return wordings of the asks, which are never indexed."""
    found = [
        str(said)
        for path in yaml_files(ROOT / "tests" / "asks")
        if not path.name.startswith("_")
        for said in read_yaml(path).get("finds", ())
    ]
    return random.Random(SEED).sample(found, min(count, len(found)))  # noqa: S311


def sentences(count: int) -> tuple[list[str], int]:
    """Return short texts and how many of them are real: sentences of articles, then halves of two.

    The halves are the first of one sentence and the second of another, drawn with a fixed seed.
    """
    parts = (
        bare(normalise(part))
        for article in shipped().statutes.everything(ON)
        for part in re.split("[。；;，,\n]", article.text)
    )
    real = sorted({part for part in parts if 10 <= len(part) <= 60})
    chance = random.Random(SEED)  # noqa: S311
    chance.shuffle(real)
    made = real[:count]
    while len(made) < count:
        one, two = chance.choice(real), chance.choice(real)
        made.append(one[: len(one) // 2] + two[len(two) // 2 :])
    return made, min(count, len(real))
