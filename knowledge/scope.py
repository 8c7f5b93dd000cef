"""Tell what is not a question about the law: danger, small talk, and what we don't do.

Danger has recall first: a false alarm costs a line of text, a missed one may cost a
life. The patterns are data in `lexicon/urgent.yaml` and `lexicon/scope.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.files import LEXICON, read_yaml
from knowledge.patterns import Kind, first_match, read_kinds
from knowledge.text import bare, normalise

LONGEST_COMMAND = 12
# A command of one or two characters must be typed right; a longer one may have one wrong.
_NEAR = {1: 100, 2: 100, 3: 66, 4: 75}


@dataclass(frozen=True)
class Scope:
    """Patterns of danger, small talk and things outside the service."""

    urgent: tuple[Kind, ...]
    smalltalk: tuple[Kind, ...]
    outside: tuple[Kind, ...]
    commands: Mapping[str, tuple[str, ...]]

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

    def danger(self, said: str) -> Kind | None:
        """Return the kind of danger somebody reports, or None."""
        return first_match(self.urgent, bare(normalise(said)))

    def chat(self, said: str) -> Kind | None:
        """Return the kind of small talk, or None."""
        return first_match(self.smalltalk, bare(normalise(said)))

    def foreign(self, said: str) -> Kind | None:
        """Return what sort of thing outside the service is asked for, or None."""
        plain = normalise(said)
        return first_match(self.outside, bare(plain) or plain)


def load_scope() -> Scope:
    """Read the patterns as they are shipped."""
    scope = read_yaml(LEXICON / "scope.yaml")
    return Scope(
        urgent=read_kinds(read_yaml(LEXICON / "urgent.yaml")),
        smalltalk=read_kinds(scope["smalltalk"]),
        outside=read_kinds(scope["outside"]),
        commands={name: tuple(map(str, words)) for name, words in scope["commands"].items()},
    )
