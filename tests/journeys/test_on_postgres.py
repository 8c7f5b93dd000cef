"""The same conversation on PostgreSQL, from question to case number."""

from handlers.services import Services
from handlers.turn import Kind
from storage.database import Database
from tests.house import House, shipped_knowledge, shipped_wording


def test_conversation_on_postgres_is_the_one_on_sqlite(postgres_database: Database) -> None:
    house = House(Services(shipped_knowledge(), shipped_wording(), postgres_database))

    answer = house.say("过期食品没卖出去也罚吗")
    house.press(answer, "有用")
    house.say("申请调解")
    sorted_ = house.say("在老城区的健身房办了卡，三千块，店关门了不退钱")
    house.press(sorted_, "申请调解")
    house.say("都没有")
    house.say(action="med_agree")
    for said in (
        "退还办卡的3000元",
        "某某健身房",
        "我本人",
        "王五",
        "13800000000",
        "跳过",
        "同意线上办理",
    ):
        house.say(said)
    summary = house.say(action="med_enough")
    filed = house.press(summary, "提交")

    assert answer.kind is Kind.ANSWER
    assert filed.facts["case"] == "LY-TJ-2026-000001"
    assert "LY-TJ-2026-000001" in house.say("进度").text
