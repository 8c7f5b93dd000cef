"""Masked by default; the whole only for who may, and with an event."""

import pytest

from handlers.desk import masking
from handlers.services import Services
from storage import audit
from storage.errors import NotFound
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON


@pytest.mark.parametrize(
    ("whole", "masked"),
    [("王小明", "王**"), ("欧阳修", "欧**"), ("李", "*"), ("", ""), ("某某有限责任公司", "某**")],
)
def test_name_shows_its_first_sign(whole: str, masked: str) -> None:
    assert masking.name(whole) == masked


@pytest.mark.parametrize(
    ("whole", "masked"),
    [
        ("13812345678", "138****5678"),
        ("0379-63900000", "037****0000"),
        ("123", "***"),
        ("63900000", "6****00"),
    ],
)
def test_phone_number_hides_its_middle(whole: str, masked: str) -> None:
    assert masking.phone(whole) == masked


def test_identity_number_shows_its_ends() -> None:
    assert masking.identity("410302199001011234") == "410***********1234"
    assert masking.identity("41") == "**"


@pytest.mark.parametrize(
    ("whole", "masked"),
    [
        ("我叫王小明，电话13812345678。", "我叫王小明，电话138****5678。"),
        (
            "身份证41030219900101123X，卡号6222021234567890123",
            "身份证410***********123X，卡号6222********0123",
        ),
        ("座机0379-63912345", "座机0379-****345"),
        ("罚了2000元，2026年11月23日", "罚了2000元，2026年11月23日"),
        ("案号LY-TJ-2026-000012", "案号LY-TJ-2026-000012"),
    ],
)
def test_free_text_hides_the_numbers_that_name_somebody(whole: str, masked: str) -> None:
    assert masking.numbers(whole) == masked


def test_officer_who_asks_for_the_whole_leaves_an_event(services: Services) -> None:
    signed = desk.officer(services)

    masking.reveal(services, signed, subject="case:3", what="phone", organ="税务", at=NOON)

    with services.database.reading() as session:
        [event] = audit.latest(session, limit=9, subject="case:3")
        assert (event.actor, event.action) == (
            f"officer:{signed.officer_id}",
            "personal.revealed",
        )
        assert event.detail == '{"what": "phone"}'


def test_officer_of_another_organ_is_shown_nothing(services: Services) -> None:
    signed = desk.officer(services, organ="城市管理")

    with pytest.raises(NotFound):
        masking.reveal(services, signed, subject="case:3", what="phone", organ="税务", at=NOON)

    with services.database.reading() as session:
        assert audit.latest(session, limit=9, subject="case:3") == []
