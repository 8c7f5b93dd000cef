"""One-time links: kept as hashes, spent once, and by nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from storage import links, people
from storage.database import Database, Session
from storage.identity import id_of

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


def make(session: Session, *, person_id: int | None = None) -> str:
    return links.make(
        session, purpose="respondent", subject="case:1", expires_at=LATER, person_id=person_id
    )


def person(session: Session, address: str) -> int:
    return id_of(people.meet(session, channel="web", address=address, at=NOON))


def use(session: Session, token: str, by: int | None, at: datetime = NOON) -> bool:
    found = links.use(session, token=token, purpose="respondent", by=by, at=at)
    return found is not None and found.subject == "case:1"


def test_link_is_spent_once_and_stays_with_who_spent_it(database: Database) -> None:
    with database.transaction() as session:
        bob, eve = person(session, "bob"), person(session, "eve")
        token = make(session)

        assert links.look(session, token=token, purpose="respondent", at=NOON) is not None
        assert use(session, token, bob)
        assert use(session, token, bob)
        assert not use(session, token, eve)


def test_link_made_for_one_person_is_nobody_elses(database: Database) -> None:
    with database.transaction() as session:
        bob, eve = person(session, "bob"), person(session, "eve")
        token = make(session, person_id=bob)

        assert not use(session, token, eve)
        assert not use(session, token, None)
        assert use(session, token, bob)


@pytest.mark.parametrize("purpose", ["filing", ""])
def test_link_opens_nothing_else_and_not_for_ever(database: Database, purpose: str) -> None:
    with database.transaction() as session:
        token = make(session)

        assert links.use(session, token=token, purpose=purpose, at=NOON) is None
        assert not use(session, token, None, at=LATER)
        assert links.look(session, token="unknown", purpose="respondent", at=NOON) is None


def test_newer_link_takes_the_place_of_an_unspent_one(database: Database) -> None:
    with database.transaction() as session:
        bob = person(session, "bob")
        old = make(session)
        links.revoke(session, purpose="respondent", subject="case:1")
        new = make(session)

        assert not use(session, old, bob)
        assert use(session, new, bob)


def test_copy_of_the_database_opens_nothing(database: Database) -> None:
    with database.transaction() as session:
        token = make(session)

    with database.reading() as session:
        rows = session.connection().execute(text("select * from links")).fetchall()
    assert all(token not in str(row) for row in rows)


def test_two_people_spending_one_link_at_once_are_one(database: Database) -> None:
    with database.transaction() as session:
        numbers = [person(session, name) for name in ("bob", "eve")]
        token = make(session)

    def spend(number: int) -> bool:
        with database.transaction() as session:
            return use(session, token, number)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(spend, numbers)) == [False, True]
