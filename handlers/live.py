"""What this process answers with now: the shipped knowledge, and what the desk made of it.

A number in the database counts every change; it is read before each turn, so that what
one process publishes or switches off holds in every other at once. Switches take effect
before a new index is ready; whoever asks meanwhile is answered from the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from zoneinfo import ZoneInfo

import structlog

from knowledge import entry_check
from knowledge.base import KnowledgeBase
from knowledge.living import living
from knowledge.schema import Entry
from storage import entry_versions, knowledge_revision, switches
from storage.database import Database, Session
from storage.lifecycle import EntryStatus
from storage.switches import Kind

log = structlog.get_logger()

_LOCAL = ZoneInfo("Asia/Shanghai")
SHIPPED = 0


@dataclass(frozen=True)
class Held:
    """What the bot may not answer with at the moment, as pairs of kind and target."""

    targets: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_any(self) -> bool:
        """Whether anything is switched off."""
        return bool(self.targets)

    def holds(self, entry: Entry) -> bool:
        """Whether an entry may not be said."""
        return not self.targets.isdisjoint({(Kind.ENTRY, entry.id), (Kind.DOMAIN, entry.domain)})

    def silences(self, channel: str) -> bool:
        """Whether nothing may be answered on a channel."""
        return not self.targets.isdisjoint({(Kind.BOT, ""), (Kind.CHANNEL, channel)})


class Live:
    """One per process. `base`, `held` and `numbers` are replaced as a whole, never changed."""

    def __init__(self, shipped: KnowledgeBase) -> None:
        """Begin with what is shipped; `catch_up` reads the rest."""
        self.shipped = shipped
        self.base = shipped
        self.held = Held()
        self.numbers: Mapping[str, int] = {}
        self._revision = 0
        self._lock = Lock()

    def catch_up(self, database: Database, *, at: datetime, wait: bool = False) -> None:
        """Read what changed since the last time; almost always one number, and nothing.

        Only one thread makes a new index. Others go on with the old one, unless they `wait`.
        """
        with database.reading() as session:
            revision = knowledge_revision.number(session)
            if revision == self._revision:
                return
            off = switches.in_force(session)
            self.held = Held(frozenset((one.kind, one.target) for one in off))
            if not self._lock.acquire(blocking=wait):
                return
            try:
                self._read(session, at)
                self._revision = revision
            finally:
                self._lock.release()

    def edition(self, entry: Entry) -> str:
        """Return which wording of an entry is said: the desk's number, or the shipped day."""
        number = self.numbers.get(entry.id, SHIPPED)
        return f"v{number}" if number else entry.reviewed.date.isoformat()

    def _read(self, session: Session, at: datetime) -> None:
        known = {entry.domain for entry in self.shipped.entries.values()}
        added, gone, numbers = [], set(), {}
        for row in entry_versions.live(session):
            if row.status == EntryStatus.RETIRED:
                gone.add(row.entry_id)
                continue
            entry = entry_check.read_entry(row.entry_id, entry_versions.body_of(row))
            if not isinstance(entry, Entry) or entry.domain not in known:
                log.error("entry_unreadable", entry=row.entry_id, number=row.number)
                continue  # written for another release; what is shipped answers instead
            added.append(entry)
            numbers[row.entry_id] = row.number
        base = living(self.shipped, added, gone)
        base.matcher(at.astimezone(_LOCAL).date())
        self.base, self.numbers = base, numbers
