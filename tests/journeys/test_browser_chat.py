"""People use the chat page in a real browser, on a phone and at a desk."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.fakes.web_house import LiveHouse

PHONE, SMALL_PHONE, DESK = (390, 844), (360, 640), (1280, 800)
QUESTION = "过期食品没卖出去也罚吗"


@contextmanager
def _page(browser: Browser, live: LiveHouse, size: tuple[int, int] = PHONE) -> Iterator[Page]:
    """Open the page as somebody new; anything the browser complains about fails the test."""
    context = browser.new_context(locale="zh-CN", viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(live.address)
    yield page
    context.close()
    # What the test cut off itself is no complaint.
    assert [one for one in complaints if "ERR_" not in one] == []


def _ask(page: Page, text: str) -> None:
    expect(page.locator(".message").first).to_be_visible()
    page.get_by_label("您想问的事").fill(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_visitor_asks_opens_an_article_rates_and_finds_it_all_again(
    browser: Browser, live: LiveHouse, size: tuple[int, int]
) -> None:
    with _page(browser, live, size) as page:
        expect(page.get_by_role("log")).to_contain_text("洛问")
        _ask(page, QUESTION)
        expect(page.locator("ol.steps li").first).to_be_visible()

        page.locator(".basis-row button").first.click()
        expect(page.get_by_role("dialog").locator(".quote").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.get_by_role("button", name="有用", exact=True).click()
        expect(page.locator(".message").last).to_contain_text("谢谢")
        before = page.get_by_role("log").locator(".message .body").all_inner_texts()

        page.reload()

        expect(page.locator(".message").last).to_contain_text("谢谢")
        assert page.get_by_role("log").locator(".message .body").all_inner_texts() == before


def test_officers_letter_arrives_without_reload(browser: Browser, live: LiveHouse) -> None:
    with _page(browser, live) as page:
        _ask(page, "转人工")
        expect(page.locator(".message")).to_have_count(3)

        live.write_letters()

        letter = page.locator(".from-officer")
        expect(letter).to_contain_text("工作人员")
        expect(letter).to_contain_text("您好，已经核实。")


def test_topics_can_be_browsed_by_buttons_to_an_answer(browser: Browser, live: LiveHouse) -> None:
    with _page(browser, live) as page:
        page.get_by_role("button", name="按事情找").click()
        expect(page.locator(".from-visitor")).to_have_text("按事情找")
        page.locator(".choices button").first.click()
        expect(page.locator(".from-visitor")).to_have_count(2)
        page.locator(".choices button").first.click()

        expect(page.locator(".basis-row button").first).to_be_visible()


def test_message_whose_answer_was_lost_on_the_way_is_there_once(
    browser: Browser, live: LiveHouse
) -> None:
    with _page(browser, live) as page:
        expect(page.locator(".message")).to_have_count(1)
        lost: list[str] = []

        def lose_the_first(route: Route) -> None:
            if lost:
                route.continue_()
                return
            lost.append(route.fetch().text())
            route.abort()

        page.route("**/api/messages", lose_the_first)
        page.route("**/api/stream*", lambda route: route.abort())
        _ask(page, QUESTION)
        expect(page.get_by_text("没有送到，会自动重发")).to_be_visible()
        page.get_by_role("button", name="立即重发").click()

        expect(page.locator(".basis-row")).to_have_count(1)
        expect(page.locator(".from-visitor")).to_have_count(1)
        page.reload()
        expect(page.locator(".basis-row")).to_have_count(1)
        expect(page.locator(".from-visitor")).to_have_count(1)


def test_message_written_without_network_survives_a_reload(
    browser: Browser, live: LiveHouse
) -> None:
    with _page(browser, live) as page:
        expect(page.locator(".message")).to_have_count(1)
        page.route("**/api/messages", lambda route: route.abort())
        _ask(page, QUESTION)
        expect(page.get_by_text("没有送到，会自动重发")).to_be_visible()

        page.unroute("**/api/messages")
        page.reload()

        expect(page.locator(".basis-row")).to_have_count(1)
        expect(page.locator(".from-visitor")).to_have_count(1)


def test_page_says_when_the_network_is_gone_and_when_it_is_back(
    browser: Browser, live: LiveHouse
) -> None:
    with _page(browser, live) as page:
        expect(page.locator(".message")).to_have_count(1)

        page.context.set_offline(True)
        expect(page.locator("#banner")).to_contain_text("网络断开了")
        _ask(page, QUESTION)
        expect(page.get_by_text("没有送到，会自动重发")).to_be_visible()
        page.context.set_offline(False)

        expect(page.locator(".basis-row")).to_have_count(1)
        expect(page.locator("#banner")).to_be_hidden()


# The line's answer is on its way, and arrives when the test lets it.
SLOW_LINE = """
const reach = window.fetch;
window.fetch = (url, options) => {
  if (!String(url).includes("/api/stream")) return reach(url, options);
  return new Promise((arrive, fail) => {
    options.signal.addEventListener("abort", fail);
    window.deliver = () => arrive(new Response(new ReadableStream()));
  });
};
"""


def test_line_that_opens_after_the_network_went_does_not_hide_it(
    browser: Browser, live: LiveHouse
) -> None:
    with _page(browser, live) as page:
        page.add_init_script(SLOW_LINE)
        page.reload()
        while not page.evaluate("Boolean(window.deliver)"):  # the page's policy forbids polling
            page.wait_for_timeout(20)
        page.evaluate("() => { window.first = window.deliver; }")

        page.context.set_offline(True)
        expect(page.locator("#banner")).to_contain_text("网络断开了")
        page.evaluate("window.first()")
        page.wait_for_timeout(100)

        expect(page.locator("#banner")).to_contain_text("网络断开了")


def test_draft_and_text_size_are_kept_over_a_reload(browser: Browser, live: LiveHouse) -> None:
    with _page(browser, live) as page:
        expect(page.locator(".message")).to_have_count(1)
        page.get_by_label("您想问的事").fill("写了一半")
        page.get_by_role("button", name="大字").click()

        page.reload()

        expect(page.get_by_label("您想问的事")).to_have_value("写了一半")
        expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21px"


def test_second_tab_shows_what_the_first_one_said(browser: Browser, live: LiveHouse) -> None:
    with _page(browser, live) as page:
        expect(page.locator(".message")).to_have_count(1)
        second = page.context.new_page()
        second.goto(live.address)
        expect(second.locator(".message")).to_have_count(1)

        _ask(page, QUESTION)

        expect(second.locator(".from-visitor")).to_have_text(QUESTION)
        expect(second.locator(".basis-row")).to_have_count(1)
        expect(page.locator(".basis-row")).to_have_count(1)


def test_what_looks_like_markup_stays_text(browser: Browser, live: LiveHouse) -> None:
    with _page(browser, live) as page:
        _ask(page, "<img src=x onerror=alert(1)> **粗** {label}")

        expect(page.locator(".from-visitor")).to_have_text(
            "<img src=x onerror=alert(1)> **粗** {label}"
        )
        assert page.locator(".log img").count() == 0


def test_danger_shows_numbers_to_tap(browser: Browser, live: LiveHouse) -> None:
    with _page(browser, live) as page:
        _ask(page, "楼下饭店煤气味特别大有人晕倒了")

        call = page.locator("[data-kind=urgent] a[href='tel:119']")
        expect(call).to_be_visible()


def test_keyboard_alone_is_enough(browser: Browser, live: LiveHouse) -> None:
    with _page(browser, live, DESK) as page:
        expect(page.locator(".message")).to_have_count(1)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="跳到输入框")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.type("帮助")
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Backspace")
        page.keyboard.press("Enter")

        expect(page.locator(".from-visitor")).to_have_text("帮助")
        expect(page.get_by_label("您想问的事")).to_be_focused()


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("size", [SMALL_PHONE, DESK], ids=["phone", "desk"])
def test_everything_fits_and_can_be_tapped(
    browser: Browser, live: LiveHouse, size: tuple[int, int], large: bool
) -> None:
    with _page(browser, live, size) as page:
        _ask(page, QUESTION)
        expect(page.locator(".quick")).to_have_count(1)
        if large:
            page.get_by_role("button", name="大字").click()

        wide = page.evaluate("document.documentElement.scrollWidth")
        wide_log = page.evaluate(
            "(l => l.scrollWidth - l.clientWidth)(document.getElementById('log'))"
        )
        boxes = [button.bounding_box() for button in page.locator("button:visible").all()]

        assert wide <= size[0]
        assert wide_log <= 0
        assert min(min(box["width"], box["height"]) for box in boxes if box) >= 44


def test_visitor_whose_browser_keeps_no_cookie_is_served_too(
    browser: Browser, live: LiveHouse
) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()

    def without_cookie(route: Route) -> None:
        response = route.fetch()
        kept = {k: v for k, v in response.headers.items() if k.lower() != "set-cookie"}
        context.clear_cookies()
        route.fulfill(response=response, headers=kept)

    page.route(live.address + "/", without_cookie)
    page.goto(live.address + "/")
    _ask(page, QUESTION)
    expect(page.locator(".basis-row")).to_have_count(1)

    live.write_letters()

    expect(page.locator(".from-officer")).to_be_visible()
    context.close()
