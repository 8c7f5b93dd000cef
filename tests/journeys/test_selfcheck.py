"""People check themselves in private: stop, go back, compare; only counts leave."""

import pytest
from sqlmodel import select

from handlers.turn import Reply
from knowledge.selfcheck import is_open
from storage import selfchecks
from storage.guidance_tables import SelfCheckRun, SelfCheckTally
from tests.house import House

CHECK = "catering"


def answer_all(house: House, answers: dict[int, str], *, who: str = "somebody") -> Reply:
    """Answer every question well, except those named by their place."""
    check = house.services.knowledge.selfchecks.checks[CHECK]
    shown = house.say(action=f"check:{CHECK}", who=who)
    for place, question in enumerate(check.questions):
        shown = house.press(shown, answers.get(place, question.good), who=who)
    return shown


def bad(house: House, place: int) -> str:
    question = house.services.knowledge.selfchecks.checks[CHECK].questions[place]
    return "否" if question.good == "是" else "是"


def test_report_names_every_open_point_by_level_with_basis_and_what_to_do(house: House) -> None:
    check = house.services.knowledge.selfchecks.checks[CHECK]

    report = answer_all(house, {0: bad(house, 0), 3: "不清楚"})

    for place in (0, 3):
        assert check.questions[place].ask in report.text
        assert check.questions[place].fix in report.text
    assert "有2项要留意" in report.text
    assert report.text.count("依据：") == 2
    assert "只有您看得到" in report.text
    assert "到时候提醒我" in [one.label for one in report.buttons]
    levels = [line[1] for line in report.text.splitlines() if line.startswith("【")]
    assert levels == sorted(levels, key="高中低".index)


def test_check_without_open_points_says_so(house: House) -> None:
    assert "没有发现要改的" in answer_all(house, {}).text


def test_answers_may_be_typed_taken_back_and_taken_up_again(house: House) -> None:
    first = house.say("给饭店做个自查")
    second = house.say("是")
    back = house.press(second, "上一步")
    third = house.press(back, "不清楚")
    stopped = house.press(third, "先停下")
    house.say("过期食品没卖出去也罚吗")
    again = house.press(stopped, "接着做")

    assert "（1/" in first.text
    assert "（2/" in second.text
    assert "（1/" in back.text
    assert "（2/" in third.text
    assert "（2/" in again.text


def test_word_that_is_an_answer_is_none_when_nothing_is_asked(house: House) -> None:
    assert "（" not in house.say("是").text


def test_second_check_is_compared_with_the_last_one(house: House) -> None:
    answer_all(house, {0: bad(house, 0), 1: bad(house, 1)})

    report = answer_all(house, {1: bad(house, 1), 2: bad(house, 2)})

    assert "有2项，这次改好了1项，新出现1项" in report.text


def test_answers_are_sealed_and_only_counts_leave(house: House) -> None:
    for n in range(selfchecks.FEWEST):
        answer_all(house, {0: bad(house, 0)}, who=f"p{n}")
    answer_all(house, {1: bad(house, 1)}, who="alone")

    with house.services.database.reading() as session:
        tallies = selfchecks.tallies(session, since="2026-01")
        runs = session.exec(select(SelfCheckRun)).all()
        counted = session.exec(select(SelfCheckTally)).all()
        session.expunge_all()

    check = house.services.knowledge.selfchecks.checks[CHECK]
    first = check.questions[0]
    wrong = [count for _, q, answer, count in tallies if q == first.id and is_open(first, answer)]
    assert wrong == [selfchecks.FEWEST]
    assert min(count for *_, count in tallies) >= selfchecks.FEWEST
    assert all(first.id not in run.sealed_answers for run in runs)
    assert {row.month for row in counted} == {"2026-11"}


def test_somebody_elses_check_is_nobody_elses_to_answer_or_read(house: House) -> None:
    shown = house.say(action=f"check:{CHECK}")
    action = next(one.action for one in shown.buttons if one.label == "是")

    stolen = house.say(action=action, who="stranger")
    report = house.say(action="ck_report:1", who="stranger")

    assert "重新做" in stolen.text
    assert "重新做" in report.text


@pytest.mark.parametrize(
    "action",
    ["checks", "check:nothing", "ck:1:0:x", "ck:x:0:y", "ck_at:1", "ck_stop", "ck_report:9"],
)
def test_old_or_forged_button_gets_a_friendly_reply(house: House, action: str) -> None:
    assert house.say(action=action).text


def test_open_points_lead_to_prompts(house: House) -> None:
    report = answer_all(house, {0: bad(house, 0)})

    asked = house.press(report, "到时候提醒我")

    assert "执照是哪一种" in asked.text
    assert "行业：餐饮" in house.press(asked, "企业").text


def test_report_is_kept_and_shown_again(house: House) -> None:
    report = answer_all(house, {0: bad(house, 0)})

    offered = house.say("我要自查")

    assert house.press(offered, "上次的报告：餐饮").text == report.text
