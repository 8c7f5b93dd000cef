"""A request filed on Telegram with photo and paper, and one begun there and finished on the web."""

import re
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from sqlmodel import select

from handlers.services import Services
from storage import files
from storage.file_tables import StoredFile
from tests.fakes.bot_api import BotApi, Sent
from tests.fakes.chatter import Chatter
from tests.fakes.filing_house import PDF, PHOTO, PROGRAM, STORY
from tests.fakes.telegram_house import running, services_in, settings_for

WAY = ("申请调解", "都没有", "还在", "同意，在这里继续")


async def told(somebody: Chatter, text: str) -> Sent:
    somebody.says(text)
    [answer] = await somebody.hears(within=60)
    return answer


async def tapped(somebody: Chatter, label: str) -> Sent:
    somebody.taps(label)
    [answer] = await somebody.hears(within=60)
    return answer


async def filled_until_evidence(somebody: Chatter) -> None:
    await told(somebody, "/mediation")
    await told(somebody, STORY)
    for label in WAY:
        await tapped(somebody, label)
    for text in ("付清两个月工资8000元", "某某饭店"):
        await told(somebody, text)
    await tapped(somebody, "我本人")
    for text in ("李四", "13800000000"):
        await told(somebody, text)


def kept(services: Services) -> dict[str, bytes]:
    with services.database.reading() as session:
        found = session.exec(select(StoredFile).order_by("number")).all()
        return {
            files.name_of(session, file): files.content_of(session, file.id or 0)
            for file in found
            if not file.owner.endswith(":papers")
        }


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_applicant_sends_a_photo_and_a_paper_and_gets_the_application_as_a_document(
    tmp_path: Path, webhook: bool
) -> None:
    async with BotApi() as api:
        services = services_in(tmp_path)
        async with running(settings_for(tmp_path, api, webhook=webhook), services):
            somebody = Chatter(api)
            await filled_until_evidence(somebody)

            photo = api.lay(PHOTO, width=9, height=9)
            somebody.sends(photo=[photo], caption="考勤表")
            [first] = await somebody.hears()
            somebody.sends(document=api.lay(PDF, file_name="转账.pdf"))
            [second] = await somebody.hears()
            somebody.sends(document=api.lay(PROGRAM, file_name="欠条.pdf"))
            [refused] = await somebody.hears()
            somebody.sends(video=api.lay(bytes(21 * 1024 * 1024), width=1, height=1, duration=1))
            [large] = await somebody.hears()
            await tapped(somebody, "发完了")
            await tapped(somebody, "同意线上办理")
            await tapped(somebody, "不用了")
            filed = await tapped(somebody, "提交")
            await api.until(lambda: api.documents)

        assert "第1份：考勤表.jpg" in first.text
        assert "第2份：转账.pdf" in second.text
        assert "内容不是照片" in refused.text
        assert "最多20 MB" in large.text
        assert kept(services) == {"考勤表.jpg": PHOTO, "转账.pdf": PDF}
        assert "LY-TJ-" in filed.text
        [(chat, name, content)] = api.documents
        assert (chat, name.endswith(".docx"), content[:2]) == (somebody.number, True, b"PK")
        assert api.refused == []
        services.database.close()


async def test_applicant_goes_on_in_a_browser_by_a_link_that_works_once(tmp_path: Path) -> None:
    async with BotApi() as api:
        services = services_in(tmp_path)
        settings = settings_for(tmp_path, api)
        here = f"http://127.0.0.1:{settings.port}"
        public = Services(
            services.knowledge, services.wording, services.database, "https://ask.example.cn"
        )
        async with running(settings, public):
            somebody = Chatter(api)
            await told(somebody, "/mediation")
            await told(somebody, STORY)
            for label in WAY[:-1]:
                await tapped(somebody, label)
            link = await tapped(somebody, "在网页继续")
            [url] = [key["url"] for row in link.buttons for key in row if "url" in key]
            address = url.replace("https://ask.example.cn", here)

            asked = await browsed(here, address)
            elsewhere = await browsed(here, address)
            later = await told(somebody, "今天天气怎么样")

        assert re.search("只用于办理这次申请", asked)
        assert "已经用过或者过期" in elsewhere
        assert "选一个" not in later.text  # the request was put aside here
        services.database.close()


async def browsed(here: str, address: str) -> str:
    """Open the link in a new browser and press its button; return what is read then."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(address) as page:
            assert page.status == 200
        async with browser.post(address, headers={"Origin": here}) as answer:
            if answer.status != 200:
                return await answer.text()
        async with browser.get(f"{here}/api/history") as history:
            entries = (await history.json())["entries"]
        replies = [entry["reply"]["parts"] for entry in entries if entry["type"] == "reply"]
        return "\n".join(part["text"] for parts in replies for part in parts)
