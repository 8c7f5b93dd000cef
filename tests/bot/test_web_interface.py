"""The interface is described completely, and every word of the web has its place."""

import json
import re
from pathlib import Path

import bot.web
from bot.web import openapi
from bot.web.refusals import STATUSES, Refusal
from handlers.services import Services
from tests.fakes.web_house import web_house

WEB = Path(bot.web.__file__).parent


async def test_description_is_served_and_names_every_route_of_the_interface(
    services: Services,
) -> None:
    async with web_house(services) as house:
        document = await (await house.client.get("/openapi.json")).json()
        same = await (await house.client.get("/api/openapi.json")).json()

        routes = {resource.canonical for resource in house.client.app.router.resources()}
        served = {path for path in routes if path.startswith("/api/")} - {"/api/openapi.json"}
        assert document == same
        assert served <= set(document["paths"])


def test_description_refers_only_to_what_it_describes() -> None:
    document = openapi.describe()

    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))

    assert named <= set(document["components"]["schemas"])


def test_every_refusal_has_a_status_and_words(services: Services) -> None:
    for why in Refusal:
        assert STATUSES[why] >= 400
        assert services.wording.say(f"web.refusal.{why.value}")


def test_page_and_scripts_use_only_words_there_are_and_all_of_them(services: Services) -> None:
    known = set(services.wording.below("web.page."))
    template = (WEB / "templates" / "chat.html").read_text(encoding="utf-8")
    scripts = "".join(
        path.read_text(encoding="utf-8") for path in sorted((WEB / "static").glob("*.js"))
    )

    used = set(re.findall(r"say\('web\.page\.([\w.]+)'\)", template))
    used |= set(re.findall(r'say\("([\w.]+)"', scripts))
    used |= {"author.bot", "author.notice", "author.officer"}  # chosen by who speaks
    used |= {"offline", "reconnecting"}  # chosen by what the browser knows

    assert used == known


def test_page_scripts_and_styles_hold_no_chinese_and_no_foreign_address() -> None:
    for path in [*WEB.glob("templates/chat.html"), *WEB.glob("static/*.*")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[一-鿿]", text), path.name
        addresses = set(re.findall(r"https?://[\w.]+", text)) - {"http://www.w3.org"}
        assert not addresses, path.name


def test_scripts_never_write_markup() -> None:
    for path in (WEB / "static").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
