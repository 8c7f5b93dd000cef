"""The queue of handed-over questions: its views, filters, counts and search.

What people wrote is sealed, so text is searched by opening the newest `SEARCHED` questions
the officer may see: that takes a fifth of a second, leaves no word in the database in the
open, and says so when older ones were not looked at. Codes are found among all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers.desk import access, citizens, duty, masking, notices
from handlers.desk.access import Signed
from handlers.desk.citizens import Citizen
from handlers.desk.moves import WORKS
from handlers.services import Services
from knowledge.duty import Duty
from storage import escalation_queue, escalations, officers, organs
from storage.database import Session
from storage.escalation_queue import Filters, Sight, View
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus, Role

PAGE = 40
SEARCHED = 2000
LONGEST_SEARCH = 60
SEES = (*WORKS, Role.SUPERVISOR, Role.EDITOR)
_CODE = re.compile(r"(?:WT-?)?0*(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What an officer wants to see of the queue."""

    view: View = View.ALL
    text: str = ""
    page: int = 1
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Question:
    """A handed-over question as the desk lists it.

    `left` is working time, negative when it is overdue; while the clock stands it is what
    will be left.
    """

    id: int
    code: str
    text: str
    who: Citizen
    topic: str
    reason: str
    organ: str
    unit: str
    district: str
    status: EscalationStatus
    opened_at: datetime
    due_at: datetime
    left: timedelta
    officer: str
    is_mine: bool
    is_paused: bool
    version: int
    level: int

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been answered by now."""
        return self.left <= timedelta(0) and self.status in escalations.OPEN

    @property
    def is_soon(self) -> bool:
        """Whether little time is left."""
        return self.left < timedelta(hours=2) and self.status in escalations.OPEN


@dataclass(frozen=True)
class Queue:
    """A page of a view, how many each view has, and the choices of the filters."""

    questions: tuple[Question, ...]
    counts: dict[View, int]
    total: int
    page: int
    pages: int
    is_cut: bool
    organs: tuple[str, ...]


def sight(signed: Signed) -> Sight:
    """Return what an officer may see."""
    return Sight(signed.officer_id, signed.organ, signed.group_id, signed.districts)


def count(services: Services, signed: Signed, *, at: datetime) -> dict[View, int]:
    """Return how many questions each view has for this officer."""
    access.require(signed, *SEES)
    with services.database.reading() as session:
        return dict(escalation_queue.counts(session, sight(signed), at=at))


def overview(
    services: Services, signed: Signed, *, at: datetime, wanted: Wanted | None = None
) -> Queue:
    """Return a page of the queue.

    Raises:
        NotAllowed: the officer's roles have nothing to do with questions.
    """
    access.require(signed, *SEES)
    asked = wanted or Wanted()
    with services.database.reading() as session:
        seen, is_cut = sight(signed), False
        if asked.text.strip():
            found, is_cut = _search(services, session, seen, asked.text)
            asked = replace(asked, filters=replace(asked.filters, ids=found))
        total = escalation_queue.count(session, seen, asked.view, asked.filters, at=at)
        pages = max(1, -(-total // PAGE))
        page = min(max(asked.page, 1), pages)
        rows = escalation_queue.listing(
            session,
            seen,
            asked.view,
            asked.filters,
            at=at,
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        return Queue(
            questions=listed(services, session, signed, rows, at=at),
            counts=dict(escalation_queue.counts(session, seen, at=at)),
            total=total,
            page=page,
            pages=pages,
            is_cut=is_cut,
            organs=_organs(session, signed),
        )


def listed(
    services: Services,
    session: Session,
    signed: Signed,
    rows: Iterable[Escalation],
    *,
    at: datetime,
) -> tuple[Question, ...]:
    """Return questions as the desk lists them."""
    found = tuple(rows)
    people = citizens.of_ids(services, session, {row.person_id for row in found})
    owners = {row.officer_id for row in found if row.officer_id}
    logins = officers.logins(session, officer_ids=owners)
    clock = duty.current(services, session)
    return tuple(_shown(services, session, row, signed, people, logins, clock, at) for row in found)


def _shown(
    services: Services,
    session: Session,
    row: Escalation,
    signed: Signed,
    people: dict[int, Citizen],
    logins: dict[int, str],
    clock: Duty,
    at: datetime,
) -> Question:
    entry = services.knowledge.entries.get(row.entry_id)
    return Question(
        id=id_of(row),
        code=notices.code(services, id_of(row)),
        text=masking.numbers(escalations.question_of(session, row)),
        who=people[row.person_id],
        topic=entry.title if entry else "",
        reason=row.reason,
        organ=row.about_organ,
        unit=notices.unit(services, session, row),
        district=row.district,
        status=EscalationStatus(row.status),
        opened_at=row.opened_at,
        due_at=row.due_at,
        left=_left(row, clock, at),
        officer=logins.get(row.officer_id or 0, ""),
        is_mine=row.officer_id == signed.officer_id,
        is_paused=row.clock_from is None and row.status == EscalationStatus.ASKED,
        version=row.version,
        level=row.level,
    )


def _left(row: Escalation, clock: Duty, at: datetime) -> timedelta:
    if row.clock_from is None and row.clock_seconds:
        return timedelta(seconds=row.clock_seconds)
    if row.due_at <= at:
        return -max(clock.worked_between(row.due_at, at), timedelta(minutes=1))
    return clock.worked_between(at, row.due_at)


def _search(
    services: Services, session: Session, seen: Sight, text: str
) -> tuple[tuple[int, ...], bool]:
    """Return the questions a search finds, and whether older ones were not looked at."""
    words = text[:LONGEST_SEARCH].casefold().split()
    rows = escalation_queue.window(session, seen, size=SEARCHED + 1)
    is_cut, rows = len(rows) > SEARCHED, rows[:SEARCHED]
    people = citizens.of_ids(services, session, {row.person_id for row in rows})
    found = {
        id_of(row)
        for row in rows
        if _holds(words, escalations.question_of(session, row), people[row.person_id].full)
    }
    if code := _CODE.fullmatch(text.strip()):
        found.add(int(code[1]))
    return tuple(sorted(found)), is_cut


def _holds(words: list[str], *texts: str) -> bool:
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in words)


def _organs(session: Session, signed: Signed) -> tuple[str, ...]:
    if signed.organ:
        return ()
    found = {one.organ for one in officers.everybody(session) if one.is_active}
    found |= {one.organ for one in organs.groups(session)}
    return tuple(sorted(found - {""}))
