"""Tell what is not a question about the law: danger, small talk, and what we don't do.

Danger has recall first: a false alarm costs a line of text, a missed one may cost a
life. Chances come from the intents model; limits, sure words and commands are data in
`lexicon/urgent.yaml` and `lexicon/scope.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.classifier import Classifier, Reading, load_classifier
from knowledge.files import LEXICON, read_yaml
from knowledge.gibberish import is_gibberish
from knowledge.patterns import Kind, first_match, read_kinds
from knowledge.text import bare, normalise
from knowledge.traits import readable

LONGEST_COMMAND = 12
SHORT = 5
INTENTS = LEXICON / "intents_model.json"
LEGAL, CHAT, GIBBERISH = "legal", "chitchat", "gibberish"
# A command of one or two characters must be typed right; a longer one may have one wrong.
_NEAR = {1: 100, 2: 100, 3: 66, 4: 75}


@dataclass(frozen=True)
class Outside:
    """A thing outside the service: what to say to it, how likely it is meant, and why."""

    name: str
    say: str
    chance: float
    is_clear: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Danger, small talk and things outside the service, with the limits of each."""

    urgent: tuple[Kind, ...]
    evidence: frozenset[str]
    doubts: frozenset[str]
    guards: frozenset[str]
    smalltalk: tuple[Kind, ...]
    outside: tuple[Kind, ...]
    commands: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, float]
    intents: Classifier

    def command(self, said: str) -> str | None:
        """Return the command a short message is, typing errors forgiven, or None."""
        plain = bare(normalise(said))
        if not plain or len(plain) > LONGEST_COMMAND:
            return None
        for name, words in self.commands.items():
            if process.extractOne(
                plain, words, scorer=fuzz.ratio, score_cutoff=_NEAR[min(len(plain), 4)]
            ):
                return name
        return None

    def danger(self, said: str, *, telling: bool = False) -> Kind | None:
        """Return the kind of danger somebody reports as going on, or None.

        What asks about the law or tells of the past must be surer to be danger; so must
        everything while somebody is `telling` the story of a dispute.
        """
        plain = readable(said)
        needed = self._needed(plain, telling=telling)
        if needed in ("likely", "bare"):
            named = first_match(self.urgent, plain)
            if named is not None:
                return named
        reading = self.intents.read(said)
        chance = reading.total(frozenset(kind.name for kind in self.urgent))
        if chance < self.limits[f"danger_{needed}"]:
            return None
        return max(self.urgent, key=lambda kind: reading.chances[kind.name])

    def _needed(self, plain: str, *, telling: bool) -> str:
        found = self.intents.cues.found(plain).keys()
        if telling or self.guards & found:
            return "sure"
        if len(plain) < SHORT and not self.evidence & found:
            return "sure"  # a keyword or a follow-up like 「个人呢」
        if self.doubts & found:
            return "doubtful"
        return "likely" if self.evidence & found else "bare"

    def chat(self, said: str) -> Kind | None:
        """Return the kind of small talk, or None; a question about the law is none."""
        plain = readable(said)
        reading = self.intents.read(said)
        if reading.chances[LEGAL] >= self.limits["outside_legal"]:
            return None
        if (named := first_match(self.smalltalk, plain)) is not None:
            return named
        return self.smalltalk[-1] if reading.chances[CHAT] >= self.limits["outside_chat"] else None

    def foreign(self, said: str) -> Outside | None:
        """Return what sort of thing outside the service is asked for, or None."""
        plain = readable(said)
        kinds = {kind.name: kind for kind in self.outside}
        if is_gibberish(plain):
            return _clear(kinds[GIBBERISH])
        reading = self.intents.read(said)
        if (named := first_match(self.outside, plain)) is not None:
            return _clear(named)
        return self._likely(reading, kinds)

    def _likely(self, reading: Reading, kinds: Mapping[str, Kind]) -> Outside | None:
        chance = reading.total(frozenset({*kinds, CHAT}))
        if chance < self.limits["outside_likely"]:
            return None
        name = max(kinds, key=lambda kind: reading.chances[kind])
        is_clear = chance >= self.limits["outside_clear"]
        return Outside(name, kinds[name].facts["say"], chance, is_clear, reading.reasons)


def _clear(kind: Kind) -> Outside:
    return Outside(kind.name, kind.facts["say"], chance=1.0, is_clear=True)


def load_scope() -> Scope:
    """Read the patterns and the model as they are shipped."""
    scope, urgent = read_yaml(LEXICON / "scope.yaml"), read_yaml(LEXICON / "urgent.yaml")
    return Scope(
        urgent=read_kinds(urgent["kinds"]),
        evidence=frozenset(urgent["evidence"]),
        doubts=frozenset(urgent["doubts"]),
        guards=frozenset(urgent["guards"]),
        smalltalk=read_kinds(scope["smalltalk"]),
        outside=read_kinds(scope["outside"]),
        commands={name: tuple(map(str, words)) for name, words in scope["commands"].items()},
        limits={
            **{f"danger_{name}": limit for name, limit in urgent["limits"].items()},
            **{f"outside_{name}": limit for name, limit in scope["limits"].items()},
        },
        intents=load_classifier(INTENTS),
    )
