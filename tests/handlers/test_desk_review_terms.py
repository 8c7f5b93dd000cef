"""A draft does not rot: reviews have a term in working time, and reviewers are told."""

from datetime import timedelta

import pytest

from handlers import timers
from handlers.desk import approving_clocks, duty, editing_pages
from handlers.desk.access import Signed
from handlers.services import Services
from storage import entry_versions, jobs, officer_channels, outbox, people
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes import entry_house as house
from tests.fakes.desk_house import NOON

YEAR = NOON + timedelta(days=365)


@pytest.fixture
def li(services: Services) -> Signed:
    """Writes."""
    return desk.officer(services, "li", roles={Role.OFFICER, Role.EDITOR})


@pytest.fixture
def wang(services: Services) -> Signed:
    """Reviews; bound on another channel, as li is."""
    return desk.officer(services, "wang", roles={Role.EDITOR})


def bind(session: Session, signed: Signed) -> None:
    person = people.meet(session, channel="telegram", address=signed.login, at=NOON)
    code = f"code of {signed.login}"
    officer_channels.offer(session, officer_id=signed.officer_id, code=code, expires_at=YEAR)
    officer_channels.bind(session, channel="telegram", address=person.address, code=code, at=NOON)


def told(services: Services, login: str) -> list[str]:
    with services.database.reading() as session:
        person = people.find(session, channel="telegram", address=login)
        assert person is not None
        rows = outbox.latest(session, person_id=id_of(person), limit=20)
        return [str(outbox.body_of(session, row)["parts"][0]["text"]) for row in rows]


def run_all(services: Services) -> None:
    """Run every job there is for reviews, however far off."""
    with services.database.transaction() as session:
        while (job := jobs.take_due(session, at=YEAR)) is not None:
            if job.kind == approving_clocks.JOB:
                payload = jobs.payload_of(session, job)
                approving_clocks.run(services, session, payload, YEAR)
            jobs.done(session, job, at=YEAR)


def test_reviewer_is_told_and_warned_and_the_writer_is_not(
    services: Services, li: Signed, wang: Signed
) -> None:
    with services.database.transaction() as session:
        bind(session, li)
        bind(session, wang)
    house.submitted(services, li)
    run_all(services)

    heard = told(services, "wang")

    assert ["等您审核" in heard[0], "快到期" in heard[1], "已逾期" in heard[2]] == [True] * 3
    assert told(services, "li") == []


def test_decided_version_warns_nobody_and_its_term_ends(
    services: Services, li: Signed, wang: Signed
) -> None:
    with services.database.transaction() as session:
        bind(session, wang)
    number = house.submitted(services, li)
    house.agree(services, wang, number)
    run_all(services)

    assert len(told(services, "wang")) == 1
    assert editing_pages.show(services, wang, number, at=YEAR).row.due_at is None


def test_each_review_has_its_own_term_in_working_time(
    services: Services, li: Signed, wang: Signed
) -> None:
    number = house.submitted(services, li, {**house.FIELDS, "risk": "高"})
    with services.database.reading() as session:
        terms = duty.current(services, session)
        first = entry_versions.get(session, version_id=number).due_at
    house.agree(services, wang, number)

    with services.database.reading() as session:
        second = entry_versions.get(session, version_id=number).due_at

    assert first == terms.due_after(NOON, terms.terms["review"])
    assert second == terms.due_after(NOON, terms.terms["legal_review"])
    row = editing_pages.show(services, wang, number, at=YEAR).row
    assert row.is_late


def test_job_of_a_review_is_one_the_clock_knows() -> None:
    assert timers.RUNNERS[approving_clocks.JOB] is approving_clocks.run
