"""Who gets in, who has to wait, and what a password must be."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from handlers.desk import access, accounts, entry, passwords
from handlers.desk.access import Newcomer, Signed
from handlers.desk.entry import Ticket
from handlers.desk.passwords import Cost
from handlers.desk.refusals import (
    BadLogin,
    DeskRefusal,
    ForgedForm,
    LoginTaken,
    NoSuchOfficer,
    TooManyTries,
    WeakPassword,
    WrongPassword,
)
from handlers.services import Services
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, FIRST, NOON

MINUTE = timedelta(minutes=1)


def try_in(
    services: Services,
    password: str,
    *,
    login: str = "li",
    client: str = "10.0.0.1",
    minutes: int = 0,
) -> Ticket:
    return entry.sign_in(
        services,
        login=login,
        password=password,
        client=client,
        at=NOON + minutes * MINUTE,
        cost=CHEAP,
    )


def fail(services: Services, times: int, *, login: str = "li", client: str = "10.0.0.1") -> None:
    for n in range(times):
        with pytest.raises(WrongPassword):
            try_in(services, "wrong", login=login, client=client, minutes=n)


def test_first_officer_is_added_once_and_only_to_an_empty_desk(services: Services) -> None:
    first = accounts.ensure_first_officer(services, password=FIRST, at=NOON, cost=CHEAP)
    again = accounts.ensure_first_officer(services, password="another one", at=NOON, cost=CHEAP)

    assert (first, again) == (True, False)
    assert try_in(services, FIRST, login=accounts.FIRST_LOGIN).must_change


def test_one_time_password_only_lets_its_owner_choose_another(services: Services) -> None:
    accounts.add_officer(services, login="li", password=FIRST, at=NOON, cost=CHEAP)
    newcomer = access.who(services, token=try_in(services, FIRST).token, at=NOON)
    assert isinstance(newcomer, Newcomer)

    ticket = entry.change_password(services, newcomer, old="", new=CHOSEN, at=NOON, cost=CHEAP)

    assert isinstance(access.who(services, token=ticket.token, at=NOON), Signed)
    with pytest.raises(WrongPassword):
        try_in(services, FIRST)


def test_login_is_taken_as_people_type_it(services: Services) -> None:
    desk.officer(services)

    assert not try_in(services, CHOSEN, login=" Li ").must_change


def test_unknown_login_is_refused_like_a_wrong_password(services: Services) -> None:
    desk.officer(services)

    refusals = []
    for login in ("li", "nobody", "no such\x00 shape"):
        with pytest.raises(WrongPassword) as caught:
            try_in(services, "wrong", login=login)
        refusals.append((caught.value.key, caught.value.values))

    assert refusals[0] == refusals[1] == refusals[2]


@pytest.mark.parametrize("login", ["li", "nobody"])
def test_sixth_try_waits_even_with_the_right_password(services: Services, login: str) -> None:
    desk.officer(services)
    for n in range(5):
        fail(services, 1, login=login, client=f"10.0.0.{n}")

    with pytest.raises(TooManyTries) as caught:
        try_in(services, CHOSEN, login=login, client="10.0.0.9", minutes=5)

    assert caught.value.wait == 10 * MINUTE
    assert caught.value.values == {"minutes": 10}


def test_client_waits_whichever_logins_it_tried(services: Services) -> None:
    desk.officer(services)
    for n in range(5):
        fail(services, 1, login=f"guess{n}")

    with pytest.raises(TooManyTries):
        try_in(services, CHOSEN)

    assert try_in(services, CHOSEN, client="10.0.0.2")


def test_waiting_ends_and_being_refused_does_not_lengthen_it(services: Services) -> None:
    desk.officer(services)
    fail(services, 5)
    with pytest.raises(TooManyTries):
        try_in(services, CHOSEN, minutes=14)

    assert try_in(services, CHOSEN, minutes=16)


def test_success_forgives_the_login_but_not_the_client(services: Services) -> None:
    desk.officer(services)
    fail(services, 4)
    assert try_in(services, CHOSEN, minutes=4)

    fail(services, 1, login="li")
    with pytest.raises(TooManyTries):
        try_in(services, CHOSEN, minutes=5)
    assert try_in(services, CHOSEN, client="10.0.0.2", minutes=5)


def test_session_ends_at_sign_out(services: Services) -> None:
    desk.officer(services)
    ticket = try_in(services, CHOSEN)

    assert access.who(services, token=ticket.token, at=NOON + MINUTE)
    entry.sign_out(services, token=ticket.token)
    assert access.who(services, token=ticket.token, at=NOON) is None


@pytest.mark.parametrize("token", ["", "guess", "é"])
def test_unknown_token_is_nobody(services: Services, token: str) -> None:
    assert access.who(services, token=token, at=NOON) is None


@pytest.mark.parametrize("new", ["short", "x" * 257, CHOSEN, "   li         "])
def test_weak_new_password_is_refused_and_the_old_one_stays(services: Services, new: str) -> None:
    signed = desk.officer(services)

    with pytest.raises(WeakPassword):
        entry.change_password(services, signed, old=CHOSEN, new=new, at=NOON, cost=CHEAP)

    assert try_in(services, CHOSEN)


def test_officer_proves_the_old_password_and_other_browsers_are_signed_out(
    services: Services,
) -> None:
    signed = desk.officer(services)
    other = try_in(services, CHOSEN)
    with pytest.raises(WrongPassword):
        entry.change_password(
            services, signed, old="wrong", new="another long one", at=NOON, cost=CHEAP
        )

    mine = entry.change_password(
        services, signed, old=CHOSEN, new="another long one", at=NOON, cost=CHEAP
    )

    assert access.who(services, token=other.token, at=NOON) is None
    assert access.who(services, token=mine.token, at=NOON) is not None


def test_guessing_the_old_password_is_slowed_down_too(services: Services) -> None:
    signed = desk.officer(services)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            entry.change_password(
                services, signed, old="wrong", new="another long one", at=NOON, cost=CHEAP
            )

    with pytest.raises(TooManyTries):
        entry.change_password(
            services, signed, old=CHOSEN, new="another long one", at=NOON, cost=CHEAP
        )


def test_reset_signs_out_ends_the_waiting_and_asks_for_a_new_password(services: Services) -> None:
    desk.officer(services)
    ticket = try_in(services, CHOSEN)
    fail(services, 5)

    accounts.reset_password(services, login="li", password=FIRST, at=NOON, cost=CHEAP)

    assert access.who(services, token=ticket.token, at=NOON) is None
    assert try_in(services, FIRST, client="10.0.0.2").must_change


def test_accounts_are_refused_by_name(services: Services) -> None:
    accounts.add_officer(services, login="li", password=FIRST, at=NOON, cost=CHEAP)

    with pytest.raises(LoginTaken):
        accounts.add_officer(services, login="li", password=FIRST, at=NOON, cost=CHEAP)
    for login in ("Li", "l", "li ming", "-li", "x" * 33, ""):
        with pytest.raises(BadLogin):
            accounts.add_officer(services, login=login, password=FIRST, at=NOON, cost=CHEAP)
    with pytest.raises(NoSuchOfficer):
        accounts.reset_password(services, login="nobody", password=FIRST, at=NOON, cost=CHEAP)


def kinds_of(refusal: type[DeskRefusal]) -> Iterator[type[DeskRefusal]]:
    yield refusal
    for kind in refusal.__subclasses__():
        yield from kinds_of(kind)


def test_every_refusal_has_words(services: Services) -> None:
    keys = {kind.key for kind in kinds_of(DeskRefusal)}

    assert {f"desk.refusal.{key}" for key in keys} <= services.wording.keys()


def test_form_token_of_another_session_is_refused(services: Services) -> None:
    signed = desk.officer(services)

    access.check_form(signed, signed.form_token)
    for token in ("", "é", signed.form_token + "x"):
        with pytest.raises(ForgedForm):
            access.check_form(signed, token)


def test_nobody_else_makes_an_officer_and_secrets_stay_out_of_logs(services: Services) -> None:
    signed = desk.officer(services)

    with pytest.raises(PermissionError):
        Signed(1, "li", "token", object())
    assert signed.form_token not in repr(signed)
    assert try_in(services, CHOSEN).token not in repr(try_in(services, CHOSEN))


def test_password_reset_while_it_is_being_checked_lets_nobody_in(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = desk.officer(services)
    right = passwords.is_right

    def reset_meanwhile(password: str, stored: str | None, cost: Cost) -> bool:
        accounts.reset_password(services, login="li", password=FIRST, at=NOON, cost=CHEAP)
        return right(password, stored, cost)

    monkeypatch.setattr(passwords, "is_right", reset_meanwhile)

    with pytest.raises(WrongPassword):
        try_in(services, CHOSEN)
    with pytest.raises(WrongPassword):
        entry.change_password(services, signed, old=FIRST, new=CHOSEN, at=NOON, cost=CHEAP)


def test_two_processes_starting_at_once_add_one_first_officer(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = passwords.hashed

    def other_process_meanwhile(password: str, cost: Cost) -> str:
        monkeypatch.setattr(passwords, "hashed", hashed)
        assert accounts.ensure_first_officer(services, password="theirs", at=NOON, cost=CHEAP)
        return hashed(password, cost)

    monkeypatch.setattr(passwords, "hashed", other_process_meanwhile)

    assert not accounts.ensure_first_officer(services, password="ours", at=NOON, cost=CHEAP)
    assert try_in(services, "theirs", login=accounts.FIRST_LOGIN)
