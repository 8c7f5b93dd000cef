"""Add entries to an index that is made, and take some away, in a blink.

Publishing can't wait for an index of everything. What is known of rarity stays as it was;
words nobody used before count as rare ones. The same entries on the same index give the
same answers in every process, whatever was published in which order.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from knowledge import index, text
from knowledge.aspects import Aspects
from knowledge.evidence import Evidence, Lines
from knowledge.features import Measured
from knowledge.importance import Importance, load_importance
from knowledge.index import Floats, Ints, Keys, Space
from knowledge.likelihood import Likelihood
from knowledge.match import Matcher, Ranking
from knowledge.near import Near, neighbours
from knowledge.profile import LENGTH, SATURATION, Profile, saturated
from knowledge.schema import Entry
from knowledge.vectors import Vectors, unit_rows


class GrownMatcher(Matcher):
    """An index with further entries, in which some of the first are never found."""

    gone: Ints = np.empty(0, np.int64)

    def ranked(self, measured: Measured) -> Ranking:
        """Return measured candidates, best first, without what is gone."""
        kept = ~np.isin(measured.places, self.gone)
        return super().ranked(
            Measured(
                measured.places[kept],
                measured.values[kept],
                measured.nearest[kept],
                measured.length,
            )
        )


def grow(
    old: Matcher, weights: Mapping[str, float], added: Sequence[Entry], gone: Collection[str]
) -> GrownMatcher:
    """Return the index with entries added; those of the same ids, and those gone, are not found."""
    evidence = _evidence(old, added) if added else old.evidence
    wordings = [said for entry in added for said in (entry.title, *entry.phrasings)]
    made = GrownMatcher(
        (*old.entries, *added),
        old.synonyms,
        weights,
        evidence=evidence,
        bares=[*old.bares, *(text.bare(text.normalise(said)) for said in wordings)],
        vectors=old.vectors,
    )
    out = {entry.id for entry in added} | set(gone)
    made.gone = np.array([n for n, one in enumerate(old.entries) if one.id in out], dtype=np.int64)
    return made


@cache
def _importance() -> Importance:
    return load_importance()


def _evidence(old: Matcher, added: Sequence[Entry]) -> Evidence:
    ev, extra, lines = old.evidence, len(added), Lines.of(added)
    flat, owners = lines.flat()
    count = sum(map(len, lines.wordings))
    importance = _importance()
    characters = [index.characters(line.bare) for line in flat]
    word_keys = [index.words(line.words) for line in flat]
    names = {index.word_key(word): word for line in flat for word in line.words}
    spoken = _profile(ev.spoken, word_keys, owners, extra, importance.of_words)
    vocabulary, near = _vocabulary(ev, spoken, names, old.vectors)
    known = sorted({entry.domain for entry in old.entries})
    domains = [known.index(entry.domain) for entry in added]
    people = count + sum(map(len, lines.asked))
    starts = np.searchsorted(owners[:count], np.arange(extra)) + len(old.bares)
    return Evidence(
        starts=np.concatenate([ev.starts, starts]).astype(np.int64),
        characters=_space(ev.characters, characters[:count]),
        meanings=np.concatenate([ev.meanings, _meanings(word_keys[:count], spoken, vocabulary)]),
        said=_profile(ev.said, characters, owners, extra, importance.of_characters),
        spoken=spoken,
        vocabulary=vocabulary,
        near=near,
        chances=ev.chances.grown(
            Likelihood.build(
                [index.pairs(line.bare) for line in flat[:people]],
                owners[:people],
                domains,
                size=len(known),
            )
        ),
        aspects=ev.aspects.joined(
            Aspects.build([[line.bare for line in one] for one in lines.wordings])
        ),
    )


def _merged(old: Keys, flat: Keys) -> tuple[Keys, Ints, Ints]:
    """Return all keys, where the old ones stand now, and where the flat ones stand."""
    fresh = np.sort(np.array(list(set(flat.tolist()) - set(_known(old, flat))), dtype=np.uint64))
    spots = np.searchsorted(old, fresh)
    keys = np.insert(old, spots, fresh)
    moved = np.arange(len(old)) + np.cumsum(np.bincount(spots, minlength=len(old)))[: len(old)]
    return keys, moved, np.searchsorted(keys, flat)


def _known(old: Keys, flat: Keys) -> list[int]:
    _, are_there = index.located(old, flat)
    known: list[int] = flat[are_there].tolist()
    return known


@dataclass(frozen=True)
class _Inserted:
    """Where further postings go, so that each key's stay side by side."""

    starts: Ints
    spots: Ints
    order: Ints

    @classmethod
    def among(cls, old: Ints, moved: Ints, places: Ints, count: int) -> "_Inserted":
        """Return it for old postings, whose keys have moved, and the keys of further ones."""
        had = np.zeros(count, dtype=np.int64)
        had[moved] = np.diff(old)
        before = np.concatenate([[0], np.cumsum(had)])
        starts = np.concatenate([[0], np.cumsum(had + np.bincount(places, minlength=count))])
        order = np.argsort(places, kind="stable")
        return cls(starts.astype(np.int64), before[places[order] + 1], order)

    def into(self, old: NDArray[np.generic], further: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return the old values with the further ones in their places."""
        return np.insert(old, self.spots, further[self.order].astype(old.dtype))


def _flat(features: Sequence[Keys]) -> tuple[Keys, Ints]:
    """Return all features in one row, and which line each is of."""
    lengths = [len(one) for one in features]
    return np.concatenate([np.empty(0, np.uint64), *features]), np.repeat(
        np.arange(len(features)), lengths
    )


def _space(old: Space, features: Sequence[Keys]) -> Space:
    flat, _ = _flat(features)
    lengths = [len(one) for one in features]
    keys, moved, places = _merged(old.keys, flat)
    idf = np.full(len(keys), old.rare, dtype=np.float32)
    idf[moved] = old.idf
    ends = old.starts[-1] + np.cumsum(lengths, dtype=np.int64)
    return Space(
        keys,
        idf,
        np.concatenate([old.starts, ends]),
        np.concatenate([moved.astype(np.int32)[old.places], places.astype(np.int32)]),
        np.concatenate([old.norms, index.norms(idf, places, lengths)]),
        old.rare,
    )


def _profile(
    old: Profile,
    lines: Sequence[Keys],
    owners: Sequence[int],
    extra: int,
    importance: Callable[[Keys], Floats] | None = None,
) -> Profile:
    size = len(old.norms)
    flat, line = _flat(lines)
    keys, moved, places = _merged(old.keys, flat)
    idf = np.full(len(keys), old.rare, dtype=np.float32)
    idf[moved] = old.idf
    if importance is not None:
        fresh = np.ones(len(keys), dtype=bool)
        fresh[moved] = False
        idf[fresh] *= importance(keys[fresh])
    owned = np.asarray(owners, dtype=np.int64)[line]
    pairs, counts = np.unique(places.astype(np.int64) * extra + owned, return_counts=True)
    of_key, of_owner = pairs // extra, pairs % extra
    usual = float(np.bincount(old.owners, old.counts, size).mean())
    total = np.bincount(of_owner, counts, extra)
    norms = SATURATION * (1 - LENGTH + LENGTH * total / max(usual, 1e-9))
    inserted = _Inserted.among(old.starts, moved, of_key, len(keys))
    weights = saturated(counts, norms[of_owner])
    return Profile(
        keys,
        idf,
        inserted.starts,
        inserted.into(old.owners, of_owner + size).astype(np.int32, copy=False),
        inserted.into(old.counts, counts).astype(np.float32, copy=False),
        inserted.into(old.weights, weights).astype(np.float32, copy=False),
        np.concatenate([old.norms, norms]).astype(np.float32),
        old.rare,
    )


def _vocabulary(
    ev: Evidence, spoken: Profile, names: Mapping[int, str], vectors: Vectors
) -> tuple[Floats, Near]:
    """Return what the words mean, and which are near to each, new words among them."""
    moved = np.searchsorted(spoken.keys, ev.spoken.keys)
    fresh = np.setdiff1d(np.arange(len(spoken.keys)), moved)
    rows = vectors.of([names[int(key)] for key in spoken.keys[fresh]])
    vocabulary = np.zeros((len(spoken.keys), vectors.width), dtype=np.float32)
    vocabulary[moved], vocabulary[fresh] = ev.vocabulary, rows
    known = Near(ev.near.starts, moved[ev.near.places], ev.near.alike, ev.near.idf)
    new = neighbours(rows @ vocabulary.T, fresh, spoken.idf, spoken.rare)
    return vocabulary, known.joined([new]).rows(np.argsort(np.concatenate([moved, fresh])))


def _meanings(wordings: Sequence[Keys], spoken: Profile, vocabulary: Floats) -> Floats:
    rows = np.zeros((len(wordings), vocabulary.shape[1]), dtype=np.float32)
    for n, keys in enumerate(wordings):
        places, _ = spoken.known(keys)
        rows[n] = spoken.idf[places] @ vocabulary[places]
    return unit_rows(rows)
