"""Somebody files a case with two photos on a phone and saves the application."""

import io
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from storage import files
from storage.case_tables import Case
from tests.fakes.filing_house import PHOTO, STORY
from tests.fakes.looking import overflow
from tests.fakes.web_house import LiveHouse

PHONE, SMALL_PHONE = (390, 844), (360, 640)


def say(page: Page, text: str) -> None:
    page.get_by_label("您想问的事").fill(text)
    page.keyboard.press("Enter")


def press(page: Page, label: str) -> None:
    page.locator(".quick").get_by_role("button", name=label, exact=True).click()


def reads(page: Page, text: str) -> None:
    expect(page.locator(".message").last).to_contain_text(text, timeout=30_000)


def fill_in_until_evidence(page: Page) -> None:
    expect(page.locator(".message").first).to_be_visible()
    say(page, "申请调解")
    reads(page, "说说发生了什么")
    say(page, STORY)
    reads(page, "听起来是劳动争议")
    for label, asked in (
        ("申请调解", "有没有已经走了别的途径"),
        ("都没有", "现在还在这家干吗"),
        ("还在", "只用于办理这次申请"),
        ("同意并继续", "您想要什么结果"),
    ):
        press(page, label)
        reads(page, asked)
    say(page, "付清两个月工资8000元")
    reads(page, "对方是谁")
    say(page, "某某饭店")
    reads(page, "是谁来申请")
    press(page, "我本人")
    reads(page, "怎么称呼您")
    say(page, "李四")
    reads(page, "留一个能联系到您的电话")
    say(page, "13800000000")
    reads(page, "有证据就现在发过来")


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE], ids=["phone", "small-phone"])
def test_applicant_files_a_case_with_two_photos_and_saves_the_application(
    browser: Browser, live: LiveHouse, tmp_path: Path, size: tuple[int, int]
) -> None:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": size[0], "height": size[1]}, has_touch=True
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(live.address)
    fill_in_until_evidence(page)

    photos = []
    for name in ("考勤表.jpg", "聊天记录.jpg"):
        photos.append(tmp_path / name)
        photos[-1].write_bytes(PHOTO)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="发照片或文件").click()
    chooser.value.set_files(photos)
    reads(page, "编为第2份：聊天记录.jpg")
    for label, asked in (
        ("发完了", "同意在线上办理"),
        ("同意线上办理", "下面这些可以补"),
        ("不用了，看汇总", "请核对"),
        ("提交", "已提交，编号 LY-TJ-"),
    ):
        press(page, label)
        reads(page, asked)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 行政调解申请书").click()
    saved = Path(download.value.path()).read_bytes()

    cells = [
        cell.text
        for table in docx.Document(io.BytesIO(saved)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert "李四" in cells
    assert overflow(page) == 0
    with live.services.database.reading() as session:
        [case] = session.exec(select(Case)).all()
        kept = files.listing(session, owner=f"case:{case.id}")
        names = [files.name_of(session, file) for file in kept]
        assert names == ["考勤表.jpg", "聊天记录.jpg"]
        assert [files.content_of(session, file.id or 0) for file in kept] == [PHOTO, PHOTO]
    assert complaints == []
    context.close()
