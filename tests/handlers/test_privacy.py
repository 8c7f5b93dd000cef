"""People see, copy, correct and erase what we hold about them."""

from datetime import timedelta

from sqlmodel import select

from handlers import timers
from storage import audit, belongings, cases, escalations, files, people
from storage.identity import id_of
from storage.tables import Dialogue, Message, Person, TurnRecord
from tests.house import House


def person_id(house: House, who: str = "somebody") -> int:
    with house.services.database.reading() as session:
        found = people.find(session, channel="web", address=who)
        assert found is not None
        return id_of(found)


def file_case(house: House, who: str = "somebody", channel: str = "web") -> str:
    with house.services.database.transaction() as session:
        person = people.meet(session, channel=channel, address=who, at=house.now)
        case = cases.file(
            session,
            person_id=id_of(person),
            category="消费纠纷",
            district="涧西区",
            application={"applicant": "王小明", "phone": "13800000000", "claim": "退款"},
            decide_by=house.now.date(),
            local_year=2026,
            at=house.now,
        )
        return case.number


def run_jobs(house: House, *, days: int) -> None:
    while timers.run_next(house.services, at=house.now + timedelta(days=days)):
        pass


def test_person_sees_what_we_hold_and_what_they_may_do(house: House) -> None:
    house.say("过期食品没卖出去也罚吗")

    reply = house.say("隐私")

    assert "您发来的消息：2条" in reply.text
    assert "个人信息保护法第四十五条" in reply.text
    assert [button.label for button in reply.buttons] == ["要一份副本", "更正", "删除"]


def test_person_gets_a_copy_of_everything_and_of_nobody_elses(house: House) -> None:
    house.say("我家楼下烧烤油烟太大")
    house.say("别人的悄悄话", who="other")
    number = file_case(house)

    reply = house.press(house.say("我的信息"), "要一份副本")

    with house.services.database.reading() as session:
        text = files.content_of(session, reply.files[0].id).decode()
    assert "我家楼下烧烤油烟太大" in text
    assert number in text
    assert "13800000000" in text
    assert "别人的悄悄话" not in text


def test_copy_sent_over_servers_abroad_leaves_out_what_a_case_holds(house: House) -> None:
    house.say("您好", channel="telegram", who="77")
    number = file_case(house, "77", channel="telegram")

    asked = house.say("我的信息", channel="telegram", who="77")
    reply = house.press(asked, "要一份副本", channel="telegram", who="77")

    with house.services.database.reading() as session:
        text = files.content_of(session, reply.files[0].id).decode()
    assert number in text
    assert "13800000000" not in text


def test_person_erases_everything_and_is_forgotten_a_day_later(house: House) -> None:
    house.say("我叫王小明，家里有事想问问")
    who = person_id(house)

    asked = house.press(house.say("删除我的信息"), "删除")
    reply = house.press(asked, "确定删除")

    assert "已删除" in reply.text
    with house.services.database.reading() as session:
        said = session.exec(select(TurnRecord).where(TurnRecord.person_id == who)).all()
        sent = session.exec(select(Message).where(Message.person_id == who)).all()
        assert [turn.sealed_text for turn in said] == [""] * len(said)
        assert len(sent) == 1  # that it was erased
        dialogue = session.get_one(Dialogue, who)
        assert house.services.database.is_current()
        assert dialogue.person_id == who
    run_jobs(house, days=2)
    with house.services.database.reading() as session:
        assert session.get_one(Person, who).address == f"gone:{who}"
        assert session.exec(select(Message).where(Message.person_id == who)).all() == []
        assert audit.verify(session).problems == ()


def test_person_who_writes_again_after_erasing_is_not_forgotten(house: House) -> None:
    house.press(house.press(house.say("隐私"), "删除"), "确定删除")
    who = person_id(house)
    house.say("再问一句，消防证怎么办")

    run_jobs(house, days=2)

    with house.services.database.reading() as session:
        assert session.get_one(Person, who).address == "somebody"


def test_person_with_a_case_is_told_why_its_file_stays(house: House) -> None:
    house.say("您好")
    number = file_case(house)

    reply = house.press(house.press(house.say("隐私"), "删除"), "确定删除")

    assert number in reply.text
    assert "个人信息保护法第四十七条第二款" in reply.text
    run_jobs(house, days=2)
    with house.services.database.reading() as session:
        kept = cases.by_number(session, number=number, person_id=person_id(house))
        assert kept is not None
        assert cases.application_of(session, kept)["applicant"] == "王小明"


def test_question_an_officer_works_on_stays_until_it_is_closed(house: House) -> None:
    house.say("转人工")
    house.say("我的营业执照被吊销了怎么恢复")
    who = person_id(house)

    reply = house.press(house.press(house.say("隐私"), "删除"), "确定删除")

    assert "1件提问正在办理" in reply.text
    with house.services.database.reading() as session:
        asked = belongings.questions(session, person_id=who)
        assert "营业执照" in asked[0].text


def test_person_who_does_not_confirm_loses_nothing(house: House) -> None:
    house.say("过期食品没卖出去也罚吗")

    house.press(house.press(house.say("隐私"), "删除"), "不删")

    with house.services.database.reading() as session:
        assert len(belongings.conversation(session, person_id=person_id(house))) > 4


def test_correction_reaches_an_officer(house: House) -> None:
    reply = house.press(house.say("隐私"), "更正")
    assert "哪一项不对" in reply.text

    house.say("电话写错了，应该是13900000000")

    with house.services.database.reading() as session:
        opened = escalations.open_of(session, person_id=person_id(house))
        assert [one.reason for one in opened] == ["correction"]
        assert "13900000000" in escalations.question_of(session, opened[0])


def test_person_who_changes_their_mind_about_correcting_goes_on_as_usual(house: House) -> None:
    house.press(house.say("隐私"), "更正")

    house.say("进度")

    with house.services.database.reading() as session:
        assert escalations.open_of(session, person_id=person_id(house)) == []


def test_rights_that_were_used_are_in_the_audit_chain_without_words(house: House) -> None:
    house.press(house.say("隐私"), "要一份副本")
    house.press(house.press(house.say("隐私"), "删除"), "确定删除")

    with house.services.database.reading() as session:
        actions = [event.action for event in audit.latest(session, limit=9)]
        assert actions[:2] == ["personal.erased", "personal.copied"]
