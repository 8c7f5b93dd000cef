"""Officers hear of their cases where they are bound, and never a word of anybody's."""

from datetime import timedelta

import pytest

from handlers.desk.access import Signed
from handlers.services import Services
from handlers.turn import Reply
from storage import officer_channels, outbox, people
from storage.identity import id_of
from tests.fakes.case_house import CaseHouse


@pytest.fixture
def house(services: Services) -> CaseHouse:
    """Everybody in a case; both mediators are bound to a phone."""
    house = CaseHouse(services)
    for signed in (house.li, house.chen):
        with services.database.transaction() as session:
            people.meet(session, channel="telegram", address=signed.login, at=house.now)
            officer_channels.offer(
                session,
                officer_id=signed.officer_id,
                code=f"code of {signed.login}",
                expires_at=house.now + timedelta(minutes=5),
            )
            officer_channels.bind(
                session,
                code=f"code of {signed.login}",
                channel="telegram",
                address=signed.login,
                at=house.now,
            )
    return house


def alerts(house: CaseHouse, signed: Signed) -> list[str]:
    with house.services.database.reading() as session:
        person = people.find(session, channel="telegram", address=signed.login)
        rows = outbox.latest(session, person_id=id_of(person), limit=50) if person else []
        return [Reply.model_validate(outbox.body_of(session, row)).text for row in rows]


def test_mediator_hears_what_a_side_did_and_not_what_it_said(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    owner, other = house.li, house.chen
    if house.page().case.mediator == "chen":
        owner, other = other, owner
    house.press(house.bob, house.file_of(house.bob), "提方案")
    house.say(house.bob, "我只赔五百")

    said = "\n".join(alerts(house, owner))

    assert "被申请人，提方案" in said
    assert "五百" not in said
    assert "提方案" not in "\n".join(alerts(house, other))


def test_mediator_is_warned_and_the_lead_told_when_it_is_late(house: CaseHouse) -> None:
    house.file("其他")

    house.sleep(days=6, hours=23)
    warned = alerts(house, house.li)
    house.sleep(days=3)

    assert any("快到了" in text for text in warned)
    assert any("已过" in text for text in alerts(house, house.chen))
    assert not any("已过" in text for text in alerts(house, house.li))


def test_wish_for_another_mediator_goes_to_the_lead(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    house.press(house.ann, house.file_of(house.ann), "申请换调解员")
    house.say(house.ann, "他是对方亲戚")

    assert any("申请换调解员" in text for text in alerts(house, house.chen))
    assert not any("亲戚" in text for text in alerts(house, house.chen))
