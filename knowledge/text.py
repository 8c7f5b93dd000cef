"""Make text comparable: normalise it, cut it into words, characters and sounds.

The same functions serve what is indexed and what is asked. Words are jieba's, with
our lexicon; rjieba cuts exactly the same and is what runs (a test pins the equality).
"""

import re
import unicodedata
from functools import cache

import numpy as np
import opencc
import rjieba
from numpy.typing import NDArray

from knowledge.files import LEXICON, read_yaml

LONGEST = 400
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_NOT_TEXT = re.compile(r"[^\w\u4e00-\u9fff%.]+")


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _cutter() -> rjieba.Jieba:
    cutter = rjieba.Jieba()
    for word in lexicon_words():
        cutter.add_word(word, None, None)
    return cutter


@cache
def lexicon_words() -> tuple[str, ...]:
    """The words of our field that a general dictionary would cut apart."""
    return tuple(read_yaml(LEXICON / "words.yaml"))


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about what is asked."""
    return frozenset(read_yaml(LEXICON / "stop_words.yaml"))


def normalise(text: str) -> str:
    """Return the text in one form: half width, simplified, lower case, nothing invisible."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACE.sub(" ", _simplifier().convert(text)).strip().lower()


def bare(text: str) -> str:
    """Return normalised text without spaces and punctuation, for comparing wordings."""
    return _NOT_TEXT.sub("", text)


def words(text: str) -> list[str]:
    """Cut normalised text into words, without punctuation and stop words."""
    cut = _cutter().cut(text[:LONGEST], False)
    return [
        word
        for word in cut
        if not _NOT_TEXT.fullmatch(word) and word not in stop_words() and word.strip()
    ]


def segments(text: str) -> list[str]:
    """Cut text into all its words, for showing how it was understood."""
    return list(_cutter().cut(text, False))


@cache
def syllable_table() -> NDArray[np.uint16]:
    """Return a number for the toneless reading of every character, 0 where there is none.

    Readings that are often confused (z and zh, n and ng) share a number.
    """
    from pypinyin.constants import PINYIN_DICT  # 0.1 s: only where an index is built

    table = np.zeros(0x10000, dtype=np.uint16)
    numbers: dict[str, int] = {}
    for code, readings in PINYIN_DICT.items():
        if code < len(table):
            reading = _blur(_without_tone(readings.split(",")[0]))
            table[code] = numbers.setdefault(reading, len(numbers) + 1)
    return table


def _without_tone(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable)
    return "".join(c for c in letters if not unicodedata.combining(c))


def _blur(syllable: str) -> str:
    for exact, blurred in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        syllable = syllable.replace(exact, blurred)
    return re.sub(r"(?<=[aei])ng$", "n", syllable)
