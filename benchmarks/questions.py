"""What is asked and searched in the benchmarks: real questions, real articles, stated synthesis."""

import json
import math
import os
import random
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.asks import Kept, load_asks
from knowledge.base import KnowledgeBase, load_base
from knowledge.text import bare, normalise

Named = tuple[str, int]

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


def graded(found: Sequence[Sequence[Named]], rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return mean recall and nDCG at 10 of ranked articles, against the articles that answer."""
    recalls, gains = [], []
    for names, row in zip(found, rows, strict=True):
        gold = {(one["law"], one["article"]) for one in row["relevant"]}
        recalls.append(len(gold & set(names[:10])) / len(gold))
        best = sum(1 / math.log2(n + 2) for n in range(min(10, len(gold))))
        got = sum(1 / math.log2(n + 2) for n, name in enumerate(names[:10]) if name in gold)
        gains.append(got / best)
    return {
        "recall_at_10": round(sum(recalls) / len(rows), 4),
        "ndcg_at_10": round(sum(gains) / len(rows), 4),
    }


def unseen_wordings(count: int) -> list[str]:
    """Return wordings of the asks, which are never indexed."""
    found = [said for kept in Kept for _, said in load_asks(kept)]
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
