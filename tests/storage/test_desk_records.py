"""What the desk remembers: officers, browsers, failures, who has which question."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from storage import escalations, officers, outbox, people, sign_ins
from storage.database import Database, Session
from storage.identity import id_of
from tests.fakes.desk_house import NOON

HOUR = timedelta(hours=1)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def add(session: Session, login: str = "li") -> int:
    officer = officers.add(session, login=login, password_hash="hash", at=NOON)
    assert officer is not None
    return id_of(officer)


def ask(session: Session, *, due_in: timedelta = MINUTE) -> int:
    person = people.meet(session, channel="web", address="a1", at=NOON)
    opened = escalations.open_one(
        session,
        person_id=id_of(person),
        question="?",
        reason="asked",
        organ="",
        entry_id="",
        due_at=NOON + due_in,
        at=NOON,
    )
    return id_of(opened)


def sign_in(session: Session, officer_id: int, token: str) -> None:
    sign_ins.sign_in(
        session,
        officer_id=officer_id,
        token=token,
        form_token="form",
        at=NOON,
        expires_at=NOON + MINUTE,
    )


def test_login_is_given_once(session: Session) -> None:
    number = add(session)

    again = officers.add(session, login="li", password_hash="other", at=NOON)

    assert again is None
    assert officers.logins(session, officer_ids=[number, 404]) == {number: "li"}


def test_new_password_signs_every_browser_out_and_may_have_to_be_changed(session: Session) -> None:
    number = add(session)
    sign_in(session, number, "t1")

    officers.change_password(session, officer_id=number, password_hash="new", must_change=True)

    officer = officers.by_login(session, login="li")
    assert officer is not None
    assert (officer.password_hash, officer.must_change) == ("new", True)
    assert sign_ins.signed_in(session, token="t1", at=NOON, idle=HOUR) is None


def test_browsers_of_the_past_are_forgotten_when_somebody_signs_in(session: Session) -> None:
    number = add(session)
    sign_in(session, number, "t1")

    sign_ins.sign_in(
        session,
        officer_id=number,
        token="t2",
        form_token="form",
        at=NOON + MINUTE,
        expires_at=NOON + 2 * MINUTE,
    )

    assert sign_ins.signed_in(session, token="t1", at=NOON, idle=HOUR) is None
    assert sign_ins.signed_in(session, token="t2", at=NOON, idle=HOUR) is not None


def test_failures_are_counted_by_name_taken_back_and_forgotten(session: Session) -> None:
    first = sign_ins.failed(session, who="a", at=NOON, keep=10 * MINUTE)
    sign_ins.failed(session, who="a", at=NOON + MINUTE, keep=10 * MINUTE)
    sign_ins.failed(session, who="b", at=NOON + MINUTE, keep=10 * MINUTE)

    assert sign_ins.failures(session, who="a", since=NOON) == [NOON, NOON + MINUTE]
    sign_ins.forgive(session, attempt_id=first)
    assert sign_ins.failures(session, who="a", since=NOON) == [NOON + MINUTE]
    sign_ins.forgive_all(session, who="a")
    assert sign_ins.failures(session, who="a", since=NOON) == []
    sign_ins.failed(session, who="c", at=NOON + 20 * MINUTE, keep=10 * MINUTE)
    assert sign_ins.failures(session, who="b", since=NOON) == []


def test_message_is_found_by_its_key(session: Session) -> None:
    person = people.meet(session, channel="web", address="a1", at=NOON)
    put = outbox.put(
        session, person_id=id_of(person), channel="web", key="k", body={"a": 1}, at=NOON
    )

    assert put is not None
    assert outbox.find(session, key="k") is put
    assert outbox.find(session, key="other") is None
