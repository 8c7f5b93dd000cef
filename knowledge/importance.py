"""How much a word or a pair of characters tells, beyond how rare it is.

「最晚什么时候」 is rare and tells nothing about the topic; 「油烟」 tells all of it. The
factors are learnt by `train` and are data (`lexicon/importance.json`).
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge import index
from knowledge.files import LEXICON
from knowledge.index import Floats, Keys


@dataclass(frozen=True)
class Importance:
    """Logarithms of factors, by characters or their pairs, and by words."""

    characters: Mapping[str, float]
    words: Mapping[str, float]

    def of_characters(self, keys: Keys) -> Floats:
        """Return the factors of characters and pairs, 1 for those nothing was learnt of."""
        return _factors(keys, self._by_pair)

    def of_words(self, keys: Keys) -> Floats:
        """Return the factors of words, 1 for those nothing was learnt of."""
        return _factors(keys, self._by_word)

    @functools.cached_property
    def _by_pair(self) -> dict[int, float]:
        return {_number(said): log for said, log in self.characters.items()}

    @functools.cached_property
    def _by_word(self) -> dict[int, float]:
        return {index.word_key(word): log for word, log in self.words.items()}


def _number(said: str) -> int:
    """Return the number of a character or a pair, as `index.characters` has it."""
    return functools.reduce(lambda number, character: number << 21 | ord(character), said, 0)


def _factors(keys: Keys, logs: Mapping[int, float]) -> Floats:
    found: Floats = np.exp([logs.get(int(key), 0.0) for key in keys]).astype(np.float32)
    return found


def load_importance(folder: Path = LEXICON) -> Importance:
    """Read the factors as they are shipped."""
    rows = json.loads((folder / "importance.json").read_text(encoding="utf-8"))
    return Importance(rows["characters"], rows["words"])
