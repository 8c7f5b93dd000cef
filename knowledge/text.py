"""Make text comparable: normalise it, cut it into words, characters and sounds.

The same functions serve what is indexed and what is asked. Words are jieba's, with
our lexicon; rjieba cuts exactly the same and is what runs (a test pins the equality).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import opencc
import rjieba

from knowledge.files import LEXICON, read_yaml

LONGEST = 400
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_NOT_TEXT = re.compile(r"[^\w\u4e00-\u9fff%.]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


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
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") or c in "\n\t ")
    return _SPACE.sub(" ", _simplifier().convert(text)).strip().lower()


def bare(text: str) -> str:
    """Return normalised text without spaces and punctuation, for comparing wordings."""
    return _NOT_TEXT.sub("", text)


def words(text: str) -> list[str]:
    """Cut normalised text into words, without punctuation and stop words."""
    cut = _cutter().cut(text[:LONGEST])
    return [
        word
        for word in cut
        if not _NOT_TEXT.fullmatch(word) and word not in stop_words() and word.strip()
    ]


def segments(text: str) -> list[str]:
    """Cut text into all its words, for showing how it was understood."""
    return list(_cutter().cut(text))


def grams(text: str) -> list[str]:
    """Return the characters and pairs of neighbouring characters of bare text."""
    plain = bare(text)[:LONGEST]
    return [*plain, *(plain[n : n + 2] for n in range(len(plain) - 1))]


def sounds(text: str, syllables: Mapping[str, str]) -> list[str]:
    """Return pairs of neighbouring syllables, so that homophones look alike."""
    read = [syllables.get(c, c) for c in bare(text)[:LONGEST]]
    return [f"{read[n]} {read[n + 1]}" for n in range(len(read) - 1)]


@cache
def syllables() -> Mapping[str, str]:
    """One toneless reading for every character; blurs the pairs that are often confused."""
    from pypinyin.constants import PINYIN_DICT  # 0.1 s: only where an index is built

    return {
        chr(code): _blur(_without_tone(readings.split(",")[0]))
        for code, readings in PINYIN_DICT.items()
    }


def _without_tone(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable)
    return "".join(c for c in letters if not unicodedata.combining(c))


def _blur(syllable: str) -> str:
    for exact, blurred in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        syllable = syllable.replace(exact, blurred)
    return re.sub(r"(?<=[aei])ng$", "n", syllable)


def has_han(text: str) -> bool:
    """Whether there is any Chinese character in the text."""
    return bool(_HAN.search(text))


def expand(tokens: Iterable[str], meanings: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return (colloquial, legal) pairs for every token the synonym list knows."""
    return [(token, legal) for token in tokens for legal in meanings.get(token, ())]
