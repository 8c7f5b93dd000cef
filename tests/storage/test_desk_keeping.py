"""Posts, groups, sessions, duty versions and the roster, as both databases keep them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from storage import desk_settings, duty, officers, organs, sign_ins
from storage.database import Database, Session
from storage.errors import NotFound, Stale
from storage.identity import id_of
from storage.lifecycle import Role
from storage.officers import Post
from tests.house import MONDAY

HOUR = timedelta(hours=1)
DAY = date(2026, 11, 24)


def add(session: Session, login: str, post: Post) -> int:
    officer = officers.add(session, login=login, password_hash="h", at=MONDAY, post=post)
    assert officer is not None
    return id_of(officer)


def test_post_is_kept_as_it_was_given(database: Database) -> None:
    with database.transaction() as session:
        group = organs.add_group(session, organ="税务", name="一组")
        assert group is not None
        post = Post("李雷", "税务", frozenset({"涧西区", "老城区"}), frozenset(Role), id_of(group))
        number = add(session, "li", post)
        add(session, "han", Post(organ="税务"))

    with database.reading() as session:
        assert officers.post_of(officers.get(session, officer_id=number)) == post
        assert len(officers.active_in(session, organ="税务")) == 2
        found = officers.active_in(session, group_id=id_of(group), role=Role.LEAD)
        assert [one.login for one in found] == ["li"]
        with pytest.raises(NotFound):
            officers.get(session, officer_id=999)


def test_officer_who_left_is_listed_last_and_works_nowhere(database: Database) -> None:
    with database.transaction() as session:
        first = add(session, "aa", Post(roles=frozenset({Role.ADMIN})))
        add(session, "bb", Post())
        officers.deactivate(session, officer_id=first)

    with database.reading() as session:
        assert [one.login for one in officers.everybody(session)] == ["bb", "aa"]
        assert officers.active_in(session, role=Role.ADMIN) == []


def test_group_of_an_organ_is_one_and_opens_again(database: Database) -> None:
    with database.transaction() as session:
        group = organs.add_group(session, organ="税务", name="一组")
        assert group is not None
        assert organs.add_group(session, organ="税务", name="一组") is None
        organs.close_group(session, group=group)
        assert organs.group(session, group_id=id_of(group)) is None
        again = organs.add_group(session, organ="税务", name="一组")
        assert again is not None
        assert id_of(again) == id_of(group)
        organs.describe(session, organ="税务", title="洛阳市税务局", is_open=False)
        organs.describe(session, organ="税务", title="市税务局", is_open=False)

    with database.reading() as session:
        assert organs.title_of(session, organ="税务") == "市税务局"
        assert organs.title_of(session, organ="公安") == "公安"
        assert (organs.is_open(session, organ="税务"), organs.is_open(session, organ="公安")) == (
            False,
            True,
        )


def test_session_idles_out_is_seen_and_is_revoked(database: Database) -> None:
    with database.transaction() as session:
        number = add(session, "li", Post())
        for token in ("t1", "t2"):
            sign_ins.sign_in(
                session,
                officer_id=number,
                token=token,
                form_token=token,
                at=MONDAY,
                expires_at=MONDAY + 10 * HOUR,
            )
        sign_ins.seen(session, token="t1", at=MONDAY + HOUR)

    later = MONDAY + HOUR
    with database.transaction() as session:
        assert sign_ins.signed_in(session, token="t2", at=later, idle=HOUR) is None
        found = sign_ins.signed_in(session, token="t1", at=later, idle=HOUR)
        assert found is not None
        [(browser, officer)] = sign_ins.open_ones(session, at=later, idle=HOUR)
        assert officer.login == "li"
        assert sign_ins.revoke(session, handle=sign_ins.handle_of(browser)) == number
        with pytest.raises(NotFound):
            sign_ins.revoke(session, handle=sign_ins.handle_of(browser))


def test_of_two_administrators_at_once_one_is_told(database: Database) -> None:
    def change(n: int) -> bool:
        try:
            with database.transaction() as session:
                duty.change(
                    session, document={"n": n}, seen=0, reason="r", by="officer:1", at=MONDAY
                )
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(change, range(4)))

    assert sorted(done) == [False, False, False, True]
    with database.reading() as session:
        version, document = duty.in_force(session)
        assert version == 1
        assert document == {"n": done.index(True)}
        assert len(duty.versions(session, limit=9)) == 1


def test_roster_forgets_who_leaves_from_that_day_on(database: Database) -> None:
    with database.transaction() as session:
        number = add(session, "li", Post())
        for n in range(3):
            day = DAY + timedelta(days=n)
            assert duty.add_shift(session, officer_id=number, day=day, starts="09:00", ends="12:00")
        assert duty.add_shift(session, officer_id=number, day=DAY, starts="09:00", ends="1") is None
        duty.leave_roster(session, officer_id=number, since=DAY + timedelta(days=1))

    with database.reading() as session:
        assert [one.day for one, _ in duty.roster(session, first=DAY, days=7)] == [DAY]


def test_setting_is_absent_until_it_is_written(database: Database) -> None:
    with database.transaction() as session:
        assert desk_settings.read_list(session, name=desk_settings.TOTP_ROLES) == frozenset()
        desk_settings.write(session, name=desk_settings.TOTP_ROLES, value="admin,lead")
        desk_settings.write(session, name=desk_settings.TOTP_ROLES, value="admin")
        assert desk_settings.read_list(session, name=desk_settings.TOTP_ROLES) == {"admin"}
