"""Everything that is known about a set of entries, indexed: what candidates are measured by.

Wordings are compared one by one (characters, meaning); whole entries by what they speak
of, and by how likely they and their domain would be asked about in these words. All of it
is flat arrays, so that it can be written to disk and opened again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from knowledge import index, text
from knowledge.aspects import Aspects
from knowledge.importance import Importance
from knowledge.index import Floats, Ints, Space
from knowledge.likelihood import Likelihood
from knowledge.near import Near, all_near
from knowledge.profile import Profile
from knowledge.schema import Entry
from knowledge.vectors import Vectors, unit_rows

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Line:
    """One line of an entry: what it says, and in which words."""

    bare: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, raw: str) -> "Line":
        """Read a line."""
        plain = text.normalise(raw)
        return cls(text.bare(plain), tuple(text.words(plain)))


@dataclass(frozen=True)
class Lines:
    """The lines of entries by what they are: wordings, other things people say, answers."""

    wordings: tuple[tuple[Line, ...], ...]
    asked: tuple[tuple[Line, ...], ...]
    answered: tuple[tuple[Line, ...], ...]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Lines":
        """Read all lines of entries; the first wording of each is its title."""
        return cls(
            tuple(tuple(map(Line.of, (e.title, *e.phrasings))) for e in entries),
            tuple(tuple(map(Line.of, (*e.tags, *(u.ask for u in e.follow_ups)))) for e in entries),
            tuple(tuple(Line.of(said) for _, said in e.texts()) for e in entries),
        )

    def flat(self) -> tuple[list[Line], list[int]]:
        """Return all lines, wordings first, and which entry each is of."""
        owned = [
            (line, place)
            for part in (self.wordings, self.asked, self.answered)
            for place, lines in enumerate(part)
            for line in lines
        ]
        return [line for line, _ in owned], [place for _, place in owned]


@dataclass(frozen=True)
class Evidence:
    """The indexes over the wordings and the entries, and where each entry's wordings begin."""

    starts: Ints
    characters: Space
    meanings: Floats
    said: Profile
    spoken: Profile
    vocabulary: Floats
    near: Near
    chances: Likelihood
    aspects: Aspects

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        found: dict[str, NDArray[np.generic]] = {}
        for one in fields(self):
            part = getattr(self, one.name)
            if isinstance(part, np.ndarray):
                found[one.name] = part
            else:
                found |= {f"{one.name}.{name}": value for name, value in part.arrays().items()}
        return found

    @classmethod
    def opened(cls, stored: Arrays) -> "Evidence":
        """Return the evidence that was written."""

        def part(name: str) -> dict[str, NDArray[np.generic]]:
            prefix = f"{name}."
            return {k.removeprefix(prefix): v for k, v in stored.items() if k.startswith(prefix)}

        return cls(
            starts=stored["starts"].astype(np.int64, copy=False),
            characters=Space.opened(part("characters")),
            meanings=stored["meanings"].astype(np.float32, copy=False),
            said=Profile.opened(part("said")),
            spoken=Profile.opened(part("spoken")),
            vocabulary=stored["vocabulary"].astype(np.float32, copy=False),
            near=Near.opened(part("near")),
            chances=Likelihood.opened(part("chances")),
            aspects=Aspects.opened(part("aspects")),
        )


def build(entries: Sequence[Entry], vectors: Vectors, importance: Importance) -> Evidence:
    """Index entries; some seconds per thousand."""
    size, lines = len(entries), Lines.of(entries)
    flat, owners = lines.flat()
    count = sum(map(len, lines.wordings))
    characters = [index.characters(line.bare) for line in flat]
    word_keys = [index.words(line.words) for line in flat]
    spoken = Profile.build(word_keys, owners, size, importance.of_words)
    vocabulary = vectors.of(_names(flat, spoken))
    names = sorted({entry.domain for entry in entries})
    domains = [names.index(entry.domain) for entry in entries]
    people = count + sum(map(len, lines.asked))
    pairs = [index.pairs(line.bare) for line in flat[:people]]
    return Evidence(
        starts=np.searchsorted(owners[:count], np.arange(size)).astype(np.int64),
        characters=Space.build(characters[:count], owners[:count]),
        meanings=_meanings(word_keys[:count], spoken, vocabulary),
        said=Profile.build(characters, owners, size, importance.of_characters),
        spoken=spoken,
        vocabulary=vocabulary,
        near=all_near(vocabulary, spoken.idf, spoken.rare),
        chances=Likelihood.build(pairs, owners[:people], domains, size=len(names)),
        aspects=Aspects.build([[line.bare for line in one] for one in lines.wordings]),
    )


def _names(lines: Sequence[Line], spoken: Profile) -> list[str]:
    names = {index.word_key(word): word for line in lines for word in line.words}
    return [names[int(key)] for key in spoken.keys]


def _meanings(wordings: Sequence[index.Keys], spoken: Profile, vocabulary: Floats) -> Floats:
    rows = np.zeros((len(wordings), vocabulary.shape[1]), dtype=np.float32)
    for n, keys in enumerate(wordings):
        places, _ = spoken.known(keys)
        rows[n] = spoken.idf[places] @ vocabulary[places]
    return unit_rows(rows)
