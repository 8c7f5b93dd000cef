"""Every page of the desk as officers see it: nothing sticks out at 1366 by 768, none complains.

`LUOWEN_SCREENSHOTS=<folder>` keeps the pictures; `make screenshots` writes those of the docs.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from bot.web.console_places import PLACES
from handlers.services import Services
from tests.fakes import desk_scene
from tests.fakes.desk_house import CHOSEN
from tests.fakes.looking import overflow
from tests.fakes.web_house import LiveHouse

KEPT_IN = os.environ.get("LUOWEN_SCREENSHOTS", "")


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/desk/sign-in")
    page.fill("#login", login)
    page.fill("#password", CHOSEN)
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_be_visible()


def picture(page: Page, name: str) -> None:
    """Look at the page: nothing sticks out; keep it when asked to."""
    assert overflow(page) == 0, name
    if KEPT_IN:
        page.screenshot(path=Path(KEPT_IN) / f"desk-{name}.png")


def test_every_page_of_the_desk_fits_and_is_quiet(
    browser: Browser, services: Services, live: LiveHouse
) -> None:
    scene = desk_scene.set_up(services, at=datetime.now(UTC))
    page = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768}).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live.address}/desk/sign-in")
    picture(page, "sign-in")

    sign_in(page, live.address, "li")
    picture(page, "queue")
    for who in ("chen", "ma", "zhou"):
        page.goto(f"{live.address}/desk/questions/{scene.numbers[who]}")
        expect(page.locator("#talk")).to_be_visible()
        if who == "chen":
            expect(page.locator("#suggested .text").first).to_be_visible(timeout=60_000)
        picture(page, f"question-{who}")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    picture(page, "keys")
    for name in ("replies", "phone"):
        page.goto(f"{live.address}/desk/{name}")
        picture(page, name)

    assert complaints == []
    page.context.close()


def test_every_place_of_the_navigation_fits(
    browser: Browser, services: Services, live: LiveHouse
) -> None:
    desk_scene.set_up(services, at=datetime.now(UTC))
    page = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768}).new_page()
    sign_in(page, live.address, "sun")

    for place in PLACES:
        answer = page.goto(f"{live.address}{place.path}")
        assert answer is not None
        assert answer.status == 200, place.path
        picture(page, f"all-{place.path.removeprefix('/desk').strip('/') or 'queue'}")
    page.context.close()
