"""Answered once, known ever after: two officers and a citizen, each in a browser of their own."""

from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from handlers.services import Services
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes import entry_house as house
from tests.fakes.desk_house import CHOSEN
from tests.fakes.looking import overflow
from tests.fakes.web_house import LiveHouse


def open_page(browser: Browser, width: int = 1366, height: int = 768) -> Page:
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    return context.new_page()


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/desk")
    page.fill("#login", login)
    page.fill("#password", CHOSEN)
    page.keyboard.press("Enter")
    expect(page.locator(".me .login")).to_have_text(login)


def says(services: Services, page: Page, words: str) -> None:
    page.get_by_label(services.wording.say("web.page.composer.label")).fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".from-visitor").last).to_contain_text(words)


def test_draft_is_approved_and_the_same_question_is_answered_by_the_bot(
    browser: Browser, services: Services, live: LiveHouse
) -> None:
    now = datetime.now(UTC)
    services.knowledge.search.find(house.ASKED, on=now.date())  # its index may have to be made
    desk.officer(services, "li", at=now, roles={Role.OFFICER, Role.EDITOR})
    desk.officer(services, "wang", at=now, roles={Role.EDITOR})
    say, person = services.wording.say, open_page(browser, 390, 844)
    li, wang = open_page(browser), open_page(browser)
    person.goto(live.address)
    expect(person.locator(".message").first).to_be_visible()
    says(services, person, house.ASKED)
    says(services, person, "转人工")

    sign_in(li, live.address, "li")
    expect(li.locator(".what a")).to_be_visible()
    li.click(".what a")
    li.fill("#text", house.SAID)
    li.get_by_role("button", name=say("queue.send"), exact=True).click()
    expect(person.locator(".from-officer").last).to_contain_text("不用交保洁押金")
    li.get_by_role("button", name=say("editing.from_question_button"), exact=True).click()
    expect(li.locator("#phrasings")).to_have_value(house.ASKED)
    assert overflow(li) == 0
    li.get_by_role("button", name=say("editing.submit"), exact=True).click()
    expect(li.locator("#tags-1")).to_be_visible()
    for name, text in house.FIELDS.items():
        box = li.locator(f"#{name}")
        if name in ("domain", "organ", "audience", "mode", "risk"):
            box.select_option(text)
        else:
            box.fill(text)
    li.get_by_role("button", name=say("editing.submit"), exact=True).click()
    expect(li.locator(".done")).to_have_text(say("desk.done.entry_submit"))

    sign_in(wang, live.address, "wang")
    wang.get_by_role("link", name=say("editing.page"), exact=True).click()
    expect(wang.locator(".list .what a")).to_have_text(house.FIELDS["title"])
    wang.wait_for_load_state()
    wang.keyboard.press("j")
    wang.keyboard.press("Enter")
    wang.get_by_label(say("editing.agree"), exact=True).check()
    assert overflow(wang) == 0
    wang.get_by_role("button", name=say("editing.decide"), exact=True).click()
    expect(wang.locator(".done").first).to_have_text(say("desk.done.entry_review"))

    other = open_page(browser, 390, 844)
    other.goto(live.address)
    expect(other.locator(".message").first).to_be_visible()
    says(services, other, house.IN_OTHER_WORDS)
    expect(other.locator(".message").last).to_contain_text(house.FIELDS["short"])
    for page in (person, li, wang, other):
        page.context.close()
