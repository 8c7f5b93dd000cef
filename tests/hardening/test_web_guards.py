"""Only our names, only our pages: hosts, origins, portals and the headers that hold browsers to it."""

import json

import pytest

from bot.settings import Settings
from bot.web import guards
from handlers.services import Services
from tests.fakes.web_house import WebHouse, web_house

MESSAGE = {"message_id": "0108b87c-0508-400b-a35d-938273504005", "action": "help"}
PORTAL = "https://portal.example.cn"


async def _post(house: WebHouse, **headers: str) -> int:
    visitor = await house.visitor()
    response = await house.client.post(
        "/api/messages", json=MESSAGE, headers=visitor.headers | headers
    )
    return response.status


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "[::2]:80",
        "[",
        "",
        "0.0.0.0",  # noqa: S104
    ],
)
async def test_foreign_host_is_refused(services: Services, host: str) -> None:
    async with web_house(services, LUOWEN_HOST="0.0.0.0") as house:  # noqa: S104
        for path in ("/", "/api/history", "/healthz", "/nowhere"):
            response = await house.client.get(path, headers={"Host": host})

            assert response.status == 421


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "LOCALHOST:99",
        "[::1]:8080",
        "ask.example.cn",
        "ask.example.cn.:443",
        "b.example",
    ],
)
async def test_own_host_is_served(services: Services, host: str) -> None:
    names = {
        "LUOWEN_PUBLIC_URL": "https://ask.example.cn",
        "LUOWEN_ALLOWED_HOSTS": "a.x, B.example",
    }
    async with web_house(services, limits=None, **names) as house:
        response = await house.client.get("/healthz", headers={"Host": host})

        assert response.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": PORTAL + ".evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_foreign_page_may_not_change_anything(
    services: Services, headers: dict[str, str]
) -> None:
    async with web_house(services, LUOWEN_PORTAL_ORIGINS=PORTAL) as house:
        assert await _post(house, **headers) == 403


async def test_own_page_may_send(services: Services) -> None:
    async with web_house(services, LUOWEN_PUBLIC_URL="https://ask.example.cn") as house:
        own = f"http://127.0.0.1:{house.client.port}"

        assert await _post(house, Origin=own, **{"Sec-Fetch-Site": "same-origin"}) == 200
        assert await _post(house, Origin="https://ask.example.cn") == 200


async def test_portal_may_call_the_interface_and_read_the_answer(services: Services) -> None:
    async with web_house(services, LUOWEN_PORTAL_ORIGINS=f"{PORTAL}/, https://x.cn") as house:
        preflight = await house.client.options("/api/messages", headers={"Origin": PORTAL})
        response = await house.client.post("/api/visitors", json={}, headers={"Origin": PORTAL})

        assert preflight.status == 204
        assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
        assert response.status == 201
        assert response.headers["Access-Control-Allow-Origin"] == PORTAL
        assert "Access-Control-Allow-Credentials" not in response.headers


async def test_portal_reads_why_it_was_refused(services: Services) -> None:
    async with web_house(services, LUOWEN_PORTAL_ORIGINS=PORTAL) as house:
        response = await house.client.get("/api/history", headers={"Origin": PORTAL})

        assert response.status == 401
        assert response.headers["Access-Control-Allow-Origin"] == PORTAL


async def test_foreign_page_gets_no_permission_to_read(services: Services) -> None:
    async with web_house(services) as house:
        response = await house.client.get("/api/history", headers={"Origin": PORTAL})
        preflight = await house.client.options("/api/messages", headers={"Origin": PORTAL})

        assert "Access-Control-Allow-Origin" not in response.headers
        assert preflight.status == 405


@pytest.mark.parametrize("path", ["/", "/static/chat.css", "/api/history", "/nowhere", "/healthz"])
async def test_every_answer_carries_the_security_headers(services: Services, path: str) -> None:
    async with web_house(services, LUOWEN_PORTAL_ORIGINS=PORTAL) as house:
        headers = (await house.client.get(path)).headers

        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert f"frame-ancestors 'self' {PORTAL}" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] in ("no-store", "no-cache")


async def test_page_holds_no_inline_script_or_style_but_its_words(services: Services) -> None:
    async with web_house(services) as house:
        page = await (await house.client.get("/")).text()

        scripts = page.split("<script")[1:]
        assert [part.split(">")[0].strip() for part in scripts] == [
            'type="module" src="static/chat.js"',
            'type="application/json" id="words"',
        ]
        assert json.loads(scripts[1].split(">", 1)[1].split("</script")[0])["name"]
        assert "style=" not in page
        assert " on" not in page.split("<script", 2)[2].split(">")[0]


def test_portal_written_with_a_path_counts_by_its_origin() -> None:
    settings = Settings(_env_file=None, LUOWEN_PORTAL_ORIGINS="https://A.example/chat, nonsense")

    assert guards.rules_of(settings).portals == {"https://a.example"}
