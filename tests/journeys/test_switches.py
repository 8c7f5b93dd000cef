"""What is switched off is said to nobody, at once and in every process; danger comes first."""

from datetime import timedelta

import pytest

from handlers.desk import switching
from handlers.desk.access import Signed
from handlers.services import Services
from handlers.turn import Kind, Reply
from storage.database import Database
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON
from tests.house import shipped_knowledge, shipped_wording

LATER = NOON + timedelta(hours=1)
SHIPPED = "food/expired-food-on-shelf"
SHIPPED_ASKED = "过期食品没卖出去也罚吗"


@pytest.fixture
def services(database: Database) -> Services:
    """The service, on each database."""
    return another(database)


def another(database: Database) -> Services:
    """Another process on the same database."""
    return Services(shipped_knowledge(), shipped_wording(), database)


@pytest.fixture
def li(services: Services) -> Signed:
    """An editor."""
    return desk.officer(services, "li", roles={Role.EDITOR})


def asked(services: Services, said: str, *, minutes: int = 0, who: str = "b1") -> Reply:
    at = LATER + timedelta(minutes=minutes)
    return desk.write(services, said, at=at, address=who).replies[0][1]


def test_switched_off_entry_is_not_said_and_an_officer_is_offered(
    services: Services, database: Database, li: Signed
) -> None:
    neighbour = another(database)
    assert asked(neighbour, SHIPPED_ASKED).entry == SHIPPED

    switching.turn_off(services, li, kind="entry", target=SHIPPED, reason="核对中", at=LATER)
    held = asked(neighbour, SHIPPED_ASKED, minutes=1)
    (row,), _ = switching.listing(services, li)
    switching.lift(services, li, row.id, reason="无误", at=LATER)

    assert held.kind is Kind.HANDOVER
    assert held.buttons[0].action == "human"
    assert asked(neighbour, SHIPPED_ASKED, minutes=2).entry == SHIPPED
    _, (past,) = switching.listing(services, li)
    assert (past.reason, past.lifted_reason) == ("核对中", "无误")


@pytest.mark.parametrize(("kind", "target"), [("bot", ""), ("channel", "web"), ("domain", "food")])
def test_whatever_is_switched_off_danger_and_mediation_go_on(
    services: Services, li: Signed, kind: str, target: str
) -> None:
    switching.turn_off(services, li, kind=kind, target=target, reason="演练", at=LATER)

    assert asked(services, SHIPPED_ASKED).kind is Kind.HANDOVER
    assert asked(services, "店里煤气泄漏着火了", minutes=1, who="b2").kind is Kind.URGENT
    started = desk.press(services, "mediate", at=LATER, address="b3").replies[0][1]
    assert started.kind is Kind.FLOW
    handed = desk.write(services, "转人工", at=LATER, address="b4").replies[0][1]
    assert handed.kind is Kind.HANDOVER


def test_channel_that_is_switched_off_leaves_the_others_alone(
    services: Services, li: Signed
) -> None:
    switching.turn_off(services, li, kind="channel", target="telegram", reason="演练", at=LATER)

    assert asked(services, SHIPPED_ASKED).entry == SHIPPED
