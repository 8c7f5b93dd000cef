"""The console's pages of bad ratings, surveys and figures, as a browser gets them."""

from datetime import UTC, datetime

import pytest

from handlers import documents
from handlers.desk import moves, question
from handlers.services import Services
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.report_house import lines_of

REPORT = "/desk/figures/report"
CHIEF = {Role.LEAD, Role.SUPERVISOR}
QUESTIONS = "五级：总体满意吗\n选择：办得快吗|很快|太慢"


def badly_rated(services: Services) -> None:
    """Somebody was answered by li and is not content."""
    now = datetime.now(UTC)
    li = desk.officer(services, "li", roles={Role.OFFICER}, at=now)
    number = desk.hand_over(services, "冷库没有温度记录怎么办", at=now)
    seen = question.detail(services, li, escalation_id=number, at=now).version
    desk.work(services, li, now, moves.answer, number, text="补上。", version=seen)
    desk.press(services, f"grade:{number}:1", at=now)


async def test_lead_looks_into_a_bad_rating_page_by_page(services: Services) -> None:
    badly_rated(services)
    async with desk.console(services) as client:
        await desk.enter(client, services, "wang", roles=CHIEF)
        listed = await (await client.get("/desk/ratings")).text()
        assert "非常不满意" in listed

        taken = await desk.post(
            client, "/desk/ratings/1/take", **await desk.form_on(client, "/desk/ratings/1")
        )
        assert "核实中" in await taken.text()
        settled = await desk.post(
            client,
            "/desk/ratings/1/resolve",
            text="已请原单位补充说明。",
            **await desk.form_on(client, "/desk/ratings/1"),
        )

        assert settled.status == 200
        assert "非常不满意" in await (await client.get("/desk/ratings?ended")).text()
    assert "已请原单位补充说明。" in desk.letters_to(services)[-1].text


@pytest.mark.parametrize("path", ["/desk/ratings/1", "/desk/ratings/99", "/desk/surveys/7"])
async def test_what_is_not_there_or_about_oneself_is_not_found(
    services: Services, path: str
) -> None:
    badly_rated(services)
    async with desk.console(services) as client:
        await desk.enter(client, services, "zhao", roles=CHIEF, organ="税务")

        assert (await client.get(path)).status == 404


@pytest.mark.parametrize("path", ["/desk/ratings", "/desk/surveys", "/desk/figures"])
async def test_officers_without_the_role_see_none_of_it(services: Services, path: str) -> None:
    async with desk.console(services) as client:
        await desk.enter(client, services, "li", roles={Role.OFFICER})

        assert (await client.get(path)).status == 403


async def test_survey_is_written_opened_and_closed_in_the_browser(services: Services) -> None:
    async with desk.console(services) as client:
        await desk.enter(client, services, "chief", roles=CHIEF)
        token = await desk.form_on(client, "/desk/surveys")
        refused = await desk.post(
            client, "/desk/surveys/write", title="窗口", text="随便", audience="all", **token
        )
        assert refused.status == 409
        assert "随便" in await refused.text()

        await desk.post(
            client, "/desk/surveys/write", title="窗口", text=QUESTIONS, audience="all", **token
        )
        await desk.post(client, "/desk/surveys/1/open", **token)
        assert "进行中" in await (await client.get("/desk/surveys/1")).text()
        await desk.post(client, "/desk/surveys/1/close", **token)

        assert "已结束" in await (await client.get("/desk/surveys")).text()
        assert (await desk.post(client, "/desk/surveys/1/export", **token)).status == 404


async def test_figures_open_their_rows(services: Services) -> None:
    desk.write(services, "过期食品没卖出去也罚吗", at=datetime.now(UTC))
    async with desk.console(services) as client:
        await desk.enter(client, services, "chief", roles=CHIEF)

        page = await (await client.get("/desk/figures?from=nonsense&to=2026-02-30")).text()
        rows = await client.get("/desk/figures/answers?value=answer")

        assert "咨询结果" in page
        assert rows.status == 200
        assert (await client.get("/desk/figures/answers?value=no")).status == 404


async def test_report_of_a_year_is_downloaded_from_the_page_of_figures(services: Services) -> None:
    now = datetime.now(UTC)
    desk.write(services, "过期食品没卖出去也罚吗", at=now)
    async with desk.console(services) as client:
        await desk.enter(client, services, "chief", roles=CHIEF)
        page = await (await client.get("/desk/figures")).text()
        assert "下载草稿" in page
        assert "<option>税务</option>" in page
        fields = {"year": str(now.year), "organ": "", **await desk.form_on(client, "/desk/figures")}

        got = await desk.post(client, REPORT, **fields)

        assert got.content_type == documents.MEDIA_TYPE
        assert got.headers["Content-Disposition"].endswith(".docx")
        assert "直接答复1（100%）" in lines_of(await got.read())
        assert "下载年度报告草稿" in await (await client.get("/desk/audit")).text()
        for wrong in ({"year": "x"}, {"year": "1999"}, {"organ": "没有的机关"}):
            assert (await desk.post(client, REPORT, **{**fields, **wrong})).status == 404
        assert (await desk.post(client, REPORT, **{**fields, "form_token": ""})).status == 403


async def test_organs_supervisor_gets_the_organs_report_and_no_other(services: Services) -> None:
    async with desk.console(services) as client:
        await desk.enter(client, services, "zhao", roles=CHIEF, organ="税务")
        page = await (await client.get("/desk/figures")).text()
        assert 'name="organ"' not in page
        fields = {"year": str(datetime.now(UTC).year)}
        fields |= await desk.form_on(client, "/desk/figures")

        own = await desk.post(client, REPORT, **fields)
        others = [await desk.post(client, REPORT, **fields, organ=organ) for organ in ("", "公安")]

        assert lines_of(await own.read()).startswith("税务")
        assert [one.status for one in others] == [404, 404]
