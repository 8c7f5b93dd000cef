"""Mediation cases at the desk: seen in order, masked, with what each officer may do."""

from datetime import timedelta

import pytest

from handlers.desk import cases, referrals
from handlers.desk.refusals import NotAllowed
from handlers.services import Services
from storage import audit
from storage.errors import IllegalMove, NotFound
from storage.lifecycle import Role
from tests.fakes import desk_house
from tests.fakes.case_house import (
    MONDAY,
    SECRET_ID,
    SECRET_PHONE,
    CaseHouse,
)


@pytest.fixture
def house(services: Services) -> CaseHouse:
    """Everybody in a case."""
    return CaseHouse(services)


def test_open_cases_are_listed_by_the_period_that_ends_first(house: CaseHouse) -> None:
    late = house.file("其他")
    house.now += timedelta(days=2)
    soon = house.file("消费者权益投诉")
    house.now += timedelta(days=20)
    over = house.file("其他")
    house.act("refuse", text="不属于调解范围。")

    found = cases.overview(house.services, house.chen, at=house.now)
    closed = cases.overview(house.services, house.chen, at=house.now, is_open=False)

    assert [(case.id, case.is_late) for case in found] == [(late, True), (soon, True)]
    assert found[0].period == "decide"
    assert [case.id for case in closed] == [over]


def test_numbers_that_name_a_person_are_hidden_until_asked_for(house: CaseHouse) -> None:
    number = house.file("其他")

    masked = cases.detail(house.services, house.chen, case_id=number, at=house.now)
    whole = cases.detail(house.services, house.chen, case_id=number, at=house.now, is_whole=True)

    assert SECRET_PHONE not in str(masked)
    assert SECRET_ID not in str(masked)
    assert dict(whole.application)["phone"] == SECRET_PHONE
    with house.services.database.reading() as session:
        actions = [event.action for event in audit.latest(session, limit=3)]
    assert actions[:2] == ["personal.revealed", "personal.read"]


def test_accepted_case_goes_to_the_mediator_with_the_fewest(house: CaseHouse) -> None:
    mediators = []
    for _ in range(4):
        house.file("其他")
        house.accept()
        mediators.append(house.page().case.mediator)

    assert sorted(mediators) == ["chen", "chen", "li", "li"]


def test_case_of_an_organ_without_mediators_goes_to_the_citys(house: CaseHouse) -> None:
    house.file("其他")
    house.act("transfer", organ="林业", text="属于林业职责。")

    house.act("accept")

    assert house.page().case.mediator in ("li", "chen")


def test_district_of_a_mediator_is_theirs_alone(house: CaseHouse) -> None:
    desk_house.officer(house.services, "spare", at=MONDAY, roles={Role.LEAD})

    house.file("其他")
    house.accept()

    assert house.page().case.mediator in ("li", "chen")


def test_first_officer_of_an_empty_desk_runs_a_case_alone(services: Services) -> None:
    house = CaseHouse(services)
    house.chen = desk_house.officer(services, "boss", at=MONDAY, roles=frozenset(Role))
    house.file("其他")

    house.mediate()
    house.agree()
    house.perform()

    assert house.status == "archived"


def test_referral_is_ended_by_its_own_organ_and_only_once(house: CaseHouse) -> None:
    house.file("其他")
    house.act("refer", organ="市场监管", text="疑似无证经营。")
    make = desk_house.officer
    market = make(house.services, "wang", roles={Role.LEAD}, organ="市场监管")
    forest = make(house.services, "lin", roles={Role.LEAD}, organ="林业")

    (seen,) = referrals.overview(house.services, market)
    assert referrals.overview(house.services, forest) == ()
    with pytest.raises(NotFound):
        referrals.close(house.services, forest, referral_id=seen.id, text="不管", at=house.now)
    with pytest.raises(NotAllowed):
        referrals.close(house.services, house.li, referral_id=seen.id, text="不管", at=house.now)
    referrals.close(house.services, market, referral_id=seen.id, text="已立案。", at=house.now)

    (ended,) = referrals.overview(house.services, market)
    assert (ended.outcome, ended.is_open) == ("已立案。", False)
    with pytest.raises(IllegalMove):
        referrals.close(house.services, market, referral_id=seen.id, text="又办", at=house.now)


def test_visit_by_the_mediator_is_noted(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    house.agree()
    house.act("issue")
    deal = house.page().deal
    assert deal is not None

    house.act("visit", duty=str(deal.duties[0].id), outcome="done")

    deal = house.page().deal
    assert deal is not None
    assert deal.duties[0].outcome == "done"
