"""Typed noise: four random slips in a wording that is indexed, and small talk in front of it."""

from random import Random

from knowledge.match import Matcher
from knowledge.practice import openings, slipped

# With four slips in less than this even a person would have to ask back.
SHORTEST = 10
SEED = 20261123


def found_first(matcher: Matcher, count: int = 2_000) -> float:
    """Return the share of so many damaged wordings whose own entry still comes first."""
    chance = Random(SEED)  # noqa: S311  # reproducible, nothing secret
    wordings = [
        (place, said)
        for place in range(len(matcher.entries))
        for said in (matcher.wordings[n] for n in matcher.span(place))
        if len(said) >= SHORTEST
    ]
    letters = sorted({one for _, said in wordings for one in said if "\u4e00" <= one <= "\u9fff"})
    right = 0
    for place, said in chance.sample(wordings, count):
        asked = f"{chance.choice(openings())}，{slipped(said, letters, chance)}"
        right += matcher.rank(matcher.read(asked))[0].entry_id == matcher.entries[place].id
    return right / count
