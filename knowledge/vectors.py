"""What words mean: a vector for each common word, so that 薪水 is near 工资.

The vectors are data (`lexicon/word_vectors.npz`, see `lexicon/README.md` for where they
come from). A word that has none is read as the sum of the known words it is made of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.files import LEXICON
from knowledge.index import Floats, Keys, word_key

LONGEST_PART = 4


@dataclass(frozen=True)
class Vectors:
    """Unit vectors by word."""

    keys: Keys
    rows: NDArray[np.int8]

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self.rows.shape[1])

    def of(self, words: Sequence[str]) -> Floats:
        """Return one row per word, of length one, or of zeros where nothing is known."""
        found = np.zeros((len(words), self.width), dtype=np.float32)
        for n, word in enumerate(words):
            place = self._place(word)
            if place is not None:
                found[n] = self.rows[place]
            else:
                for part in self._parts(word):
                    found[n] += _unit(self.rows[part])
        return unit_rows(found)

    def _place(self, word: str) -> int | None:
        key = np.uint64(word_key(word))
        place = int(np.searchsorted(self.keys, key))
        return place if place < len(self.keys) and self.keys[place] == key else None

    def _parts(self, word: str) -> list[int]:
        """Return the places of the longest known words that make up a word, left to right."""
        parts, at = [], 0
        while at < len(word):
            for length in range(min(LONGEST_PART, len(word) - at), 0, -1):
                place = self._place(word[at : at + length])
                if place is not None:
                    parts.append(place)
                    break
            at += length
        return parts


def _unit(row: NDArray[np.int8]) -> Floats:
    wide = row.astype(np.float32)
    return wide / np.float32(np.sqrt(float(wide @ wide)) or 1.0)


def unit_rows(rows: Floats) -> Floats:
    """Return the rows scaled to length one; rows of zeros stay."""
    lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows))
    return (rows / np.where(lengths > 0, lengths, 1.0)[:, None]).astype(np.float32)


def load_vectors(folder: Path = LEXICON) -> Vectors:
    """Read the vectors as they are shipped."""
    with np.load(folder / "word_vectors.npz", allow_pickle=False) as stored:
        return Vectors(stored["keys"], stored["vectors"])
