"""Make text comparable: normalise it, cut it into words and characters.

The same functions serve what is indexed and what is asked. Words are jieba's, with
our lexicon; rjieba cuts exactly the same and is what runs (a test pins the equality).
"""

import re
import unicodedata
from functools import cache, lru_cache
from threading import Lock

import opencc
import rjieba

from knowledge.files import LEXICON, read_yaml

LONGEST = 400
SHORTEST_END = 6
# One turn looks at the same text two dozen times.
REMEMBERED = 256
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_STOP = re.compile(r"[，。！？；,!?;\s]+")
_NOT_TEXT = re.compile(r"[^\w\u4e00-\u9fff%.]+")
_FIRST = Lock()


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _cut(text: str) -> list[str]:
    """Cut with the library's own cutter: one of ours would read the dictionary a second time."""
    with _FIRST:  # it refuses a word while another thread cuts
        _add_lexicon()
    cut: list[str] = rjieba.cut(text, False)
    return cut


@cache
def _add_lexicon() -> None:
    for word in lexicon_words():
        rjieba.add_word(word, None, None)


@cache
def lexicon_words() -> tuple[str, ...]:
    """The words of our field that a general dictionary would cut apart."""
    return tuple(read_yaml(LEXICON / "words.yaml"))


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about what is asked."""
    return frozenset(read_yaml(LEXICON / "stop_words.yaml"))


@lru_cache(REMEMBERED)
def normalise(text: str) -> str:
    """Return the text in one form: half width, simplified, lower case, nothing invisible."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACE.sub(" ", _simplifier().convert(text)).strip().lower()


def bare(text: str) -> str:
    """Return normalised text without spaces and punctuation, for comparing wordings."""
    return _NOT_TEXT.sub("", text)


def ends(text: str) -> tuple[str, ...]:
    """Return the last parts of a text of several, bare: where small talk leads up to the point."""
    parts = [part for part in _STOP.split(text) if part]
    longer = [bare("".join(parts[n:])) for n in {1, len(parts) - 2, len(parts) - 1} if n >= 1]
    return tuple(sorted({end for end in longer if len(end) >= SHORTEST_END}))


def words(text: str) -> list[str]:
    """Cut normalised text into words, without punctuation and stop words."""
    cut = _cut(text[:LONGEST])
    return [
        word
        for word in cut
        if not _NOT_TEXT.fullmatch(word) and word not in stop_words() and word.strip()
    ]


def segments(text: str) -> list[str]:
    """Cut text into all its words, for showing how it was understood."""
    return _cut(text)
