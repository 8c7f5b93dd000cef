"""The draft of a mediation request: which fields it has, which is asked next, what is valid.

Pure: an unreadable answer returns a complaint and the same draft. The drawing is
docs/diagrams/mediation-filing.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.text import normalise

# Field → least and most characters; in the order they are asked.
FIELDS: Mapping[str, tuple[int, int]] = {
    "category": (2, 16),
    "district": (2, 16),
    "facts": (10, 2000),
    "claim": (4, 300),
    "other_party": (2, 120),
    "applicant": (2, 30),
    "phone": (7, 20),
}
TOTAL = len(FIELDS)
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{7,8}")

Complaint = tuple[str, dict[str, object]]


def check_field(key: str, said: str) -> Complaint | None:
    """Return what is wrong with an answer, as a wording key with its values, or None."""
    least, most = FIELDS[key]
    plain = normalise(said)
    if key == "phone":
        compact = re.sub(r"[\s()（）-]", "", plain)
        return None if _PHONE.fullmatch(compact) else ("bad_phone", {})
    if key == "applicant":
        named = re.fullmatch(r"[\w\u4e00-\u9fff·. ()（）]+", plain) and re.search(r"\D", plain)
        return None if named and least <= len(plain) <= most else ("bad_name", {})
    if len(plain) < least:
        return "too_short", {"least": least}
    if len(plain) > most:
        return "too_long_field", {"most": most}
    return None


@dataclass(frozen=True)
class Draft:
    """A request being filled in. `at` is the step whose answer is awaited."""

    at: str
    fields: dict[str, str] = field(default_factory=dict)
    has_agreed: bool = False
    is_saved: bool = False

    @classmethod
    def fresh(cls) -> "Draft":
        """A request that starts with the story."""
        return cls("story")

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> "Draft | None":
        """Read a draft from the dialogue state; None when there is none."""
        return cls(**state) if state else None

    def as_state(self) -> dict[str, Any]:
        """Return the draft as the dialogue keeps it."""
        return dict(vars(self))

    def told(self, story: str, *, category: str, district: str) -> "Draft":
        """Take the story: it is the facts, and what it gave away is not asked again."""
        fields = {"facts": story.strip()[: FIELDS["facts"][1]]}
        if category in ("", "not_mediable", "admin_dispute_settlement"):
            category = ""
        fields |= {
            key: value for key, value in (("category", category), ("district", district)) if value
        }
        return replace(self, at="offered", fields=fields)

    def applying(self) -> "Draft":
        """Ask for consent before any personal data, once."""
        return self._next() if self.has_agreed else replace(self, at="consent")

    def agreed(self) -> "Draft":
        """Go on to the first field that is missing."""
        return replace(self, has_agreed=True)._next()

    def filled(self, said: str) -> "Draft":
        """Take the awaited field's answer and go on."""
        return replace(self, fields={**self.fields, self.at: said})._next()

    def changing(self, key: str) -> "Draft":
        """Ask for one field again."""
        return replace(self, at=key) if self.has_agreed else self

    def back(self) -> "Draft":
        """Return to the field before, whose answer is then asked again."""
        if self.at not in FIELDS:
            return self
        before = list(FIELDS)[: list(FIELDS).index(self.at)]
        return replace(self, at=before[-1]) if before else replace(self, at="consent")

    def saved(self) -> "Draft":
        """Put the request aside; other questions are let through."""
        return replace(self, is_saved=True)

    def woken(self) -> "Draft":
        """Take the request up again."""
        return replace(self, is_saved=False)

    @property
    def place(self) -> int:
        """How far the request is, from 1 to `TOTAL`."""
        return list(FIELDS).index(self.at) + 1 if self.at in FIELDS else TOTAL

    def _next(self) -> "Draft":
        short = {"facts": FIELDS["facts"][0]}
        for key in FIELDS:
            if len(self.fields.get(key, "")) < short.get(key, 1):
                return replace(self, at=key)
        return replace(self, at="summary")
