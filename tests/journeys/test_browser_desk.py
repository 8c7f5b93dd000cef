"""An officer's day in a real browser: sign in, read, answer, close, decide a case, on two sizes."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web
from playwright.sync_api import Browser, Page, expect

from bot.dispatch import Dispatch
from bot.settings import Settings
from bot.web.app import build_app
from bot.web.console_door import COST
from bot.worker import Worker
from handlers.desk import access
from handlers.services import Services
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, FIRST

HOSTILE = "<b>能开发票吗</b><script>document.title='x'</script>"
SIZES = {"desk": (1280, 800), "phone": (390, 844)}


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """Where the console is served, by a loop in a thread of its own."""
    with serving(services) as found:
        yield found


@contextmanager
def serving(services: Services) -> Iterator[str]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner, found = asyncio.run_coroutine_threadsafe(start(services), loop).result(30)
    try:
        yield found
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def start(services: Services) -> tuple[web.AppRunner, str]:
    app = build_app(services, Dispatch(services), Settings(_env_file=None), Worker(services, {}))
    app[COST] = CHEAP
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    return runner, f"http://127.0.0.1:{port}"


def open_page(browser: Browser, size: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    return context.new_page()


def sign_in(page: Page, address: str, *, login: str, password: str) -> None:
    page.goto(f"{address}/desk")
    page.fill("#login", login)
    page.fill("#password", password)
    page.keyboard.press("Enter")


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("size", SIZES)
def test_officer_answers_a_question_and_closes_it(
    browser: Browser, services: Services, address: str, size: str
) -> None:
    now = datetime.now(UTC)
    access.ensure_first_officer(services, password=FIRST, at=now, cost=CHEAP)
    desk.hand_over(services, HOSTILE, at=now)
    say, page = services.wording.say, open_page(browser, size)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    sign_in(page, address, login="officer", password=FIRST)
    page.fill("#new", CHOSEN)
    page.fill("#again", CHOSEN)
    page.keyboard.press("Enter")
    expect(page.locator(".what a")).to_have_text(HOSTILE)
    assert overflow(page) == 0

    page.click(".what a")
    page.click(f"text={say('desk.question.take')}")
    expect(page.locator(".act .tag.mine")).to_be_visible()
    page.fill("#text", "可以，请向商家索要。")
    page.click(f"text={say('desk.question.send')}")
    expect(page.locator(".done")).to_have_text(say("desk.done.answered"))
    expect(page.locator(".said .officer .text")).to_contain_text("可以，请向商家索要。")
    assert overflow(page) == 0

    page.click(f"button:text-is('{say('desk.question.close')}')")
    expect(page.locator(".empty")).to_be_visible()
    assert [letter.text.split("\n")[-1] for letter in desk.letters_to(services)] == [
        "可以，请向商家索要。",
        say("human.rate"),
    ]
    assert complaints == []
    page.context.close()


def test_queue_says_when_it_has_changed_and_works_without_scripts(
    browser: Browser, services: Services, address: str
) -> None:
    desk.officer(services, at=datetime.now(UTC))
    page = open_page(browser, "desk")
    page.clock.install()
    sign_in(page, address, login="li", password=CHOSEN)
    expect(page.locator("#news")).to_be_hidden()

    desk.hand_over(services, "刚转来的问题", at=datetime.now(UTC))
    page.clock.run_for(30_000)
    page.click("#news a")

    expect(page.locator(".what a")).to_have_text("刚转来的问题")
    plain = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    sign_in(plain, address, login="li", password=CHOSEN)
    expect(plain.locator(".what a")).to_have_text("刚转来的问题")
    plain.context.close()
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_officer_decides_a_case(
    browser: Browser, services: Services, address: str, size: str
) -> None:
    desk.officer(services, at=datetime.now(UTC))
    desk.file_case(services)
    say, page = services.wording.say, open_page(browser, size)
    sign_in(page, address, login="li", password=CHOSEN)

    page.click(f".places >> text={say('desk.page.cases')}")
    assert overflow(page) == 0
    page.click(".what a")
    page.check(f"text={say('desk.case.to.accepted')}")
    page.fill("#text", "材料齐全。")
    page.click(f"text={say('desk.case.send')}")

    expect(page.locator(".done")).to_have_text(say("desk.done.moved"))
    expect(page.locator(".trail")).to_contain_text("材料齐全。")
    assert overflow(page) == 0
    assert "材料齐全。" in desk.letters_to(services)[0].text
    page.context.close()
