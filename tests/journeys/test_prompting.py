"""People subscribe, see what will come, are told in time, change it and end it."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers import timers
from handlers.turn import Kind, Reply
from storage import guidance, outbox, people, subscriptions
from storage.guidance_tables import Subscription
from storage.identity import id_of
from storage.lifecycle import SubscriptionStatus
from storage.tables import Message
from tests.house import House, button

TOLD = "我在涧西开火锅店，食品证明年3月到期"


@pytest.fixture
def subscriber(house: House) -> House:
    """Somebody who told what they run and said yes."""
    asked = house.say(TOLD)
    confirm = house.press(asked, "个体工商户")
    house.press(confirm, "对，就这样")
    return house


def row_of(house: House, who: str = "somebody") -> Subscription:
    with house.services.database.reading() as session:
        person = people.find(session, channel="web", address=who)
        assert person is not None
        row = subscriptions.of_person(session, person_id=id_of(person))
        assert row is not None
        session.expunge(row)
        return row


def run_until(house: House, at: datetime) -> None:
    """Let time pass: every job at the moment it is looked at, hour by hour."""
    while house.now < at:
        house.now = house.now.replace(minute=0, second=0) + timedelta(hours=1)
        while timers.run_next(house.services, at=house.now):
            pass


def prompts_to(house: House, who: str = "somebody") -> list[tuple[Message, Reply]]:
    with house.services.database.reading() as session:
        person = people.find(session, channel="web", address=who)
        assert person is not None
        rows = outbox.latest(session, person_id=id_of(person), limit=500)
        session.expunge_all()
        return [
            (row, Reply.model_validate(outbox.body_of(session, row)))
            for row in rows
            if row.key.startswith("guidance:")
        ]


def test_one_sentence_is_understood_confirmed_and_shows_what_will_come(house: House) -> None:
    asked = house.say(TOLD)
    confirm = house.press(asked, "个体工商户")
    done = house.press(confirm, "对，就这样")

    for words in ("餐饮", "涧西区", "食品经营许可证到期日：2027年3月1日（星期一）", "您只说了月份"):
        assert words in confirm.text
    assert "2026年12月31日（星期四）：食品经营许可证快到期" in confirm.text
    assert "9点" in done.text
    assert row_of(house).status == SubscriptionStatus.ACTIVE


def test_nothing_is_kept_before_somebody_says_yes(house: House) -> None:
    asked = house.say(TOLD)
    confirm = house.press(asked, "企业")
    house.press(confirm, "不用了")

    with house.services.database.reading() as session:
        person = people.find(session, channel="web", address="somebody")
        assert person is not None
        assert subscriptions.of_person(session, person_id=id_of(person)) is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2月30日", "没有「2月30日」"),
        ("农历八月十五", "公历"),
        ("明年开春", "不够具体"),
        ("去年5月", "已经过去"),
    ],
)
def test_day_that_cannot_be_meant_is_asked_back(house: House, said: str, words: str) -> None:
    house.say(action="reminders")
    house.say("我开饭店，有食品证，个体户")

    again = house.say(said)
    confirm = house.say("大后天")

    assert words in again.text
    assert "食品经营许可证到期日是哪天" in again.text
    assert "2026年11月26日" in confirm.text


def test_two_licences_at_once_are_both_kept_and_told_twice_only_once(house: House) -> None:
    for _ in range(2):
        confirm = house.say("个体户开饭店，食品证明年3月5号到期，健康证2027年5月1日到期，提醒我")
        house.press(confirm, "对，就这样")

    shown = house.say("我的提醒")

    assert shown.text.count("食品经营许可证到期日") == 1
    assert shown.text.count("食品从业人员健康证明到期日") == 1


def test_question_in_the_middle_is_answered_and_the_talk_goes_on(house: House) -> None:
    house.say(TOLD)

    answer = house.say("过期食品没卖出去也罚吗")
    confirm = house.say("个体户")

    assert answer.kind is Kind.ANSWER
    assert "我记下的是这些" in confirm.text


def test_prompt_comes_on_its_working_day_with_basis_and_a_way_out(subscriber: House) -> None:
    run_until(subscriber, datetime(2026, 12, 31, 4, 0, tzinfo=UTC))

    message, prompt = next(
        (row, reply)
        for row, reply in prompts_to(subscriber)
        if "食品经营许可证快到期" in reply.text
    )
    assert message.created_at == datetime(2026, 12, 31, 1, 0, tzinfo=UTC)
    assert message.rank == outbox.RANK_CAN_WAIT
    assert "2027年3月1日（星期一），还有60天" in prompt.text
    assert "依据：" in prompt.text
    assert "不具强制力" in prompt.text
    assert {"知道了", "已办好", "换个时间提醒", "这项不再提醒", "不再提醒"} <= {
        one.label for one in prompt.buttons
    }


def test_settled_matter_is_not_told_again_but_others_are(subscriber: House) -> None:
    run_until(subscriber, datetime(2026, 12, 31, 4, 0, tzinfo=UTC))
    prompt = next(r for _, r in prompts_to(subscriber) if "食品经营许可证快到期" in r.text)
    subscriber.press(prompt, "已办好")

    run_until(subscriber, datetime(2027, 3, 2, 4, 0, tzinfo=UTC))

    texts = [reply.text for _, reply in prompts_to(subscriber)]
    assert sum("食品经营许可证快到期" in text for text in texts) == 1
    assert any("年报" in text for text in texts)


def test_prompt_put_off_comes_again_and_only_once(subscriber: House) -> None:
    run_until(subscriber, datetime(2026, 12, 31, 4, 0, tzinfo=UTC))
    before = prompts_to(subscriber)
    prompt = next(r for _, r in before if "食品经营许可证快到期" in r.text)
    asked = subscriber.press(prompt, "换个时间提醒")
    for _ in range(2):
        subscriber.press(asked, "一周后")

    run_until(subscriber, datetime(2027, 1, 7, 4, 0, tzinfo=UTC))

    again = [row for row, reply in prompts_to(subscriber) if reply.text == prompt.text]
    assert [row.created_at.date().isoformat() for row in again] == ["2026-12-31", "2027-01-07"]


def test_one_rule_less_and_another_hour_are_kept(subscriber: House) -> None:
    shown = subscriber.say("我的提醒")
    choice = subscriber.press(shown, "去掉一项")
    subscriber.press(choice, "食品经营许可证快到期，先办延续")
    hours = subscriber.press(shown, "换个钟点")
    subscriber.press(hours, "14点")

    again = subscriber.say("我的提醒")

    assert "食品经营许可证快到期" not in again.text
    assert "14点" in again.text
    assert row_of(subscriber).hour == 14


@pytest.mark.parametrize("words", ["别再提醒", "退订", "不要再给我发提醒"])
def test_ending_is_one_message_and_nothing_comes_after_it(subscriber: House, words: str) -> None:
    ended = subscriber.say(words)
    run_until(subscriber, datetime(2027, 1, 20, 4, 0, tzinfo=UTC))

    assert "已停止" in ended.text
    assert prompts_to(subscriber) == []
    assert row_of(subscriber).ended_why == "person"


def test_paused_prompts_rest_and_come_back(subscriber: House) -> None:
    paused = subscriber.say("暂停提醒")
    run_until(subscriber, datetime(2027, 1, 4, 4, 0, tzinfo=UTC))
    assert prompts_to(subscriber) == []

    shown = subscriber.press(paused, "恢复提醒")
    run_until(subscriber, datetime(2027, 1, 13, 4, 0, tzinfo=UTC))

    assert "您的提醒" in shown.text
    assert prompts_to(subscriber)


def test_prompts_move_to_another_channel_by_a_code_used_once(subscriber: House) -> None:
    shown = subscriber.say("我的提醒")
    code = subscriber.press(shown, "换个渠道收").text.split("：")[-1].split("。")[0]

    moved = subscriber.say(code, who="42", channel="telegram")
    stolen = subscriber.say(code, who="43", channel="telegram")

    assert "食品经营许可证到期日" in moved.text
    assert "已经不在" in stolen.text
    assert "什么时候到期" in subscriber.say(action="reminders").text


def test_somebody_elses_prompt_answers_to_nobody_else(subscriber: House) -> None:
    run_until(subscriber, datetime(2026, 12, 31, 4, 0, tzinfo=UTC))
    prompt = prompts_to(subscriber)[0][1]
    action = button(prompt, "已办好").action

    reply = subscriber.say(action=action, who="stranger")

    assert "已经不在" in reply.text
    with subscriber.services.database.reading() as session:
        row = guidance.find(session, guidance_id=int(action.split(":")[1]))
        assert row is not None
        assert row.settled_at is None


@pytest.mark.parametrize(
    "action",
    ["pr_done", "pr_done:x", "pr_later:1:99", "pr_off", "pr_off:nothing", "pr_hour:3", "pr_trade:99",
     "pr_trade:x", "pr_who:9", "pr_skip", "pr_yes", "pr_drop", "pr_move", "pr_pause", "pr_nothing"],
)  # fmt: skip
def test_old_or_forged_button_gets_a_friendly_reply(house: House, action: str) -> None:
    assert house.say(action=action).text


def test_one_overlooked_point_comes_once_and_never_after_a_bad_rating(house: House) -> None:
    book = house.services.knowledge.prompts
    entry_id = next(
        e for e, _ in ((e, r) for r in book.prompts.values() for e in r.overlooked_after)
        if len(book.overlooked_after(e)) == 1 and e in house.services.knowledge.entries
    )  # fmt: skip
    title = house.services.knowledge.entries[entry_id].title
    action = f"entry:{_key(entry_id)}"

    first, second = house.say(action=action), house.say(action=action)
    unhappy = house.say(action=action, who="unhappy")
    assert "顺带提醒" in first.text, title
    assert "顺带提醒" not in second.text
    assert "顺带提醒" in unhappy.text

    house.press(house.say(action=action, who="third"), "没用", who="third")
    others = [e for r in book.prompts.values() for e in r.overlooked_after if e != entry_id]
    other = next(e for e in others if e in house.services.knowledge.entries)
    assert "顺带提醒" not in house.say(action=f"entry:{_key(other)}", who="third").text


def _key(entry_id: str) -> str:
    from knowledge.base import short_key

    return short_key(entry_id)
