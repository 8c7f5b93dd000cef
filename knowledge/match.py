"""Rank entries for a question: candidates from the indexes, features, one learned score.

Everything that is compared is computed here as named features; the weights are data
(`lexicon/ranker.json`, made by `train`), and so is the reading of scores as confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from knowledge import index, text
from knowledge.index import Floats, Ints, Keys, Space
from knowledge.likelihood import Counted, Likelihood, counted
from knowledge.schema import Entry

CANDIDATES = 30
FEATURES = (
    "characters",
    "words",
    "sounds",
    "support",
    "ratio",
    "partial",
    "covered_characters",
    "covered_words",
    "covered_best",
    "tags",
    "synonyms",
    "title",
    "domain_pairs",
    "entry_pairs",
    "domain_words",
    "entry_words",
)


@dataclass(frozen=True)
class Question:
    """A question as the matcher sees it."""

    raw: str
    bare: str
    segments: tuple[str, ...]
    characters: Keys
    pairs: Keys
    words: Keys
    sounds: Keys
    legal: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Candidate:
    """One entry that may answer, why, and how well."""

    entry_id: str
    score: float
    features: Mapping[str, float]
    phrasing: str


@dataclass
class Matcher:
    """The indexed wordings of a set of entries."""

    entries: Sequence[Entry]
    synonyms: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    wordings: list[str] = field(init=False)
    bares: list[str] = field(init=False)
    starts: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Index every entry; about a second per thousand entries."""
        self.wordings, starts = [], []
        for entry in self.entries:
            starts.append(len(self.wordings))
            self.wordings += [entry.title, *entry.phrasings]
        self.starts = np.array(starts, dtype=np.int64)
        plain = [text.normalise(wording) for wording in self.wordings]
        self.bares = [text.bare(one) for one in plain]
        owners = [place for place in range(len(self.entries)) for _ in self.span(place)]
        self._syllables = text.syllable_table()
        self._characters = Space.build([index.characters(one) for one in self.bares], owners)
        self._words = Space.build([index.words(text.words(one)) for one in plain], owners)
        self._sounds = Space.build(
            [index.sounds(one, self._syllables) for one in self.bares], owners
        )
        self._index_whole_entries()
        self.reweigh(self.weights)

    def reweigh(self, weights: Mapping[str, float]) -> None:
        """Score with other weights from now on."""
        self._weights = np.array([weights[name] for name in FEATURES], dtype=np.float64)

    def _index_whole_entries(self) -> None:
        everyone = range(len(self.entries))
        lines = [[text.normalise(line) for line in _everything(entry)] for entry in self.entries]
        self._texts = ["\n".join(map(text.bare, one)) for one in lines]
        self._all_pairs = Space.build([index.pairs(one) for one in self._texts], everyone)
        cut = [[word for line in one for word in text.words(line)] for one in lines]
        self._all_words = Space.build([index.words(one) for one in cut], everyone)
        names = sorted({entry.domain for entry in self.entries})
        domains = [names.index(entry.domain) for entry in self.entries]
        self._pair_chances = Likelihood.build(
            [self._pairs_said(entry) for entry in self.entries], domains
        )
        self._word_chances = Likelihood.build(
            [self._words_said(entry) for entry in self.entries], domains
        )
        self._tags = [
            tuple(text.bare(text.normalise(tag)) for tag in entry.tags) for entry in self.entries
        ]

    def _pairs_said(self, entry: Entry) -> Counted:
        bares = [text.bare(text.normalise(said)) for said in _said_of(entry)]
        return counted([index.pairs(bare) for bare in bares])

    def _words_said(self, entry: Entry) -> Counted:
        cut = [text.words(text.normalise(said)) for said in _said_of(entry)]
        return counted([index.words(one) for one in cut])

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each entry stands."""
        return {entry.id: n for n, entry in enumerate(self.entries)}

    def read(self, raw: str) -> Question:
        """Understand a question: normalised, cut, with the legal words it stands for."""
        plain = text.normalise(raw)[: text.LONGEST]
        bare = text.bare(plain)
        cut = text.words(plain)
        legal = tuple(
            (said, meant)
            for said, meanings in self.synonyms.items()
            if said in bare
            for meant in meanings
        )
        return Question(
            raw,
            bare,
            tuple(cut),
            index.characters(bare),
            index.pairs(bare),
            index.words(cut),
            index.sounds(bare, self._syllables),
            legal,
        )

    def rank(
        self, question: Question, *, without: int | None = None, hidden: int | None = None
    ) -> list[Candidate]:
        """Return the candidates, best first.

        `without` leaves one indexed wording out and `hidden` one entry: what training
        uses to ask for a wording as if it had never been seen.
        """
        if not question.bare or not self.entries:
            return []
        places, values, nearest = self.measure(question, without=without, hidden=hidden)
        totals = values @ self._weights
        order = np.lexsort((np.array(places), -totals))
        return [
            Candidate(
                self.entries[places[n]].id,
                float(totals[n]),
                dict(zip(FEATURES, map(float, values[n]), strict=True)),
                self.wordings[nearest[n]],
            )
            for n in order
        ]

    def measure(
        self, question: Question, *, without: int | None = None, hidden: int | None = None
    ) -> tuple[list[int], NDArray[np.float64], list[int]]:
        """Return the candidates' places, their features row by row, and their nearest wordings."""
        spaces = (
            self._characters.cosine(question.characters),
            self._words.cosine(question.words),
            self._sounds.cosine(question.sounds),
        )
        covered = self._all_pairs.coverage(question.pairs)
        covered_words = self._all_words.coverage(question.words)
        if without is not None:
            owner = int(np.searchsorted(self.starts, without, side="right")) - 1
            covered[owner], covered_words[owner] = self._covered_without(question, owner, without)
            for scores in spaces:
                scores[without] = 0.0
        chances = self._chances(question, without)
        best = [index.best_per_owner(scores, self.starts) for scores in spaces]
        rough = 0.4 * best[0] + 0.25 * best[1] + 0.2 * best[2] + 0.2 * covered
        rough += 0.15 * covered_words + 0.1 * (chances[0] + chances[1])
        if hidden is not None:
            rough[hidden] = -1.0
        places = [place for place in index.top(rough, CANDIDATES) if place != hidden]
        rows, nearest = [], []
        for place in places:
            row, at = self._features(question, place, spaces, without)
            row[6:8] = float(covered[place]), float(covered_words[place])
            row += [float(part[place]) for part in chances]
            rows.append(row)
            nearest.append(at)
        return places, np.array(rows, dtype=np.float64), nearest

    def _chances(self, question: Question, without: int | None) -> tuple[Floats, ...]:
        pairs_out = words_out = None
        if without is not None:
            owner = int(np.searchsorted(self.starts, without, side="right")) - 1
            cut = text.words(text.normalise(self.wordings[without]))
            pairs_out = (owner, counted([index.pairs(self.bares[without])]))
            words_out = (owner, counted([index.words(cut)]))
        return (
            *self._pair_chances.scores(question.pairs, pairs_out),
            *self._word_chances.scores(question.words, words_out),
        )

    def _covered_without(self, question: Question, place: int, wording: int) -> tuple[float, float]:
        left = self.bares[wording]
        lines = [line for line in self._texts[place].split("\n") if line != left]
        others = [self.wordings[n] for n in self.span(place) if n != wording]
        entry = self.entries[place]
        said = [*others, *entry.tags, *(text_ for _, text_ in entry.texts())]
        cut = [word for line in said for word in text.words(text.normalise(line))]
        return (
            self._all_pairs.share(question.pairs, index.pairs("\n".join(lines))),
            self._all_words.share(question.words, index.words(cut)),
        )

    def span(self, place: int) -> range:
        """The wordings of one entry; the first is its title."""
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.wordings)
        return range(int(self.starts[place]), int(end))

    def _features(
        self, question: Question, place: int, spaces: Sequence[Floats], without: int | None
    ) -> tuple[list[float], int]:
        span = [n for n in self.span(place) if n != without]
        characters, words, sounds = (scores[span] for scores in spaces)
        mixed = characters + 0.5 * words + 0.5 * sounds
        at = int(np.argmax(mixed))
        bares = [self.bares[n] for n in span]
        ratios = process.cdist([question.bare], bares, scorer=fuzz.ratio)[0]
        best = np.sort(characters)[::-1][:3]
        tags = [tag for tag in self._tags[place] if tag and tag in question.bare]
        meant = [legal for _, legal in question.legal]
        known = sum(legal in self._texts[place] for legal in meant)
        row = [
            float(best[0]),
            float(words.max()),
            float(sounds.max()),
            float(best.mean()),
            float(ratios.max()) / 100,
            fuzz.partial_ratio(question.bare, bares[at]) / 100,
            0.0,
            0.0,
            float(mixed[at]) / 2,
            min(sum(map(len, tags)) / max(len(question.bare), 1), 1.0),
            known / len(meant) if meant else 0.0,
            float(fuzz.ratio(question.bare, self.bares[self.span(place)[0]])) / 100,
        ]
        return row, span[at]


def _said_of(entry: Entry) -> list[str]:
    """What people say about an entry: wordings, tags and what they ask next."""
    return [entry.title, *entry.phrasings, *entry.tags, *(up.ask for up in entry.follow_ups)]


def _everything(entry: Entry) -> list[str]:
    lines = [entry.title, *entry.tags, *entry.phrasings, *(said for _, said in entry.texts())]
    return lines + [up.ask for up in entry.follow_ups]
