"""Officers' days in a real browser, with the person on the other side, each in a context of their own."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from handlers.desk import accounts
from handlers.services import Services
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, FIRST
from tests.fakes.looking import overflow
from tests.fakes.web_house import LiveHouse

HOSTILE = "<b>能开发票吗</b><script>document.title='x'</script>"
QUESTION = "老王说的那个事到底行不行"
SIZES = {"desk": (1366, 768), "phone": (390, 844)}


def open_page(browser: Browser, size: str = "desk") -> Page:
    width, height = SIZES[size]
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    return context.new_page()


def sign_in(page: Page, address: str, *, login: str, password: str = CHOSEN) -> None:
    page.goto(f"{address}/desk")
    expect(page.locator("#login")).to_be_focused()  # the page puts the cursor there first
    page.fill("#login", login)
    page.fill("#password", password)
    page.keyboard.press("Enter")


def says(services: Services, page: Page, words: str) -> None:
    page.get_by_label(services.wording.say("web.page.composer.label")).fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".from-visitor").last).to_contain_text(words)


@pytest.mark.parametrize("size", SIZES)
def test_officer_answers_a_question_and_closes_it(
    browser: Browser, services: Services, live: LiveHouse, size: str
) -> None:
    now = datetime.now(UTC)
    accounts.ensure_first_officer(services, password=FIRST, at=now, cost=CHEAP)
    desk.hand_over(services, HOSTILE, at=now)
    say, page = services.wording.say, open_page(browser, size)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    sign_in(page, live.address, login="officer", password=FIRST)
    expect(page.locator("#new")).to_be_focused()
    page.fill("#new", CHOSEN)
    page.fill("#again", CHOSEN)
    page.keyboard.press("Enter")
    expect(page.locator(".what a")).to_have_text(HOSTILE)
    assert overflow(page) == 0

    page.get_by_role("button", name=say("queue.claim"), exact=True).click()
    expect(page.locator("#strip .tag.mine")).to_be_visible()
    page.fill("#text", "可以，请向商家索要。")
    page.get_by_role("button", name=say("queue.send"), exact=True).click()
    expect(page.locator(".done")).to_have_text(say("desk.done.answer"))
    expect(page.locator(".said .officer .text")).to_contain_text("可以，请向商家索要。")
    assert overflow(page) == 0

    page.get_by_role("button", name=say("queue.close"), exact=True).click()
    expect(page.locator(".empty")).to_be_visible()
    assert [letter.text.split("\n")[-1] for letter in desk.letters_to(services)] == [
        "可以，请向商家索要。",
        say("human.rate"),
    ]
    assert complaints == []
    page.context.close()


def test_two_officers_and_a_person_ask_answer_pass_on_and_close(
    browser: Browser, services: Services, live: LiveHouse
) -> None:
    now = datetime.now(UTC)
    desk.officer(services, "li", at=now)
    zhao_id = desk.officer(services, "zhao", at=now).officer_id
    say = services.wording.say
    person, li, zhao = (open_page(browser, size) for size in ("phone", "desk", "desk"))
    for page, login in ((li, "li"), (zhao, "zhao")):
        sign_in(page, live.address, login=login)
        expect(page.locator(".empty")).to_be_visible()
    person.goto(live.address)
    expect(person.locator(".message").first).to_be_visible()
    says(services, person, QUESTION)
    says(services, person, "转人工")

    # The question appears on both open pages by itself; the keyboard claims it.
    for page in (li, zhao):
        expect(page.locator(".what a")).to_contain_text(QUESTION)
        expect(page.locator('[data-view="unclaimed"] b')).to_have_text("1")
    li.keyboard.press("j")
    li.keyboard.press("c")
    expect(li.locator("#strip .tag.mine")).to_be_visible()
    expect(zhao.locator(".tag.taken")).to_have_text("li")

    # Asked back: the person's reply is on the officer's page without a reload.
    li.fill("#text", "哪个区的店？")
    li.get_by_role("button", name=say("queue.ask"), exact=True).click()
    expect(li.locator("#strip .tag.asked")).to_be_visible()
    expect(person.locator(".from-officer").last).to_contain_text("哪个区的店？")
    says(services, person, "涧西区的")
    expect(li.locator("#talk")).to_contain_text("涧西区的")
    expect(li.locator("#strip .tag.mine")).to_be_visible()

    # Passed on: it is the colleague's now, with the reason.
    li.locator("summary", has_text=re.compile(f"^{say('queue.transfer')}$")).click()
    li.select_option("#to", f"officer:{zhao_id}")
    li.fill("#why", "归他管")
    li.get_by_role("button", name=say("queue.transfer_submit"), exact=True).click()
    expect(zhao.locator(".tag.mine")).to_be_visible()
    zhao.click(".what a")
    expect(zhao.locator("#facts")).to_contain_text("归他管")

    zhao.fill("#text", "没有这回事。")
    zhao.get_by_role("button", name=say("queue.send"), exact=True).click()
    expect(person.locator(".from-officer").last).to_contain_text("没有这回事。")
    zhao.get_by_role("button", name=say("queue.close"), exact=True).click()
    expect(zhao.locator(".empty")).to_be_visible()
    person.get_by_role("button", name=say("human.levels.5"), exact=True).click()
    expect(person.locator(".message").last).to_contain_text(say("rating.thanks")[:4])
    for page in (person, li, zhao):
        page.context.close()


def test_second_tab_with_an_old_page_sends_nothing_and_keeps_the_text(
    browser: Browser, services: Services, live: LiveHouse
) -> None:
    now = datetime.now(UTC)
    for login in ("li", "zhao"):
        desk.officer(services, login, at=now)
    number = desk.hand_over(services, QUESTION, at=now)
    say, pages = services.wording.say, [open_page(browser) for _ in range(2)]
    for page, login in zip(pages, ("li", "zhao"), strict=True):
        sign_in(page, live.address, login=login)
        expect(page.locator(".what a")).to_be_visible()
    li, zhao = pages
    # What zhao's page hears of changes is cut off: it stays as it was opened.
    zhao.route("**/desk/stream", lambda route: route.abort())
    zhao.goto(f"{live.address}/desk/questions/{number}")
    zhao.fill("#text", "我写了很久")
    li.goto(f"{live.address}/desk/questions/{number}")
    li.get_by_role("button", name=say("queue.take"), exact=True).click()
    expect(li.locator("#strip .tag.mine")).to_be_visible()

    zhao.get_by_role("button", name=say("queue.send"), exact=True).click()

    told = say("desk.refusal.taken_by_other", officer="li")
    expect(zhao.locator("#problem")).to_have_text(told)
    expect(zhao.locator("#typed")).to_have_value("我写了很久")
    assert desk.letters_to(services) == []
    for page in pages:
        page.context.close()


def test_queue_works_without_scripts(browser: Browser, services: Services, live: LiveHouse) -> None:
    desk.officer(services, at=datetime.now(UTC))
    desk.hand_over(services, QUESTION, at=datetime.now(UTC))
    say = services.wording.say
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()

    sign_in(page, live.address, login="li")
    page.fill("#search", "没有这样的话")
    page.get_by_role("button", name=say("queue.filter"), exact=True).click()
    expect(page.locator(".empty")).to_be_visible()
    page.get_by_role("link", name=say("queue.clear"), exact=True).click()
    page.get_by_role("button", name=say("queue.claim"), exact=True).click()
    page.fill("#text", "没有这回事。")
    page.get_by_role("button", name=say("queue.send"), exact=True).click()

    expect(page.locator(".said .officer .text")).to_contain_text("没有这回事。")
    page.context.close()
