"""Nothing of the desk is open: every route is asked, also those written tomorrow."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from aiohttp.web import Application

from bot.web.console_door import COOKIE, COST
from handlers.desk import access, accounts, entry
from handlers.services import Services
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, FIRST, console, enter, form_on, post

OPEN_TO_ALL = {("GET", "/desk/sign-in"), ("POST", "/desk/sign-in"), ("POST", "/desk/sign-out")}
OPEN_TO_NEWCOMERS = OPEN_TO_ALL | {("GET", "/desk/password"), ("POST", "/desk/password")}


def routes(app: Application) -> Iterator[tuple[str, str]]:
    """Every method and path of the desk, with a number for each place."""
    for route in app.router.routes():
        resource = route.resource
        if resource is not None and resource.canonical.startswith("/desk"):
            method = "GET" if route.method == "HEAD" else route.method
            yield method, example(resource.canonical, resource.get_info().get("pattern"))


# What places of routes are filled with; the first that fits is taken.
EXAMPLES = ("1", "some_key", "a-topic")


def example(path: str, pattern: re.Pattern[str] | None) -> str:
    """A path the route answers to, with something that fits in each place."""
    if pattern is None:
        return path
    inside = dict(re.findall(r"\(\?P<(\w+)>(.+?)\)(?=/|$)", pattern.pattern))
    for name, fits in inside.items():
        words = [word for word in (*EXAMPLES, *fits.split("|")) if re.fullmatch(fits, word)]
        path = path.replace(f"{{{name}}}", words[0])
    assert pattern.fullmatch(path), path
    return path


async def test_no_route_of_the_desk_answers_without_signing_in(services: Services) -> None:
    async with console(services) as client:
        desk.hand_over(services, "谁也不能看的问题")
        desk.file_case(services)
        closed = set(routes(client.app)) - OPEN_TO_ALL
        assert len(closed) > 9

        for method, path in sorted(closed):
            answer = await client.request(
                method,
                path,
                data=b"",
                allow_redirects=False,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
            if method == "GET":
                assert answer.status == 303, path
                assert answer.headers["Location"].startswith("/desk/sign-in"), path
            else:
                assert answer.status in (401, 403), path
            assert "谁也不能看的问题" not in await answer.text()
        assert desk.letters_to(services) == []


async def test_one_time_password_opens_nothing_but_its_own_change(services: Services) -> None:
    async with console(services) as client:
        now = datetime.now(UTC)
        accounts.add_officer(services, login="li", password=FIRST, at=now, cost=CHEAP)
        desk.hand_over(services, "问", at=now)
        await post(client, "/desk/sign-in", login="li", password=FIRST)
        fields = await form_on(client, "/desk/password")

        for method, path in sorted(set(routes(client.app)) - OPEN_TO_NEWCOMERS):
            answer = await client.request(
                method, path, data=fields | {"text": "答"}, allow_redirects=False
            )
            assert (answer.status, answer.headers["Location"]) == (303, "/desk/password"), path
        assert desk.letters_to(services) == []


async def test_session_that_ended_opens_nothing_and_gives_the_text_back(services: Services) -> None:
    async with console(services) as client:
        desk.hand_over(services, "问", at=datetime.now(UTC))
        long_ago = datetime.now(UTC) - access.SESSION - timedelta(seconds=1)
        desk.officer(services, at=long_ago)
        ticket = entry.sign_in(
            services, login="li", password=CHOSEN, client="c", at=long_ago, cost=CHEAP
        )
        client.session.cookie_jar.update_cookies({COOKIE: ticket.token})

        page = await client.get("/desk", allow_redirects=False)
        answer = await post(client, "/desk/questions/1/answer", text="我写了很久", seen="1")

        assert page.status == 303
        assert answer.status == 401
        assert "我写了很久" in await answer.text()
        assert desk.letters_to(services) == []


async def test_cookie_is_out_of_reach_of_scripts_and_other_sites(services: Services) -> None:
    desk.officer(services, at=datetime.now(UTC))
    for public_url, is_secure in (("", False), ("https://127.0.0.1", True)):
        async with console(services, LUOWEN_PUBLIC_URL=public_url) as client:
            answer = await client.post(
                "/desk/sign-in", data={"login": "li", "password": CHOSEN}, allow_redirects=False
            )
            cookie = answer.cookies[COOKIE]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
            assert cookie["path"] == "/desk"
            assert bool(cookie["secure"]) is is_secure
            assert cookie["max-age"] == str(int(access.SESSION.total_seconds()))


async def test_sixth_wrong_password_is_told_to_wait(services: Services) -> None:
    async with console(services) as client:
        desk.officer(services, at=datetime.now(UTC))
        wrong = services.wording.say("desk.refusal.wrong_password")
        for login in ("li", "nobody", "li", "nobody", "li"):
            answer = await post(client, "/desk/sign-in", login=login, password="wrong")
            assert answer.status == 401
            assert wrong in await answer.text()

        answer = await post(client, "/desk/sign-in", login="li", password=CHOSEN)

        assert answer.status == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 901
        assert COOKIE not in answer.cookies


async def test_pages_may_not_be_framed_or_kept_and_run_no_strange_script(
    services: Services,
) -> None:
    async with console(services, LUOWEN_PORTAL_ORIGINS="https://portal.example") as client:
        await enter(client, services)
        for path in ("/desk", "/desk/cases", "/desk/password", "/desk/questions/1"):
            answer = await client.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["Cache-Control"] == "no-store"
            assert "<script>" not in await answer.text()
            assert " style=" not in await answer.text()
        assert client.app[COST] == CHEAP


async def test_desk_is_not_reached_from_another_sites_page(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)
        fields = await form_on(client, "/desk")

        for path in ("/desk/sign-in", "/desk/sign-out", "/desk/questions/1/take"):
            answer = await client.post(
                path, data=fields, headers={"Origin": "https://evil.example"}
            )
            assert answer.status == 403

        assert (await client.get("/desk")).url.path == "/desk"
