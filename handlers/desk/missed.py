"""What people asked and we missed, like questions together: the editor's list of what to write."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.desk import access, entry_starts, masking
from handlers.desk.access import Signed
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import clusters
from knowledge.policy import Verdict
from storage import missed
from storage.database import Session
from storage.errors import NotFound
from storage.lifecycle import Role
from storage.missed import Missed

LOOKED_BACK = timedelta(days=90)
LOOKED_AT = 800
SHOWN = 40
EXAMPLES = 5
LONGEST_EXAMPLE = 90


@dataclass(frozen=True)
class Heap:
    """Questions that ask the same. `answered_by` is the entry that would answer them today."""

    id: int
    count: int
    newest: datetime
    examples: Sequence[str]
    why: Mapping[str, int]
    answered_by: str


def listing(services: Services, signed: Signed, *, at: datetime) -> Sequence[Heap]:
    """Return the heaps, the largest first; that the words were read is written down.

    Raises:
        NotAllowed: the officer is no editor.
        NotFound: they are one organ's: nobody knows whose these questions are.
    """
    _gate(signed)
    with services.database.reading() as session:
        found = _heaps(session, at)[:SHOWN]
    masking.saw(services, signed, subject="missed", at=at)
    today = at.astimezone(LOCAL).date()
    return [_heap(services, rows, today) for rows in found]


def draft(services: Services, signed: Signed, heap_id: int, *, at: datetime) -> int:
    """Draft an entry from a heap as it is now; return the version.

    Raises:
        NotAllowed: the officer is no editor.
        NotFound: there is no such heap for them.
    """
    _gate(signed)
    with services.database.transaction() as session:
        rows = next((one for one in _heaps(session, at) if one[-1].answer_id == heap_id), None)
        if rows is None:
            raise NotFound(f"missed questions {heap_id}")
        said = list(dict.fromkeys(masking.numbers(one.text) for one in rows))
        start = entry_starts.Start(said[0], said, f"missed:{heap_id}")
        return entry_starts.begin(services, session, signed, start, at=at)


def _gate(signed: Signed) -> None:
    access.require(signed, Role.EDITOR)
    access.must_see(signed, "")


def _heaps(session: Session, at: datetime) -> list[list[Missed]]:
    """Return the heaps; the oldest question of each, which stays the same, names it."""
    rows = missed.lately(session, since=at - LOOKED_BACK, limit=LOOKED_AT)
    found = clusters.heaps([row.text for row in rows])
    return [[rows[place] for place in places] for places in found]


def _heap(services: Services, rows: Sequence[Missed], today: date) -> Heap:
    texts = dict.fromkeys(masking.numbers(" ".join(row.text.split())) for row in rows)
    base = services.knowledge
    now = base.find(rows[0].text, today)
    answered = now.verdict is Verdict.SURE
    return Heap(
        id=rows[-1].answer_id,
        count=len(rows),
        newest=rows[0].at,
        examples=[text[:LONGEST_EXAMPLE] for text in texts][:EXAMPLES],
        why=dict(Counter(row.why for row in rows).most_common()),
        answered_by=base.entries[now.entry_ids[0]].title if answered else "",
    )
