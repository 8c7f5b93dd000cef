"""The second factor: optional, asked for by role, each code once, not to be guessed."""

from datetime import timedelta

import pytest

from handlers.desk import access, entry, oversight, second_factor, totp
from handlers.desk.access import Signed, Unarmed
from handlers.desk.refusals import CodeNeeded, TooManyTries, WrongCode
from handlers.services import Services
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def boss(services: Services) -> Signed:
    """The city's administrator."""
    return desk.officer(services, "boss", roles={Role.ADMIN, Role.SUPERVISOR})


def armed(services: Services, signed: Signed | Unarmed) -> str:
    secret = totp.new_secret()
    code = totp.code_at(secret, int(NOON.timestamp()) // totp.STEP)
    second_factor.set_up(services, signed, secret=secret, code=code, at=NOON)
    return secret


def sign_in(services: Services, code: str = "", *, minutes: int = 1) -> entry.Ticket:
    return entry.sign_in(
        services,
        login="li",
        password=CHOSEN,
        client="c",
        at=NOON + minutes * MINUTE,
        code=code,
        cost=CHEAP,
    )


def code_of(secret: str, *, minutes: int = 1) -> str:
    return totp.code_at(secret, int((NOON + minutes * MINUTE).timestamp()) // totp.STEP)


def test_officer_with_a_second_factor_needs_its_code_and_each_code_opens_once(
    services: Services,
) -> None:
    secret = armed(services, desk.officer(services, "li"))

    for _ in range(9):  # a code not typed yet is no failure
        with pytest.raises(CodeNeeded):
            sign_in(services)
    assert sign_in(services, code_of(secret)).token
    with pytest.raises(WrongCode):
        sign_in(services, code_of(secret))


def test_somebody_who_has_the_password_may_not_guess_codes_for_ever(services: Services) -> None:
    secret = armed(services, desk.officer(services, "li"))
    wrong = f"{(int(code_of(secret)) + 1) % 10**6:06}"

    for _ in range(5):
        with pytest.raises(WrongCode):
            sign_in(services, wrong)

    with pytest.raises(TooManyTries):
        sign_in(services, code_of(secret))


def test_role_that_needs_a_second_factor_opens_nothing_but_setting_it_up(
    services: Services, boss: Signed
) -> None:
    desk.officer(services, "li")
    ticket = sign_in(services)
    oversight.ask_factor(services, boss, roles=[Role.OFFICER], at=NOON)

    found = access.who(services, token=ticket.token, at=NOON + MINUTE)

    assert isinstance(found, Unarmed)
    armed(services, found)
    assert isinstance(access.who(services, token=ticket.token, at=NOON + MINUTE), Signed)
    assert isinstance(access.who(services, token=ticket.token, at=NOON), Signed)
    assert oversight.factor_roles(services, boss) == {Role.OFFICER}


def test_officer_takes_their_second_factor_away_with_a_code_of_it(services: Services) -> None:
    signed = desk.officer(services, "li")
    secret = armed(services, signed)

    with pytest.raises(WrongCode):
        second_factor.take_away(services, signed, code="000000x", at=NOON)
    second_factor.take_away(services, signed, code=code_of(secret), at=NOON + MINUTE)

    assert not second_factor.is_set(services, signed)
    assert sign_in(services).token


@pytest.mark.parametrize("secret", ["", "ABC", "A" * 31, "0" * 32, "一" * 32])
def test_secret_that_is_none_is_not_taken(services: Services, secret: str) -> None:
    signed = desk.officer(services, "li")

    with pytest.raises(WrongCode):
        second_factor.set_up(services, signed, secret=secret, code="123456", at=NOON)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B

    assert totp.code_at(secret, seconds // totp.STEP) == code
