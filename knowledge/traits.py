"""Say what a text shows: its characters in runs of one and two, and the cues found in it.

The cues are data in `lexicon/cues.yaml`. What a trait speaks for is not decided here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from knowledge.files import LEXICON, read_yaml
from knowledge.text import LONGEST, bare, normalise

CUE = "#"
# Tells the beginning and the end of a text from its middle: 「你好」 and 「你好好…」.
_EDGES = ("^", "$")
_RUNS = (1, 2)
# What a cue counts beside the runs of characters, which together have length one.
_CUE_AMOUNT = 0.5


@dataclass(frozen=True)
class Cues:
    """The named patterns, in the order of their file."""

    patterns: Mapping[str, re.Pattern[str]]

    def found(self, plain: str) -> dict[str, str]:
        """Return the names of the cues in bare text, with the words that show them."""
        hits = ((name, pattern.search(plain)) for name, pattern in self.patterns.items())
        return {name: hit[0] for name, hit in hits if hit}


@cache
def load_cues() -> Cues:
    """Read the cues as they are shipped."""
    rows = read_yaml(LEXICON / "cues.yaml")
    return Cues({name: re.compile(pattern) for name, pattern in rows.items()})


def readable(said: str) -> str:
    """Return the text as the classifiers see it: bare, or as it is when nothing is left."""
    plain = normalise(said)
    return (bare(plain) or plain)[:LONGEST]


def traits(plain: str, cues: Mapping[str, str]) -> dict[str, float]:
    """Return each trait of a readable text and how much it counts."""
    edged = f"{_EDGES[0]}{plain}{_EDGES[1]}"
    runs = {edged[n : n + size] for size in _RUNS for n in range(len(edged) - size + 1)}
    runs -= set(_EDGES)
    amount = 1.0 / max(len(runs), 1) ** 0.5
    shown = dict.fromkeys(sorted(runs), amount)
    shown.update(dict.fromkeys((f"{CUE}{name}" for name in cues), _CUE_AMOUNT))
    return shown
