"""Every category of Art. 13 from filing to the archive, and every other way a case may go."""

import pytest

from handlers.services import Services
from storage.database import Database
from tests.fakes.case_house import CaseHouse
from tests.fakes.filing_house import Applicant
from tests.house import House, shipped_knowledge, shipped_wording

SENTENCES = {
    "学生伤害事故": "涧西区一所小学，三年级体育课跳马把胳膊摔骨折了，学校一分钱不想掏",
    "治安管理": "邻居因为停车位跟我吵起来，扇了我两耳光，派出所民警说可以先调解，在西工区",
    "交通事故损害赔偿": "11月15日在洛龙区被出租车追尾，11月18日收到认定书，修车两万元对方不肯全赔",
    "土地权属": "嵩县老家，邻居盖房占了我家宅基地半米，地界说不清，谈不拢",
    "林地权属": "栾川县我家承包的林地，隔壁村民说林权是他的，砍了我几十棵树",
    "劳动争议": "我老公在涧西区饭店打工，老板欠俩月工资八千多不给，想要回来",
    "消费者权益投诉": "在老城区的健身房办了卡，三千块，店关门了不退钱",
    "其他": "西工区楼上漏水把我家泡了，地板全坏了，楼上不管",
}


@pytest.fixture
def house(database: Database) -> CaseHouse:
    """Everybody in a case, on each database."""
    services = Services(shipped_knowledge(), shipped_wording(), database, "http://127.0.0.1:8080")
    return CaseHouse(services)


@pytest.mark.parametrize("category", SENTENCES)
@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_case_of_every_category_goes_from_the_first_sentence_to_the_archive(
    house: CaseHouse, category: str, channel: str
) -> None:
    house.ann, house.bob = f"{channel}:11", f"{channel}:22"
    applicant = Applicant(House(house.services, now=house.now), channel, "11")
    summary = applicant.goes_on(applicant.tells(SENTENCES[category]))
    house.take_over(applicant.presses(summary, "提交"))

    house.mediate()
    house.meet()
    house.agree()
    house.perform()

    assert house.status == "archived"
    acts = [event.act for event in house.page().events]
    assert acts[0] == "file"
    assert house.page().case.category == category
    assert {"accept", "assign", "invite", "join", "hold", "agree", "issue", "perform"} < set(acts)
    assert "LY-XY-2026-000001" in house.letter(house.bob, "agreed").text
    assert "不能直接申请法院强制执行" in house.letter(house.ann, "agreed").text
    assert "案件已归档" in house.file_of(house.ann).text
