"""A case under bad input: the wrong person, two at once, double taps, old pages, other organs."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers import router
from handlers.services import Services
from handlers.turn import Reply, Turn
from storage import agreements
from storage.database import Database
from storage.errors import IllegalMove
from tests.fakes.case_house import (
    SECRET_ADDRESS,
    SECRET_ID,
    SECRET_PHONE,
    CaseHouse,
)
from tests.house import button, shipped_knowledge, shipped_wording

SECRETS = (SECRET_PHONE, SECRET_ID, SECRET_ADDRESS)


@pytest.fixture
def house(services: Services) -> CaseHouse:
    """Everybody in a case."""
    return CaseHouse(services)


@pytest.fixture
def both(database: Database) -> CaseHouse:
    """Everybody in a case, on each database."""
    services = Services(shipped_knowledge(), shipped_wording(), database, "http://127.0.0.1:8080")
    return CaseHouse(services)


def everything_told(house: CaseHouse, who: str) -> str:
    """All a person was ever sent about the case, and the file as it stands."""
    papers = house.say(who, action=f"case_do:{house.number}:papers")
    said: list[Reply] = [*house.letters(who), house.file_of(who), papers]
    return "\n".join(str(one.model_dump()) for one in said)


def test_respondent_never_learns_what_names_the_applicant(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    house.press(house.ann, house.file_of(house.ann), "补充")
    house.say(house.ann, f"我的新电话{SECRET_PHONE}，住{SECRET_ADDRESS}。")
    house.meet()
    house.agree()
    house.perform()

    told = everything_told(house, house.bob)

    assert "退还2000元" in told
    assert [secret for secret in SECRETS if secret in told] == []


def test_released_words_go_over_without_numbers(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    house.press(house.ann, house.file_of(house.ann), "补充")
    house.say(house.ann, f"当时的收据我有，电话{SECRET_PHONE}。")

    house.act("release", note=str(house.page().notes[-1].id))

    letter = house.letter(house.bob, "passed_addition").text
    assert "当时的收据我有" in letter
    assert SECRET_PHONE not in letter


def test_offer_stays_with_the_mediator_until_its_maker_lets_it_go(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    house.press(house.ann, house.file_of(house.ann), "提方案")
    made = house.say(house.ann, "退一千五也行")
    house.act("note", text="申请人底线一千五", by=house.chen)

    assert "退一千五" not in everything_told(house, house.bob)
    note = house.page().notes[0]
    with pytest.raises(IllegalMove):
        house.act("release", note=str(note.id))
    stolen = house.say(house.bob, action=button(made, "可转达").action)
    assert "退一千五" not in str(stolen.model_dump())

    house.press(house.ann, made, "可转达")
    again = house.press(house.ann, made, "可转达")

    assert "退一千五也行" in house.letter(house.bob, "passed_offer").text
    assert "已经办过" in again.text
    assert "底线" not in everything_told(house, house.bob) + everything_told(house, house.ann)


def test_link_lets_one_person_in_and_never_the_applicant(both: CaseHouse) -> None:
    house = both
    house.file("其他")
    house.accept()
    token = house.act("invite")

    refused = house.say(house.ann, token)
    opened = house.say(house.bob, token)
    again = house.say(house.bob, action=f"case_in:{token}")
    stranger = house.say("web:eve", token)

    assert "不能用" in refused.text
    assert opened.facts["side"] == again.facts["side"] == "respondent"
    assert "不能用" in stranger.text
    assert "没有查到" in house.file_of("web:eve").text


def test_newer_invitation_ends_the_older_and_time_ends_both(house: CaseHouse) -> None:
    house.file("其他")
    house.accept()
    old = house.act("invite")
    new = house.act("invite")

    assert "不能用" in house.say(house.bob, old).text
    house.sleep(days=9)

    assert house.status == "terminated"
    assert "不能用" in house.say(house.bob, new).text


def test_double_taps_do_it_once(both: CaseHouse) -> None:
    house = both
    house.file("其他")
    house.accept()
    invited = house.invite()
    house.press(house.bob, invited, "同意调解")
    again = house.press(house.bob, invited, "同意调解")
    house.draft()
    draft = house.letter(house.ann, "draft")
    house.press(house.ann, draft, "确认协议")
    house.press(house.ann, draft, "确认协议")

    assert "已经办过" in again.text
    assert house.status == "in_mediation"
    acts = [event.act for event in house.page().events]
    assert acts.count("join") == acts.count("confirm") == 1


def test_both_sides_confirming_at_once_make_one_agreement(both: CaseHouse) -> None:
    house = both
    house.file("其他")
    house.mediate()
    house.draft()
    actions = {
        who: button(house.letter(who, "draft"), "确认协议").action for who in (house.ann, house.bob)
    }

    def confirm(who: str) -> str:
        channel, address = who.split(":")
        turn = Turn(channel, address, f"at once {who}", house.now, action=actions[who])
        return router.receive(turn, house.services).replies[0][1].text

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(confirm, actions))

    assert house.status == "agreed"
    assert house.page().deal is not None
    acts = [event.act for event in house.page().events]
    assert acts.count("agree") == 1
    assert len(house.page().papers) == 2


def test_numbers_of_agreements_are_never_given_twice(both: CaseHouse) -> None:
    house = both
    numbers = []
    for _ in range(3):
        house.file("其他")
        house.bob = f"web:bob{house.number}"
        house.mediate()
        house.agree()
        deal = house.page().deal
        assert deal is not None
        numbers.append(deal.number)

    assert numbers == [f"LY-XY-2026-00000{n}" for n in (1, 2, 3)]


def test_side_that_objects_takes_the_draft_off_the_table_for_both(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    house.draft()
    first = house.letter(house.ann, "draft")
    house.press(house.ann, first, "确认协议")
    house.press(house.bob, house.letter(house.bob, "draft"), "有不同意见")
    house.say(house.bob, "金额不对，我只欠一千。")

    again = house.press(house.ann, first, "确认协议")

    assert "已经办过" in again.text
    assert "我只欠一千" not in everything_told(house, house.ann)
    assert house.page().events[-1].reason == "金额不对，我只欠一千。"
    with house.services.database.reading() as session:
        assert agreements.current(session, case_id=house.number) is None


@pytest.mark.parametrize(
    "action",
    [
        "case:0",
        "case:999999999999999999",
        "case_do:1",
        "case_do:x:add",
        "case_do:1:nonsense",
        "case_do:1:time_yes:999",
        "case_do:1:deal_yes:999",
        "case_do:1:duty_done:999",
        "case_do:1:pass_on:999",
        "case_do:1:join",
        "case_in:short",
        "settle:1",
        "settle_do:1:confirm",
    ],
)
def test_forged_button_is_answered_and_changes_nothing(house: CaseHouse, action: str) -> None:
    house.file("其他")
    before = house.page().seen

    reply = house.say(house.ann, action=action)

    assert reply.text
    assert house.page().seen == before
    assert house.say("web:eve", action=action).text


def test_question_in_the_middle_is_answered_and_commands_let_go(house: CaseHouse) -> None:
    house.file("其他")
    house.press(house.ann, house.file_of(house.ann), "补充")

    progress = house.say(house.ann, "进度")
    after = house.say(house.ann, "过期食品没卖出去也罚吗")

    assert "LY-TJ-2026-000001" in progress.text
    assert after.entry == "food/expired-food-on-shelf"
    assert house.page().notes == ()
