"""Cases get numbers without gaps or doubles, move along their arrows, and stay their owner's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from storage import cases, people
from storage.case_lifecycle import CaseAct, Hand
from storage.case_tables import Case
from storage.database import Database, Session
from storage.errors import IllegalMove, NotFound, Stale
from storage.identity import id_of

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def file(session: Session, *, who: str = "a", year: int = 2026) -> Case:
    person = people.meet(session, channel="web", address=who, at=NOON)
    return cases.file(
        session,
        person_id=id_of(person),
        category="劳动争议",
        district="涧西区",
        application={"applicant": "张三", "claim": "两个月工资"},
        decide_by=date(2026, 11, 30),
        local_year=year,
        at=NOON,
    )


def test_numbers_run_by_year(database: Database) -> None:
    with database.transaction() as session:
        numbers = [file(session, year=year).number for year in (2026, 2026, 2027)]

    assert numbers == ["LY-TJ-2026-000001", "LY-TJ-2026-000002", "LY-TJ-2027-000001"]


def test_two_people_filing_at_once_get_different_numbers(database: Database) -> None:
    def file_alone(n: int) -> str:
        with database.transaction() as session:
            return file(session, who=f"person {n}").number

    with database.transaction() as session:
        file(session)
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(file_alone, range(12)))

    assert len(set(numbers)) == 12


def test_application_is_sealed_in_the_table(database: Database) -> None:
    with database.transaction() as session:
        case = file(session)
        assert cases.application_of(session, case)["applicant"] == "张三"

    with database.reading() as session:
        stored = session.connection().execute(text("select sealed_application from cases"))
        assert "张三" not in stored.scalar_one()


def test_only_the_owner_finds_a_case_by_number(database: Database) -> None:
    with database.transaction() as session:
        case = file(session, who="owner")
        stranger = people.meet(session, channel="web", address="stranger", at=NOON)

        mine = cases.by_number(session, number=case.number, person_id=case.person_id)
        theirs = cases.by_number(session, number=case.number, person_id=id_of(stranger))

    assert mine is not None
    assert theirs is None


def accept(session: Session, case: Case, *, seen: int | None = None, reason: str = "") -> Case:
    return cases.move(
        session,
        case_id=id_of(case),
        act=CaseAct.ACCEPT,
        hand=Hand.CLERK,
        by="officer:1",
        at=NOON,
        reason=reason,
        seen=seen,
    )


def test_moves_follow_the_table_and_leave_events(database: Database) -> None:
    with database.transaction() as session:
        case = file(session)
        accept(session, case, reason="材料齐全")
        with pytest.raises(IllegalMove):
            accept(session, case)

        events = cases.events_of(session, case_id=id_of(case))
        reasons = [cases.reason_of(session, event) for event in events]

    assert [(one.act, one.to, one.hand) for one in events] == [
        ("file", "filed", "applicant"),
        ("accept", "accepted", "clerk"),
    ]
    assert reasons == ["", "材料齐全"]


def test_page_drawn_from_an_older_version_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        case = file(session)
        seen = case.version
        accept(session, case, seen=seen)

        with pytest.raises(Stale):
            accept(session, case, seen=seen)
        assert case.version == seen + 1
        assert len(cases.events_of(session, case_id=id_of(case))) == 2


def test_two_officers_deciding_at_once_decide_once(database: Database) -> None:
    with database.transaction() as session:
        case = file(session)
        case_id, seen = id_of(case), case.version

    def decide(act: CaseAct) -> str:
        try:
            with database.transaction() as session:
                cases.move(
                    session,
                    case_id=case_id,
                    act=act,
                    hand=Hand.CLERK,
                    by="officer:1",
                    at=NOON,
                    seen=seen,
                )
        except Stale:
            return "stale"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(decide, [CaseAct.ACCEPT, CaseAct.REFUSE]))

    assert results == ["done", "stale"]


def test_reason_is_sealed_in_the_table(database: Database) -> None:
    with database.transaction() as session:
        accept(session, file(session), reason="张三的材料齐全")

    with database.reading() as session:
        stored = session.connection().execute(text("select sealed_reason from case_events"))
        assert all("张三" not in (row[0] or "") for row in stored.fetchall())


def test_moving_an_unknown_case_is_not_found(database: Database) -> None:
    with database.transaction() as session, pytest.raises(NotFound):
        cases.lock(session, case_id=404)
