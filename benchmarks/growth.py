"""How search grows from a thousand short entries to a million, beside tantivy and bm25s.

`python -m benchmarks.growth SYSTEM COUNT` measures one system at one size in a process of
its own, so that its memory is its own. The same texts, tokens (characters and their pairs)
and questions for each.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import peers, questions, timing
from knowledge import index
from knowledge.postings import Postings, characters_of
from knowledge.store import Store, Stored, part_of
from knowledge.text import bare, normalise

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
SYSTEMS = ("luowen", "tantivy", "bm25s")
ASKED = 200


def measure(system: str, count: int) -> dict[str, Any]:
    """Build, keep and ask one system at one size; the serving process is another one."""
    texts, real = questions.sentences(count)
    folder = Path(tempfile.mkdtemp(prefix="luowen-growth-"))
    try:
        built, _ = timing.seconds(lambda: BUILDS[system](texts, folder))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        memory = timing.memory_mb()
        served = timing.apart("benchmarks.growth", "serve", system, str(folder))
    finally:
        shutil.rmtree(folder)
    return {
        "system": system,
        "entries": count,
        "real": real,
        "build_s": built,
        "build_mb": memory,
        "index_mb": round(size / 2**20),
        **served,
    }


def _build_ours(texts: list[str], folder: Path) -> None:
    made = Postings.build(characters_of(texts))
    arrays = {f"p.{name}": one for name, one in made.arrays().items()}
    Store(folder).write("growth", "0" * 64, Stored(None, arrays))


def _build_tantivy(texts: list[str], folder: Path) -> None:
    peers.by_tantivy(texts, peers.characters, folder / "index")


def _build_bm25s(texts: list[str], folder: Path) -> None:
    peers.save_bm25s(texts, peers.characters, folder)


BUILDS: dict[str, Callable[[list[str], Path], None]] = {
    "luowen": _build_ours,
    "tantivy": _build_tantivy,
    "bm25s": _build_bm25s,
}


def _open_ours(folder: Path) -> peers.Ask:
    stored = Store(folder).read("growth", "0" * 64)
    assert stored is not None  # noqa: S101  # just written
    postings = Postings.opened(part_of(stored.arrays, "p"))

    def ask(question: str) -> list[int]:
        found, _ = postings.best(index.characters(question), peers.TOP)
        return [int(n) for n in found]

    return ask


OPENS: dict[str, Callable[[Path], peers.Ask]] = {
    "luowen": _open_ours,
    "tantivy": lambda folder: peers.open_tantivy(folder / "index", peers.characters),
    "bm25s": lambda folder: peers.open_bm25s(folder, peers.characters),
}


def serve(system: str, folder: Path) -> dict[str, Any]:
    """Open a kept index and ask it; what a serving process needs."""
    asked = [bare(normalise(row["question"])) for row in questions.lay_questions()[:ASKED]]
    opened, ask = timing.seconds(lambda: OPENS[system](folder))
    return {"open_s": opened, **timing.queries(ask, asked), "serve_mb": timing.memory_mb()}


def main() -> None:
    """Print the figures as one line of JSON."""
    match sys.argv[1:]:
        case ["serve", system, folder]:
            print(json.dumps(serve(system, Path(folder))))
        case [system, count]:
            print(json.dumps(measure(system, int(count))))


if __name__ == "__main__":
    main()
