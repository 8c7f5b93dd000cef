"""The calendar is edited, due times follow with history; the roster; watching over the desk."""

from datetime import date, timedelta
from typing import Any

import pytest

from handlers.desk import access, admin_duty, clocks, duty, entry, oversight
from handlers.desk.access import Signed
from handlers.desk.refusals import (
    BadCalendar,
    BadLength,
    BadShift,
    ChangedMeanwhile,
    NotAllowed,
)
from handlers.services import Services
from knowledge.duty import shipped
from storage import audit, escalations, people
from storage import duty as records
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, NOON

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# A Monday's noon in Luoyang is lunch; a term of a working day ends on Tuesday.
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def boss(services: Services) -> Signed:
    """The city's administrator."""
    return desk.officer(services, "boss", roles={Role.ADMIN, Role.SUPERVISOR})


def change(services: Services, boss: Signed, seen: int = 0, **parts: Any) -> int:
    return admin_duty.change(
        services, boss, document=shipped() | parts, seen=seen, reason="国务院办公厅通知", at=NOON
    )


def opened(services: Services) -> int:
    with services.database.transaction() as session:
        person = people.meet(session, channel="web", address="a1", at=NOON)
        claim_by, due_at, seconds = clocks.terms(services, session, at=NOON)
        found = escalations.open_one(
            session,
            person_id=id_of(person),
            question="问",
            reason="asked",
            organ="",
            entry_id="",
            due_at=due_at,
            at=NOON,
            claim_by=claim_by,
            clock_seconds=seconds,
        )
        return id_of(found)


def test_holiday_added_moves_running_clocks_and_keeps_the_old_due_time(
    services: Services, boss: Signed
) -> None:
    number = opened(services)
    with services.database.reading() as session:
        before = escalations.get(session, escalation_id=number).due_at

    moved = change(services, boss, holidays=[TUESDAY.isoformat()])

    assert moved == 1
    with services.database.reading() as session:
        after = escalations.get(session, escalation_id=number).due_at
        assert after == before + DAY
        history = records.moves_of(session, subject=f"question:{number}")
        assert [(one.was, one.now, one.why) for one in history] == [(before, after, "duty:1")]
        assert not duty.current(services, session).calendar.is_working(TUESDAY)


def test_second_administrator_does_not_overwrite_the_first(
    services: Services, boss: Signed
) -> None:
    change(services, boss)

    with pytest.raises(ChangedMeanwhile):
        change(services, boss, seen=0, holidays=["2027-03-01"])

    assert [one.id for one in admin_duty.hours(services, boss).versions] == [1]


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"seasons": []}, "seasons"),
        ({"holidays": ["soon"]}, "holidays"),
        ({"make_up_days": ["soon"]}, "make_up_days"),
        ({"terms": {"claim": "x"}}, "terms"),
        ({"seasons": [{"starts": "01-01", "hours": ["10:00-09:00"]}]}, "hours"),
        ({"holidays": [(TUESDAY + n * DAY).isoformat() for n in range(-1, 90)]}, "holidays"),
    ],
)
def test_calendar_that_can_not_be_counted_with_is_refused(
    services: Services, boss: Signed, parts: dict[str, Any], key: str
) -> None:
    with pytest.raises(BadCalendar) as refused:
        change(services, boss, **parts)

    assert services.wording.say(f"desk.refusal.{refused.value.key}")
    assert refused.value.key == f"bad_calendar.{key}"
    assert admin_duty.hours(services, boss).version == 0


def test_calendar_is_the_citys_and_changes_need_a_reason(services: Services, boss: Signed) -> None:
    local = desk.officer(services, "local", roles={Role.ADMIN}, organ="税务")

    with pytest.raises(NotFound):
        change(services, local)
    with pytest.raises(BadLength):
        admin_duty.change(services, boss, document=shipped(), seen=0, reason=" ", at=NOON)


def test_roster_holds_who_is_on_and_refuses_what_makes_no_shift(
    services: Services, boss: Signed
) -> None:
    worker = desk.officer(services, "li")

    def add(day: date = TUESDAY, starts: str = "09:00", ends: str = "12:00") -> None:
        admin_duty.add_shift(
            services,
            boss,
            officer_id=worker.officer_id,
            day=day,
            starts=starts,
            ends=ends,
            at=NOON,
        )

    add()
    add(starts="12:00", ends="17:00")
    for bad in (
        {"starts": "11:00", "ends": "13:00"},
        {"starts": "17:00", "ends": "09:00"},
        {"starts": "9", "ends": "10"},
        {"day": TUESDAY - 2 * DAY},
        {"day": TUESDAY + 400 * DAY},
    ):
        with pytest.raises(BadShift):
            add(**bad)

    week = admin_duty.week(services, boss, first=TUESDAY - DAY)
    assert [(one.starts, one.officer) for one in week.shifts] == [("09:00", "li"), ("12:00", "li")]
    assert [is_worked for _, is_worked in week.days] == [True] * 5 + [False] * 2
    admin_duty.remove_shift(services, boss, shift_id=week.shifts[0].id, at=NOON)
    with pytest.raises(NotFound):
        admin_duty.remove_shift(services, boss, shift_id=week.shifts[0].id, at=NOON)


def test_lead_of_an_organ_neither_sees_nor_touches_others_shifts(
    services: Services, boss: Signed
) -> None:
    lead = desk.officer(services, "lead", roles={Role.LEAD}, organ="税务")
    admin_duty.add_shift(
        services,
        boss,
        officer_id=boss.officer_id,
        day=TUESDAY,
        starts="09:00",
        ends="12:00",
        at=NOON,
    )

    week = admin_duty.week(services, lead, first=TUESDAY)

    assert week.shifts == ()
    assert set(week.officers.values()) == {"lead"}
    with pytest.raises(NotFound):
        admin_duty.remove_shift(services, lead, shift_id=1, at=NOON)


def test_supervisor_reads_the_chain_by_login_and_the_reading_is_an_event(
    services: Services, boss: Signed
) -> None:
    desk.officer(services, "li")

    found = oversight.events(services, boss, actor="li", at=NOON)

    assert {one.actor for one in found} == {"li"}
    latest = oversight.events(services, boss, at=NOON)[0]
    assert (latest.actor, latest.action) == ("boss", "audit.read")
    assert oversight.prove(services, boss, at=NOON).problems == ()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MEDIATOR, Role.EDITOR, Role.LEAD])
def test_officer_who_does_not_watch_over_the_desk_sees_no_events(
    services: Services, role: Role
) -> None:
    signed = desk.officer(services, roles={role})

    with pytest.raises(NotAllowed):
        oversight.events(services, signed, at=NOON)
    with pytest.raises(NotAllowed):
        oversight.sessions(services, signed, at=NOON)


def test_session_that_idles_ends_and_one_that_is_used_goes_on(services: Services) -> None:
    desk.officer(services, "li")
    ticket = entry.sign_in(services, login="li", password=CHOSEN, client="c", at=NOON, cost=CHEAP)

    for minutes in (50, 100, 150):
        assert access.who(services, token=ticket.token, at=NOON + minutes * MINUTE)

    asked_by_itself = NOON + 205 * MINUTE
    assert access.who(services, token=ticket.token, at=asked_by_itself, is_used=False)
    assert access.who(services, token=ticket.token, at=NOON + 211 * MINUTE) is None


def test_session_ends_after_a_working_day_however_busy(services: Services) -> None:
    desk.officer(services, "li")
    ticket = entry.sign_in(services, login="li", password=CHOSEN, client="c", at=NOON, cost=CHEAP)

    seen = [
        access.who(services, token=ticket.token, at=NOON + minutes * MINUTE) is not None
        for minutes in range(30, 661, 30)
    ]

    assert seen == [True] * 19 + [False] * 3


def test_officer_signs_another_browser_of_theirs_out_but_nobody_elses(services: Services) -> None:
    li, han = desk.officer(services, "li"), desk.officer(services, "han")
    handles = [one.handle for one in oversight.own_sessions(services, han, at=NOON)]

    for handle in (*handles, "", "zz", "%" * 16):
        with pytest.raises(NotFound):
            oversight.revoke(services, li, handle=handle, at=NOON)
    oversight.revoke(services, han, handle=handles[0], at=NOON)

    assert oversight.own_sessions(services, han, at=NOON) == ()


def test_administrator_signs_a_browser_out(services: Services, boss: Signed) -> None:
    desk.officer(services, "li")
    [handle] = [
        one.handle for one in oversight.sessions(services, boss, at=NOON) if not one.is_this
    ]

    oversight.revoke(services, boss, handle=handle, at=NOON)

    assert len(oversight.sessions(services, boss, at=NOON)) == 1


def test_events_of_the_desk_name_no_persons_words(services: Services, boss: Signed) -> None:
    number = desk.hand_over(services, "王小明的电话是13800000000")
    change(services, boss)

    with services.database.reading() as session:
        written = " ".join(event.detail for event in audit.latest(session, limit=50))
    assert number
    assert "王小明" not in written
