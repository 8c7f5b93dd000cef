"""Put questions that ask the same into heaps, the largest first: what an editor writes next."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from knowledge.text import bare, normalise, words

# From this likeness of 100 on two questions are about the same.
SAME = 62.0
SHORTEST = 2


def heaps(questions: Sequence[str]) -> list[list[int]]:
    """Return the places of like questions together, the largest heap first.

    Each question joins the heap whose first question it is most like; what has no words
    joins none.
    """
    firsts: list[str] = []
    found: list[list[int]] = []
    for place, question in enumerate(questions):
        said = _read(question)
        if len(said) < SHORTEST:
            continue
        best = process.extractOne(said, firsts, scorer=_likeness, score_cutoff=SAME)
        if best is None:
            firsts.append(said)
            found.append([place])
        else:
            found[best[2]].append(place)
    return sorted(found, key=lambda heap: (-len(heap), heap[0]))


def _read(question: str) -> str:
    plain = normalise(question)
    return " ".join(words(plain)) or bare(plain)


def _likeness(one: str, other: str, **_: object) -> float:
    """Return how many words two questions share and how alike their characters are, to 100."""
    shared = fuzz.token_set_ratio(one, other)
    return (shared + fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))) / 2
