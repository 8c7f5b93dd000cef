"""A case in real browsers: a mediator at the desk, the invited respondent on a phone."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from handlers.services import Services
from storage.lifecycle import Role
from tests.fakes import desk_house
from tests.fakes.case_house import TERMS, CaseHouse
from tests.fakes.desk_house import CHOSEN
from tests.fakes.looking import overflow
from tests.fakes.web_house import LiveHouse

SIZES = {"desk": (1366, 768), "phone": (390, 844)}


def open_page(browser: Browser, size: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": height})
    return context.new_page()


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/desk/cases")
    page.fill("#login", "zhao")
    page.fill("#password", CHOSEN)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()


def fold(page: Page, label: str) -> None:
    """Open one act of the page."""
    page.locator(".folds summary", has_text=label).first.click()


@pytest.fixture
def house(services: Services) -> CaseHouse:
    """Everybody in a case, now; `zhao` is at the desk."""
    house = CaseHouse(services, now=datetime.now(UTC))
    roles = {Role.MEDIATOR, Role.LEAD}
    desk_house.officer(services, "zhao", at=datetime.now(UTC), roles=roles)
    return house


@pytest.mark.parametrize("size", SIZES)
def test_mediator_accepts_invites_and_drafts(
    browser: Browser, live: LiveHouse, house: CaseHouse, size: str
) -> None:
    house.file("其他")
    page = open_page(browser, size)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    sign_in(page, live.address)
    assert overflow(page) == 0

    page.click(".what a")
    page.fill("#text-accept", "材料齐全。")
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.locator(".trail")).to_contain_text("材料齐全。")
    assert overflow(page) == 0
    page.get_by_role("button", name="邀请对方", exact=True).click()
    link = page.locator("#invitation").input_value()
    assert overflow(page) == 0
    house.press(house.bob, house.say(house.bob, link), "同意调解")

    page.reload()
    page.goto(f"{live.address}/desk/cases/{house.number}")
    fold(page, "起草协议")
    for key in ("facts", "dispute", "liability", "content", "manner"):
        page.fill(f"textarea[name={key}]", TERMS[key])
    assert overflow(page) == 0
    page.get_by_role("button", name="起草协议", exact=True).click()

    expect(page.locator(".done")).to_be_visible()
    assert "退还2000元" in house.letter(house.bob, "draft").text
    assert complaints == []
    page.context.close()


def test_respondent_opens_the_invitation_on_a_phone_and_agrees(
    browser: Browser, live: LiveHouse, house: CaseHouse
) -> None:
    house.file("其他")
    house.accept()
    token = house.act("invite")
    page = open_page(browser, "phone")

    page.goto(f"{live.address}/invited/{token}")
    assert overflow(page) == 0
    page.get_by_role("button", name="查看邀请", exact=True).click()
    expect(page.locator("body")).to_contain_text("您收到了一份行政调解邀请")
    page.get_by_role("button", name="同意调解", exact=True).last.click()

    expect(page.locator("body")).to_contain_text("已记下：您同意调解")
    assert house.status == "in_mediation"
    page.context.close()
