"""Questions to practise on, made from the base's own wordings.

A wording left out of the index is far from what remains of its entry, because editors
avoid saying a thing twice; people's questions are often nearer. So wordings are also
asked in a damaged form while they stay indexed: words lost, words exchanged for near
ones, order changed, typing errors, small talk in front. Chance comes from a seeded source.
"""

from collections.abc import Sequence
from functools import cache
from random import Random

from knowledge import index, text
from knowledge.files import LEXICON, read_yaml
from knowledge.match import Matcher

LOST, EXCHANGED, SHUFFLED, OPENED = 0.30, 0.35, 0.30, 0.40
CHOICES = 6
EDITS = 4


@cache
def openings() -> tuple[str, ...]:
    """What people say before they ask: tells nothing about what they ask."""
    return tuple(read_yaml(LEXICON / "openings.yaml"))


class Damage:
    """Damages wordings of one matcher the way people's own words differ from them."""

    def __init__(self, matcher: Matcher, chance: Random) -> None:
        """Prepare to exchange words for those that the matcher holds near to them."""
        self._near = matcher.evidence.near
        self._chance = chance
        self._keys = matcher.evidence.spoken.keys
        self._names: dict[int, str] = {}
        for entry in matcher.entries:
            said = (entry.title, *entry.phrasings, *entry.tags, *(t for _, t in entry.texts()))
            for line in (*said, *(up.ask for up in entry.follow_ups)):
                for word in text.words(text.normalise(line)):
                    self._names[index.word_key(word)] = word
        self._letters = sorted({letter for said in matcher.wordings for letter in said})
        self._places = {int(key): place for place, key in enumerate(self._keys)}

    def damaged(self, wording: str) -> str:
        """Return a wording with about two in three of its telling words lost or exchanged."""
        kept: list[str] = []
        for word in text.segments(text.normalise(wording)):
            lot = self._chance.random()
            if word in text.stop_words():
                kept += [word] if lot < 0.5 else []
            elif lot >= LOST + EXCHANGED:
                kept.append(word)
            elif lot >= LOST:
                kept.append(self._exchanged(word))
        if self._chance.random() < SHUFFLED:
            self._chance.shuffle(kept)
        return self._opened("".join(kept))

    def typed(self, wording: str) -> str:
        """Return a wording with four typing errors: characters changed, lost or slipped in."""
        return self._opened(slipped(wording, self._letters, self._chance))

    def _opened(self, said: str) -> str:
        """Return what was said, with small talk before it more often than not."""
        if self._chance.random() < OPENED:
            return said
        count = self._chance.randint(1, 2)
        return "，".join(self._chance.choice(openings()) for _ in range(count)) + "。" + said

    def _exchanged(self, word: str) -> str:
        place = self._places.get(index.word_key(word))
        if place is None:
            return word
        begin, end = int(self._near.starts[place]) + 1, int(self._near.starts[place + 1])
        if begin == end:
            return word
        order = sorted(range(begin, end), key=lambda n: (-self._near.alike[n], n))[:CHOICES]
        return self._names[int(self._keys[self._near.places[self._chance.choice(order)]])]


def slipped(wording: str, alphabet: Sequence[str], chance: Random) -> str:
    """Return a wording with four characters changed, lost or slipped in."""
    letters = list(wording)
    for _ in range(EDITS):
        place = chance.randrange(len(letters)) if letters else 0
        other = chance.choice(alphabet)
        match chance.randrange(3):
            case 0 if letters:
                letters[place] = other
            case 1 if letters:
                del letters[place]
            case _:
                letters.insert(place, other)
    return "".join(letters)
