"""The administrator's pages, an officer's own account, and what forged forms get."""

import re
from datetime import UTC, datetime

import pytest

from handlers.desk import access, admin, oversight, totp
from handlers.services import Services
from storage import audit
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHOSEN, Client, console, form_on, post

PAGES = [
    "/desk/admin",
    "/desk/admin/organs",
    "/desk/admin/duty",
    "/desk/admin/sessions",
    "/desk/roster",
    "/desk/audit",
    "/desk/account",
]


async def enter(
    client: Client, services: Services, login: str = "boss", *roles: Role, organ: str = ""
) -> access.Signed:
    signed = desk.officer(
        services, login, at=datetime.now(UTC), roles=roles or frozenset(Role), organ=organ
    )
    response = await post(client, "/desk/sign-in", login=login, password=CHOSEN)
    assert response.status == 200
    return signed


async def token(client: Client) -> str:
    return (await form_on(client, "/desk/account"))["form_token"]


@pytest.mark.parametrize("path", PAGES)
async def test_administrator_opens_every_page(services: Services, path: str) -> None:
    async with console(services) as client:
        await enter(client, services)

        answer = await client.get(path)

        page = await answer.text()
        assert answer.status == 200, page
        assert "<script" not in page
        assert " style=" not in page
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES[:-1])
async def test_officer_without_the_role_is_shown_no_page_of_it(
    services: Services, path: str
) -> None:
    async with console(services) as client:
        await enter(client, services, "li", Role.OFFICER)

        answer = await client.get(path)

        assert answer.status == 403
        assert "权限" in await answer.text()


async def test_administrator_adds_an_officer_who_can_enter(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)
        sent = {"form_token": await token(client), "login": "han", "name": "韩梅梅"}

        answer = await post(
            client, "/desk/admin/officers", **sent, organ="城市管理", role_officer="on"
        )

        page = await answer.text()
        found = re.search(r'id="one-time">([^<]+)<', page)
        assert found, page
        assert answer.headers["Cache-Control"] == "no-store"
        listing = await (await client.get("/desk/admin")).text()
        assert "韩梅梅" in listing
        assert found[1] not in listing
    async with console(services) as client:
        answer = await post(client, "/desk/sign-in", login="han", password=found[1])
        assert answer.url.path == "/desk/password"


async def test_refused_officer_keeps_what_was_typed(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)
        sent = {"form_token": await token(client), "login": "han", "name": "韩梅梅"}

        answer = await post(client, "/desk/admin/officers", **sent, organ="")

        page = await answer.text()
        assert answer.status == 400
        assert "至少勾选一个角色" in page
        assert 'value="韩梅梅"' in page


async def test_officer_is_ended_by_form_and_their_browser_is_out(services: Services) -> None:
    async with console(services) as theirs, console(services) as client:
        signed = await enter(theirs, services, "li", Role.OFFICER)
        await enter(client, services)
        form_token = await token(client)

        page = await (await client.get(f"/desk/admin/officers/{signed.officer_id}")).text()
        assert "确认停用" in page
        await post(client, f"/desk/admin/officers/{signed.officer_id}/end", form_token=form_token)

        answer = await theirs.get("/desk", allow_redirects=False)
        assert answer.headers["Location"].startswith("/desk/sign-in")


@pytest.mark.parametrize("what", ["place", "password", "end"])
async def test_forged_id_of_another_organ_reads_like_one_that_does_not_exist(
    services: Services, what: str
) -> None:
    other = desk.officer(services, "secret-login", at=datetime.now(UTC), organ="税务")
    async with console(services) as client:
        await enter(client, services, "local", Role.ADMIN, organ="城市管理")
        sent = {"form_token": await token(client), "organ": "城市管理", "role_officer": "on"}

        answers = [
            await post(client, f"/desk/admin/officers/{number}/{what}", **sent)
            for number in (other.officer_id, 999_999)
        ]

        pages = [await answer.text() for answer in answers]
        assert [answer.status for answer in answers] == [404, 404]
        named = f"officers/{other.officer_id}"
        assert pages[0].replace(named, "N") == pages[1].replace("officers/999999", "N")
        assert "secret-login" not in pages[0]


async def test_calendar_is_changed_by_form_and_a_stale_page_is_told(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)
        sent = {
            "form_token": await token(client),
            "seen": "0",
            "seasons": "01-01 09:00-12:00 13:00-17:00",
            "holidays": "2027-02-08\n2027-02-09",
            "make_up_days": "",
            "claim": "60",
            "first_response": "420",
            "resolution": "2100",
            "callback": "420",
            "rectify": "4200",
            "reason": "2027年放假通知",
        }

        first = await post(client, "/desk/admin/duty", **sent)
        stale = await post(client, "/desk/admin/duty", **sent)
        broken = await post(client, "/desk/admin/duty", **sent | {"seasons": "每天"})

        assert (first.status, stale.status, broken.status) == (200, 409, 400)
        assert "2027年放假通知" in await first.text()
        assert "每天" in await broken.text()


async def test_roster_is_filled_by_form(services: Services) -> None:
    async with console(services) as client:
        signed = await enter(client, services)
        today = f"{datetime.now(UTC):%Y-%m-%d}"
        sent = {"form_token": await token(client), "officer": str(signed.officer_id)}

        good = await post(
            client, "/desk/roster", **sent, day="2026-12-01", starts="09:00", ends="12:00"
        )
        bad = await post(client, "/desk/roster", **sent, day="never", starts="x", ends="")

        assert today
        assert "09:00–12:00" in await good.text()
        assert bad.status == 400
        week = await client.get("/desk/roster", params={"week": "9999-99-99"})
        assert week.status == 200


async def test_audit_page_shows_events_and_proves_the_chain(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)

        listed = await (await client.get("/desk/audit", params={"actor": "boss"})).text()
        proved = await post(client, "/desk/audit/verify", form_token=await token(client))

        assert "session.opened" in listed
        assert "校验通过" in await proved.text()


async def test_audit_page_tells_of_a_row_that_was_edited(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)
        with services.database.engine.begin() as connection:
            connection.exec_driver_sql("update audit_events set actor = 'officer:9' where seq = 1")

        proved = await post(client, "/desk/audit/verify", form_token=await token(client))

        assert "event 1: edited" in await proved.text()


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30])
async def test_audit_page_bears_any_page_number(services: Services, before: str) -> None:
    async with console(services) as client:
        await enter(client, services)

        assert (await client.get("/desk/audit", params={"before": before})).status == 200


async def test_officer_sets_a_second_factor_up_and_signs_in_with_it(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services, "li", Role.OFFICER)
        fields = await form_on(client, "/desk/second-factor")
        page = await client.get("/desk/second-factor")
        assert "<svg" in await page.text()

        wrong = await post(client, "/desk/second-factor", **fields, code="12")
        right = await post(client, "/desk/second-factor", **fields, code=code_now(fields))

        assert wrong.status == 401
        assert "双重验证已设置" in await right.text()
    async with console(services) as client:
        asked = await post(client, "/desk/sign-in", login="li", password=CHOSEN)
        assert asked.status == 401
        assert "六位数字" in await asked.text()


def code_now(fields: dict[str, str]) -> str:
    return totp.code_at(fields["secret"], int(datetime.now(UTC).timestamp()) // totp.STEP)


async def test_role_that_needs_a_second_factor_is_sent_to_set_it_up(services: Services) -> None:
    boss = desk.officer(services, "admin", at=datetime.now(UTC), roles=frozenset(Role))
    async with console(services) as client:
        await enter(client, services, "li", Role.OFFICER)
        oversight.ask_factor(services, boss, roles=[Role.OFFICER], at=datetime.now(UTC))

        answer = await client.get("/desk")

        assert answer.url.path == "/desk/second-factor"
        fields = await form_on(client, "/desk/second-factor")
        await post(client, "/desk/second-factor", **fields, code=code_now(fields))
        assert (await client.get("/desk")).url.path == "/desk"


async def test_officer_signs_another_browser_out_on_their_account(services: Services) -> None:
    async with console(services) as first, console(services) as second:
        await enter(first, services, "li", Role.OFFICER)
        await post(second, "/desk/sign-in", login="li", password=CHOSEN)
        page = await (await second.get("/desk/account")).text()
        form_token = await token(second)

        for handle in re.findall(r'name="handle" value="(\w+)"', page):
            await post(second, "/desk/account/revoke", form_token=form_token, handle=handle)

        assert (await first.get("/desk/account")).url.path == "/desk/sign-in"
        assert (await second.get("/desk/account")).url.path == "/desk/account"


async def test_form_of_the_administration_without_its_token_changes_nothing(
    services: Services,
) -> None:
    async with console(services) as client:
        boss = await enter(client, services)
        with services.database.reading() as session:
            before = audit.verify(session).events

        for path in ("/desk/admin/officers", "/desk/admin/duty", "/desk/admin/organs"):
            assert (await post(client, path, login="han", role_admin="on")).status == 403

        assert len(admin.listing(services, boss)) == 1
        with services.database.reading() as session:
            assert audit.verify(session).events == before


@pytest.mark.parametrize("text", ["²", "٣", "-1", "1" * 10])
async def test_page_asked_for_by_what_is_no_number_is_the_first(
    services: Services, text: str
) -> None:
    async with console(services) as client:
        await enter(client, services)

        page = await client.get("/desk/audit", params={"before": text})

        assert page.status == 200
