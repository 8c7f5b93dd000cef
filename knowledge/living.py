"""The knowledge base as it is now: what is shipped, with what the desk published and retired."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date

from knowledge.base import MOST_DAYS, KnowledgeBase
from knowledge.growing import grow
from knowledge.match import Matcher
from knowledge.schema import Entry

# What the desk's entries change nothing about; read once for both.
_SHARED = ("periods", "mediation", "remedies", "prompts", "selfchecks", "search")


@dataclass(frozen=True)
class LivingBase(KnowledgeBase):
    """A knowledge base on top of the shipped one. `added` are the desk's own entries."""

    shipped: KnowledgeBase | None = None
    added: tuple[Entry, ...] = ()

    def matcher(self, on: date) -> Matcher:
        """Return the index of the entries that hold on a day."""
        assert self.shipped is not None  # noqa: S101  # `living` gives it
        known = self._days.get(on)
        if known is None:
            root = self.shipped.matcher(on)
            holding = [entry for entry in self.added if entry.holds_on(on)]
            mine = {entry.id for entry in self.added}
            gone = {one.id for one in root.entries if one.id not in self.entries or one.id in mine}
            known = grow(root, self.policy.weights, holding, gone)
            while len(self._days) >= MOST_DAYS:
                self._days.pop(next(iter(self._days)), None)
            self._days[on] = known
        return known


def living(shipped: KnowledgeBase, added: Sequence[Entry], gone: Collection[str]) -> KnowledgeBase:
    """Return the base with entries added or put in place of others, and some gone."""
    if not added and not gone:
        return shipped
    kept = {key: entry for key, entry in shipped.entries.items() if key not in gone}
    parts = {one.name: getattr(shipped, one.name) for one in fields(KnowledgeBase)}
    parts["entries"] = kept | {entry.id: entry for entry in added}
    made = LivingBase(**parts, shipped=shipped, added=tuple(added))
    for name in _SHARED:
        made.__dict__[name] = getattr(shipped, name)
    return made
