"""When a person is handed over, to whom, and what they are told; what the bot then leaves alone."""

from datetime import timedelta

import pytest

from handlers.desk import closing, moves, question, queue
from handlers.desk.access import Signed
from handlers.services import Services
from handlers.turn import Kind, Reply, Role
from storage import escalations, people
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status
from storage.lifecycle import Role as Post
from tests.fakes import desk_house as desk
from tests.house import MONDAY, House, button

UNKNOWN = "老王说的那个事到底行不行"
KNOWN = "过期食品没卖出去也罚吗"


def mine(house: House, who: str = "somebody") -> list[Escalation]:
    """What a person has open, oldest first."""
    with house.services.database.transaction() as session:
        person = people.find(session, channel="web", address=who)
        assert person is not None
        found = list(reversed(escalations.open_of(session, person_id=id_of(person))))
        session.expunge_all()
        return found


def take(house: House, signed: Signed, number: int) -> None:
    desk.work(house.services, signed, house.now, moves.take, number)


@pytest.mark.parametrize("wish", ["转人工", "找真人", "转人公", "能不能帮我转个人工", "我要投诉"])
def test_person_who_asks_for_an_officer_in_any_words_gets_unit_place_and_time(
    house: House, wish: str
) -> None:
    house.say(KNOWN)

    told = house.say(wish)

    assert told.kind is Kind.HANDOVER
    assert "市级值班席" in told.text
    assert "前面还有0位" in told.text
    assert "11月24日（星期二）10:00" in told.text
    assert "您可以离开" in told.text
    (opened,) = mine(house)
    assert opened.entry_id == "food/expired-food-on-shelf"
    assert opened.reason == ("complaint" if wish == "我要投诉" else "asked")


def test_complaint_about_somebody_else_is_a_question_and_no_wish(house: House) -> None:
    house.say("我要投诉隔壁饭店油烟太大")

    assert mine(house) == []


def test_person_without_a_question_is_asked_for_it_once(house: House) -> None:
    asked = house.say("转人工")
    told = house.say(UNKNOWN)

    assert "您先说说" in asked.text
    assert told.kind is Kind.HANDOVER
    assert len(mine(house)) == 1


def test_two_misses_in_a_row_are_handed_over(house: House) -> None:
    for said in ("隔壁老板说的那个费用是不是真的要交", "摊位的抽签结果什么时候出"):
        told = house.say(said)
        if told.kind is Kind.CLARIFY:
            told = house.press(told, "都不是")

    assert button(told, "不用了，撤回")
    (opened,) = mine(house)
    assert opened.reason == "missed"


def test_high_risk_topic_without_a_sure_answer_is_handed_over(house: House) -> None:
    told = house.say("我家人昨天被拘留了一直联系不上怎么弄")

    if told.kind not in (Kind.ANSWER, Kind.CLARIFY):
        (opened,) = mine(house)
        assert opened.reason == "risk"


def test_bad_rating_brings_the_rated_question_to_an_officer(house: House) -> None:
    answer = house.say(KNOWN)
    house.say("健身房跑路了会员卡能退吗")
    sorry = house.press(answer, "没用")
    wish = next(one for one in sorry.buttons if one.role is Role.HUMAN)

    house.say(action=wish.action)

    (opened,) = mine(house)
    assert opened.reason == "rated"
    with house.services.database.reading() as session:
        assert escalations.question_of(session, opened) == KNOWN


def test_danger_is_handed_over_when_the_person_is_safe(house: House) -> None:
    danger = house.say("楼下饭店煤气味特别大有人晕倒了")
    assert mine(house) == []

    after = house.press(danger, "我已安全，继续")

    assert "您安全就好" in after.text
    assert mine(house)[0].reason == "urgent"


def test_second_wish_on_a_subject_joins_the_first_and_another_subject_is_another(
    house: House,
) -> None:
    house.say(KNOWN)
    house.say("转人工")
    again = house.say("转人工")
    house.say("健身房跑路了会员卡能退吗")
    other = house.say("转人工")

    assert "您的问题已经在" in again.text
    assert "前面还有1位" in other.text
    assert len({one.subject for one in mine(house)}) == 2


def test_person_takes_a_question_back(house: House) -> None:
    house.say(KNOWN)
    told = house.say("转人工")

    gone = house.press(told, "不用了，撤回")

    assert "已撤回" in gone.text
    assert mine(house) == []
    assert "已经办结或撤回" in house.press(told, "不用了，撤回").text


def test_nobody_touches_somebody_elses_question(house: House) -> None:
    house.say(KNOWN)
    told = house.say("转人工")

    for action in (button(told, "不用了，撤回").action, f"human:again:{mine(house)[0].id}"):
        assert "已经办结或撤回" in house.say(action=action, who="stranger").text
    assert len(mine(house)) == 1


def test_bot_is_silent_on_what_an_officer_owns_and_answers_the_rest(house: House) -> None:
    signed = desk.officer(house.services, at=house.now)
    house.say(KNOWN)
    house.say("转人工")
    take(house, signed, mine(house)[0].id or 0)

    same, unsure = house.say(KNOWN), house.say(UNKNOWN)
    other = house.say("健身房跑路了会员卡能退吗")

    assert "工作人员正在办理" in same.text
    assert other.kind in (Kind.ANSWER, Kind.CLARIFY)
    assert "工作人员正在办理" in unsure.text
    with house.services.database.reading() as session:
        asked = escalations.question_of(session, mine(house)[0])
    assert asked.split("\n") == [KNOWN, KNOWN, UNKNOWN]


def test_bot_goes_on_answering_what_it_is_sure_of_outside_duty_hours(house: House) -> None:
    signed = desk.officer(house.services, at=house.now)
    house.say(KNOWN)
    house.say("转人工")
    take(house, signed, mine(house)[0].id or 0)
    house.now = MONDAY.replace(hour=14)  # ten in the evening

    assert house.say(KNOWN).kind is Kind.ANSWER
    told = house.say("转人工", who="night owl")
    assert "您先说说" in told.text
    told = house.say(UNKNOWN, who="night owl")
    assert "现在不是上班时间" in told.text


def test_added_words_become_a_question_of_their_own_when_the_person_says_so(house: House) -> None:
    signed = desk.officer(house.services, at=house.now)
    house.say(KNOWN)
    house.say("转人工")
    take(house, signed, mine(house)[0].id or 0)

    added = house.say(UNKNOWN)
    house.press(added, "这是另一件事")

    assert len(mine(house)) == 2


def test_reply_to_an_officers_question_wakes_the_clock(house: House) -> None:
    services = house.services
    signed = desk.officer(services, at=house.now)
    house.say(KNOWN)
    house.say("转人工")
    number = mine(house)[0].id or 0
    seen = question.detail(services, signed, escalation_id=number, at=house.now).version
    due = mine(house)[0].due_at
    desk.work(services, signed, house.now, moves.ask_back, number, text="哪个店？", version=seen)
    house.now += timedelta(hours=1)  # of working time, before lunch

    told = house.say("你好")

    (found,) = mine(house)
    assert "工作人员正在办理" in told.text
    assert found.status == Status.TAKEN
    assert found.due_at - due == timedelta(hours=1, seconds=5)
    assert queue.overview(services, signed, at=house.now).questions[0].is_mine


def test_question_goes_to_the_organ_that_works_and_never_to_one_that_does_not(
    house: House,
) -> None:
    services = house.services
    house.say(KNOWN)
    house.say("转人工")
    signed = desk.officer(services, "wang", at=house.now, organ="市场监管")
    desk.officer(services, "idle", at=house.now, organ="城市管理", roles=(Post.EDITOR,))
    house.say(KNOWN, who="later")
    told = house.say("转人工", who="later")
    house.say("城管局贴的单子看不懂怎么办", who="third")
    house.say("转人工", who="third")

    assert (mine(house)[0].organ, mine(house)[0].about_organ) == ("", "市场监管")
    assert mine(house, "later")[0].organ == "市场监管"
    assert "市场监管部门" in told.text
    assert (mine(house, "third")[0].organ, mine(house, "third")[0].about_organ) == ("", "城市管理")
    shown = queue.overview(services, signed, at=house.now).questions
    assert [one.id for one in shown] == [mine(house, "later")[0].id]


def test_closed_question_is_opened_again_by_who_is_not_content(house: House) -> None:
    services = house.services
    signed = desk.officer(services, at=house.now)
    house.say(KNOWN)
    house.say("转人工")
    number = mine(house)[0].id or 0
    desk.work(services, signed, house.now, closing.close, number, outcome="not_ours")
    letter = letters(services)[-1]

    again = house.press(letter, "请工作人员再看看")

    assert "已转给" in again.text
    assert mine(house)[0].status == Status.WAITING


def letters(services: Services) -> list[Reply]:
    return desk.letters_to(services, "somebody")
