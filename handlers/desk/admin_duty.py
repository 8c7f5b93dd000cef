"""Working hours, holidays, terms and the roster, as the city's administrator keeps them.

Changing the calendar times every running clock anew in the same transaction, with the
old and the new due time kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.desk import clocks
from handlers.desk.access import Signed, may_see, must_see, require
from handlers.desk.letters import checked
from handlers.desk.refusals import BadCalendar, BadShift, ChangedMeanwhile
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import duty
from knowledge.duty import BadDuty
from storage import audit, officers
from storage import duty as records
from storage.errors import NotFound, Stale
from storage.identity import id_of
from storage.lifecycle import Role

LONGEST_REASON = 200
VERSIONS_SHOWN = 20
WEEK = 7
FARTHEST_SHIFT = timedelta(days=366)
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Version:
    """A document that was in force: which, since when, who put it there and why."""

    id: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Hours:
    """The document in force as an administrator edits it, and those before it."""

    version: int
    document: Mapping[str, Any]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Shift:
    """A shift on the roster."""

    id: int
    day: date
    starts: str
    ends: str
    officer: str


@dataclass(frozen=True)
class Week:
    """Seven days of the roster, whether each is worked, and who may be put there."""

    days: tuple[tuple[date, bool], ...]
    shifts: tuple[Shift, ...]
    officers: Mapping[int, str]


def hours(services: Services, signed: Signed) -> Hours:
    """Return the document in force and its history.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: they are an organ's, and the calendar is the city's.
    """
    _require_city(signed)
    with services.database.reading() as session:
        version, document = records.in_force(session)
        kept = records.versions(session, limit=VERSIONS_SHOWN)
        rows = tuple(Version(id_of(one), one.reason, one.by, one.at) for one in kept)
        shipped = duty.shipped()
        found = document or shipped
        # A term that is newer than the document has its shipped length.
        terms = shipped["terms"] | found.get("terms", {})
        return Hours(version, found | {"terms": terms}, rows)


def change(
    services: Services,
    signed: Signed,
    *,
    document: Mapping[str, Any],
    seen: int,
    reason: str,
    at: datetime,
) -> int:
    """Put another document in force and return how many due times moved.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: they are an organ's, and the calendar is the city's.
        BadLength: no reason was given, or too long a one.
        BadCalendar: the document can't be counted with; says which part.
        ChangedMeanwhile: somebody changed it since the page was opened.
    """
    _require_city(signed)
    said = checked(reason, most=LONGEST_REASON)
    by = f"officer:{signed.officer_id}"
    try:
        duty.read(document, services.knowledge.calendar).next_on(at)
        with services.database.transaction() as session:
            version = records.change(
                session, document=document, seen=seen, reason=said, by=by, at=at
            )
            moved = clocks.recount(services, session, why=f"duty:{version}", at=at)
            audit.record(
                session,
                actor=by,
                action="duty.changed",
                subject=f"duty:{version}",
                at=at,
                detail={"moved": moved},
            )
            return moved
    except BadDuty as error:
        raise BadCalendar(part=str(error)) from error
    except Stale as error:
        raise ChangedMeanwhile from error


def week(services: Services, signed: Signed, *, first: date) -> Week:
    """Return seven days of the roster, of the officers in reach.

    Raises:
        NotAllowed: the officer is neither administrator nor lead.
    """
    require(signed, Role.ADMIN, Role.LEAD)
    with services.database.reading() as session:
        rows = records.roster(session, first=first, days=WEEK)
        _, document = records.in_force(session)
        calendar = duty.read(document or duty.shipped(), services.knowledge.calendar).calendar
        days = [first + timedelta(days=number) for number in range(WEEK)]
        return Week(
            days=tuple((day, calendar.is_working(day)) for day in days),
            shifts=tuple(
                Shift(id_of(shift), shift.day, shift.starts, shift.ends, one.name or one.login)
                for shift, one in rows
                if may_see(signed, one.organ)
            ),
            officers={
                id_of(one): one.name or one.login
                for one in officers.active_in(session)
                if may_see(signed, one.organ)
            },
        )


def add_shift(
    services: Services,
    signed: Signed,
    *,
    officer_id: int,
    day: date,
    starts: str,
    ends: str,
    at: datetime,
) -> None:
    """Put an officer on the roster.

    Raises:
        NotAllowed: the officer is neither administrator nor lead.
        NotFound: there is no such officer in reach.
        BadShift: the times don't make a shift, the day is past or far off, or it overlaps.
    """
    require(signed, Role.ADMIN, Role.LEAD)
    today = at.astimezone(LOCAL).date()
    is_shift = bool(_HOURS.fullmatch(starts) and _HOURS.fullmatch(ends))
    if not is_shift or time.fromisoformat(starts) >= time.fromisoformat(ends):
        raise BadShift
    if not today <= day <= today + FARTHEST_SHIFT:
        raise BadShift
    with services.database.transaction() as session:
        found = officers.get(session, officer_id=officer_id)
        must_see(signed, found.organ)
        if not found.is_active:
            raise NotFound(f"officer {officer_id} has left")
        others = [
            shift
            for shift, _ in records.roster(session, first=day, days=1)
            if shift.officer_id == officer_id
        ]
        if any(starts < other.ends and other.starts < ends for other in others):
            raise BadShift
        records.add_shift(session, officer_id=officer_id, day=day, starts=starts, ends=ends)
        audit.record(
            session,
            actor=f"officer:{signed.officer_id}",
            action="roster.added",
            subject=f"officer:{officer_id}",
            at=at,
            detail={"day": day.isoformat(), "starts": starts, "ends": ends},
        )


def remove_shift(services: Services, signed: Signed, *, shift_id: int, at: datetime) -> None:
    """Take a shift off the roster.

    Raises:
        NotAllowed: the officer is neither administrator nor lead.
        NotFound: there is none with this id in reach.
    """
    require(signed, Role.ADMIN, Role.LEAD)
    with services.database.transaction() as session:
        shift = records.shift_of(session, shift_id=shift_id)
        must_see(signed, officers.get(session, officer_id=shift.officer_id).organ)
        records.remove_shift(session, shift_id=shift_id)
        audit.record(
            session,
            actor=f"officer:{signed.officer_id}",
            action="roster.removed",
            subject=f"officer:{shift.officer_id}",
            at=at,
            detail={"day": shift.day.isoformat(), "starts": shift.starts},
        )


def _require_city(signed: Signed) -> None:
    require(signed, Role.ADMIN)
    must_see(signed, "")
