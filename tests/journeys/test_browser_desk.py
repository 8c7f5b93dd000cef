"""An officer's day in a real browser: sign in, read, answer, close, decide a case, on two sizes."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from handlers.desk import access
from handlers.services import Services
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, FIRST
from tests.fakes.web_house import LiveHouse

HOSTILE = "<b>能开发票吗</b><script>document.title='x'</script>"
SIZES = {"desk": (1280, 800), "phone": (390, 844)}


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
    browser: Browser, services: Services, live: LiveHouse, size: str
) -> None:
    now = datetime.now(UTC)
    access.ensure_first_officer(services, password=FIRST, at=now, cost=CHEAP)
    desk.hand_over(services, HOSTILE, at=now)
    say, page = services.wording.say, open_page(browser, size)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    sign_in(page, live.address, login="officer", password=FIRST)
    page.fill("#new", CHOSEN)
    page.fill("#again", CHOSEN)
    page.keyboard.press("Enter")
    expect(page.locator(".what a")).to_have_text(HOSTILE)
    assert overflow(page) == 0

    page.click(".what a")
    page.get_by_role("button", name=say("desk.question.take"), exact=True).click()
    expect(page.locator(".act .tag.mine")).to_be_visible()
    page.fill("#text", "可以，请向商家索要。")
    page.get_by_role("button", name=say("desk.question.send"), exact=True).click()
    expect(page.locator(".done")).to_have_text(say("desk.done.answered"))
    expect(page.locator(".said .officer .text")).to_contain_text("可以，请向商家索要。")
    assert overflow(page) == 0

    page.get_by_role("button", name=say("desk.question.close"), exact=True).click()
    expect(page.locator(".empty")).to_be_visible()
    assert [letter.text.split("\n")[-1] for letter in desk.letters_to(services)] == [
        "可以，请向商家索要。",
        say("human.rate"),
    ]
    assert complaints == []
    page.context.close()


def test_queue_says_when_it_has_changed_and_works_without_scripts(
    browser: Browser, services: Services, live: LiveHouse
) -> None:
    desk.officer(services, at=datetime.now(UTC))
    page = open_page(browser, "desk")
    page.clock.install()
    sign_in(page, live.address, login="li", password=CHOSEN)
    expect(page.locator("#news")).to_be_hidden()

    desk.hand_over(services, "刚转来的问题", at=datetime.now(UTC))
    page.clock.run_for(30_000)
    page.click("#news a")

    expect(page.locator(".what a")).to_have_text("刚转来的问题")
    plain = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    sign_in(plain, live.address, login="li", password=CHOSEN)
    expect(plain.locator(".what a")).to_have_text("刚转来的问题")
    plain.context.close()
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_officer_decides_a_case(
    browser: Browser, services: Services, live: LiveHouse, size: str
) -> None:
    desk.officer(services, at=datetime.now(UTC))
    desk.file_case(services)
    say, page = services.wording.say, open_page(browser, size)
    sign_in(page, live.address, login="li", password=CHOSEN)

    page.get_by_role("link", name=say("desk.page.cases"), exact=True).click()
    assert overflow(page) == 0
    page.click(".what a")
    page.get_by_label(say("desk.case.to.accepted"), exact=True).check()
    page.fill("#text", "材料齐全。")
    page.get_by_role("button", name=say("desk.case.send"), exact=True).click()

    expect(page.locator(".done")).to_have_text(say("desk.done.moved"))
    expect(page.locator(".trail")).to_contain_text("材料齐全。")
    assert overflow(page) == 0
    assert "材料齐全。" in desk.letters_to(services)[0].text
    page.context.close()


def test_answer_arrives_in_the_persons_open_chat_and_is_rated(
    browser: Browser, services: Services, live: LiveHouse
) -> None:
    desk.officer(services, at=datetime.now(UTC))
    say, person, page = (
        services.wording.say,
        open_page(browser, "phone"),
        open_page(browser, "desk"),
    )
    person.goto(live.address)
    expect(person.locator(".message").first).to_be_visible()
    for words in ("隔壁说下个月要收排烟费，真的吗", "转人工"):
        person.get_by_label(say("web.page.composer.label")).fill(words)
        person.keyboard.press("Enter")
        expect(person.locator(".from-visitor").last).to_contain_text(words)

    sign_in(page, live.address, login="li", password=CHOSEN)
    page.click(".what a")
    page.fill("#text", "没有这回事。")
    page.get_by_role("button", name=say("desk.question.send"), exact=True).click()
    expect(person.locator(".from-officer").last).to_contain_text("没有这回事。")
    page.get_by_role("button", name=say("desk.question.close"), exact=True).click()
    person.get_by_role("button", name=say("human.levels.5"), exact=True).click()

    expect(person.locator(".message").last).to_contain_text(say("rating.thanks"))
    person.context.close()
    page.context.close()
