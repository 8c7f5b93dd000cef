"""A year with something in every part of the annual report, and the paper as its reader sees it."""

import io
from datetime import datetime, timedelta
from typing import Any

import docx

from handlers import timers
from handlers.desk import moves, question, surveys
from handlers.desk.access import Signed
from handlers.services import Services
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes import entry_house
from tests.fakes.case_house import CaseHouse
from tests.fakes.desk_house import NOON

ASKED = "过期食品没卖出去也罚吗"
ON_SURVEY = "五级：总体满意吗\n选择：办得快吗|很快|太慢"


def a_year(services: Services, chief: Signed) -> datetime:
    """Ask, answer, guide, mediate, rate, survey and write; return when all of it is over."""
    _answers(services)
    _questions(services, chief)
    _entries(services)
    _survey(services, chief)
    return _cases(services)


def _answers(services: Services) -> None:
    """Five people are answered and rate it, one of them badly."""
    for one in range(5):
        desk.write(services, ASKED, address=f"p{one}")
        desk.press(services, f"rate:{one + 1}:{1 if one == 4 else 5}", address=f"p{one}")


def _questions(services: Services, chief: Signed) -> None:
    """One is answered in time, one late and rated badly, one waits."""
    answered_and_graded(services, chief, organ="市场监管", who="a1", grade=5)
    late = timedelta(days=20)
    answered_and_graded(services, chief, organ="", who="a1", grade=1, after=late)
    desk.hand_over(services, "还没有人看的", organ="税务", address="a2")


def answered_and_graded(
    services: Services,
    chief: Signed,
    *,
    organ: str,
    who: str,
    grade: int,
    after: timedelta = timedelta(minutes=90),
) -> None:
    """A question is answered after a while, and its person says how that was."""
    number = desk.hand_over(services, "冷库没有温度记录怎么办", organ=organ, address=who)
    at = NOON + after
    seen = question.detail(services, chief, escalation_id=number, at=at).version
    desk.work(services, chief, at, moves.answer, number, text="补上。", version=seen)
    desk.press(services, f"grade:{number}:{grade}", at=at + timedelta(hours=1), address=who)


def _entries(services: Services) -> None:
    """An officer's answer becomes an entry."""
    li = desk.officer(services, "writer", roles={Role.OFFICER, Role.EDITOR})
    wang = desk.officer(services, "reviewer", roles={Role.EDITOR})
    entry_house.agree(services, wang, entry_house.submitted(services, li))


def _survey(services: Services, chief: Signed) -> None:
    """Five of those who were served answer a survey."""
    number = surveys.write(
        services, chief, title="窗口服务", intro="", questions=ON_SURVEY, audience="all", at=NOON
    )
    surveys.open_it(services, chief, number, at=NOON)
    while timers.run_next(services, at=NOON):
        pass
    for one in range(5):
        pressed = (f"survey_go:{number}", f"survey_pick:{number}:0:5")
        for step, action in enumerate(pressed, 1):
            at = NOON + timedelta(minutes=step)
            desk.press(services, action, at=at, address=f"p{one}")
        desk.write(services, "很快", at=NOON + timedelta(minutes=5), address=f"p{one}")


def _cases(services: Services) -> datetime:
    """One case goes to its archive, one is refused, one is not decided in time."""
    house = CaseHouse(services)
    house.file("消费者权益投诉")
    house.mediate()
    house.meet()
    house.act("refer", organ="城市管理", text="可能存在无证经营。")
    house.agree()
    house.perform()
    house.ann = "web:carl"
    house.file("其他")
    house.act("refuse", text="不属于行政调解范围。")
    house.ann = "web:dora"
    house.file("其他")
    house.sleep(days=12)
    return house.now


def lines_of(content: bytes) -> str:
    """Every paragraph of a .docx, one a line."""
    return "\n".join(one.text for one in _read(content).paragraphs)


def tables_of(content: bytes) -> list[list[list[str]]]:
    """Every table of a .docx, row by row."""
    return [
        [[cell.text for cell in row.cells] for row in table.rows] for table in _read(content).tables
    ]


def _read(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))
