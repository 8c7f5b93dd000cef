"""Every other way a case may go: refused, declined, silent, withdrawn, suspended, transferred."""

from datetime import timedelta

import pytest

from handlers.services import Services
from storage import escalations
from storage.database import Database
from storage.lifecycle import Role
from tests.fakes import desk_house
from tests.fakes.case_house import CaseHouse
from tests.house import shipped_knowledge, shipped_wording


@pytest.fixture
def house(database: Database) -> CaseHouse:
    """Everybody in a case, on each database."""
    services = Services(shipped_knowledge(), shipped_wording(), database, "http://127.0.0.1:8080")
    return CaseHouse(services)


def test_case_that_is_not_mediable_is_refused_with_reason_and_remedy(house: CaseHouse) -> None:
    house.file("劳动争议")

    house.act("refuse", text="同一争议已经仲裁。")
    house.act("archive")

    letter = house.letter(house.ann, "refused").text
    assert "同一争议已经仲裁。" in letter
    assert "《劳动争议调解仲裁法》第二十七条" in letter
    assert house.status == "archived"


def test_applicant_supplements_and_the_time_to_decide_begins_anew(house: CaseHouse) -> None:
    house.file("消费者权益投诉")
    first = house.page().dues[0].due_on

    house.act("ask_supplement", text="请补交合同。")
    house.sleep(days=3)
    asked = house.press(house.ann, house.letter(house.ann, "ask_supplement"), "查看案件")
    house.press(house.ann, asked, "补正")
    done = house.say(house.ann, "合同照片已上传，合同编号08号。")

    assert "已补正" in done.text
    page = house.page()
    assert page.case.status == "filed"
    assert page.notes[-1].text == "合同照片已上传，合同编号08号。"
    (decide,) = [due for due in page.dues if due.kind == "decide"]
    assert decide.due_on > first
    assert not decide.is_met
    assert "《消费者权益保护法实施条例》第四十六条" in decide.basis


def test_respondent_declines_and_both_hear_what_is_left(house: CaseHouse) -> None:
    house.file("消费者权益投诉")
    house.accept()
    invited = house.invite()

    asked = house.press(house.bob, invited, "不同意调解")
    house.press(house.bob, asked, "不写理由，不同意")

    assert house.status == "terminated"
    for who in (house.ann, house.bob):
        assert "《消费者权益保护法》第三十九条" in house.letter(who, "declined").text
    papers = house.press(house.ann, house.file_of(house.ann), "文书")
    assert [file.name for file in papers.files] == ["行政调解终结书LY-TJ-2026-000001.docx"]


def test_silence_until_the_due_day_counts_as_declined_and_both_are_told(house: CaseHouse) -> None:
    house.file("其他")
    house.accept()
    house.invite()

    house.sleep(days=3)
    assert house.status == "invited"
    house.sleep(days=5)

    assert house.status == "terminated"
    assert "按不同意处理" in house.letter(house.ann, "lapsed").text
    assert house.letter(house.bob, "soon_answer")
    assert house.letter(house.bob, "lapsed")
    assert house.page().events[-1].act == "lapse"
    assert house.page().events[-1].hand == "service"


@pytest.mark.parametrize("stage", ["filed", "accepted", "in_mediation"])
def test_applicant_withdraws_and_the_reason_stays_with_the_organ(
    house: CaseHouse, stage: str
) -> None:
    house.file("劳动争议")
    if stage != "filed":
        house.accept()
    if stage == "in_mediation":
        house.press(house.bob, house.invite(), "同意调解")

    house.press(house.ann, house.file_of(house.ann), "撤回申请")
    done = house.say(house.ann, "对方已经私下付清了。")

    assert "已撤回" in done.text
    assert house.status == "withdrawn"
    assert house.page().events[-1].reason == "对方已经私下付清了。"
    if stage == "in_mediation":
        assert "私下付清" not in house.letter(house.bob, "withdrawn").text
        assert "私下付清" not in house.file_of(house.bob).text


def test_time_suspended_for_an_appraisal_is_not_counted(house: CaseHouse) -> None:
    house.file("消费者权益投诉")
    house.mediate()
    before = next(due for due in house.page().dues if due.kind == "mediate").due_on
    house.sleep(days=1)

    house.act("suspend", text="送检测机构鉴定。")
    assert next(due for due in house.page().dues if due.kind == "mediate").is_paused
    house.sleep(days=20)
    house.act("resume", text="鉴定意见已出。")

    after = next(due for due in house.page().dues if due.kind == "mediate")
    assert after.due_on >= before + timedelta(days=20)
    assert "中止20天不计" in after.why
    assert house.letter(house.bob, "resumed")
    assert house.status == "in_mediation"


def test_period_the_law_fixed_tells_both_when_it_is_over(house: CaseHouse) -> None:
    house.file("劳动争议")
    house.mediate()

    house.sleep(days=17)

    letter = house.letter(house.ann, "over_arbitration").text
    assert "可以依法申请劳动仲裁（《劳动争议调解仲裁法》第十四条）" in letter
    late = next(due for due in house.page().dues if due.kind == "mediate")
    assert late.is_late
    assert late.is_escalated
    assert house.status == "in_mediation"  # going on is for the people to decide


def test_late_decision_goes_up_and_the_applicant_is_told(house: CaseHouse) -> None:
    house.file("其他")

    house.sleep(days=9)

    assert "已上报机关负责人" in house.letter(house.ann, "late_decide").text
    assert house.page().dues[0].is_escalated


def test_mediator_terminates_with_reasons(house: CaseHouse) -> None:
    house.file("交通事故损害赔偿")
    house.mediate()

    house.act("terminate", text="一方已向法院起诉。")

    assert "《道路交通事故处理程序规定》第八十六条" in house.letter(house.bob, "terminated").text
    assert house.status == "terminated"


def test_respondent_leaves_the_mediation(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()

    asked = house.press(house.bob, house.file_of(house.bob), "退出调解")
    house.press(house.bob, asked, "不写理由，退出")

    assert house.status == "terminated"
    assert house.letter(house.ann, "left")


def test_wrong_organ_hands_the_case_on_with_its_dates(house: CaseHouse) -> None:
    house.file("消费者权益投诉")
    market = desk_house.officer(
        house.services, "wang", at=house.now, roles={Role.MEDIATOR, Role.LEAD}, organ="市场监管"
    )
    due = house.page().dues[0].due_on

    house.act("transfer", organ="市场监管", text="属于市场监管职责。")

    assert "市场监管部门" in house.letter(house.ann, "transferred").text
    page = house.page(by=market)
    assert page.dues[0].due_on == due
    house.act("accept", by=market)
    assert house.page(by=market).case.mediator == "wang"


def test_mediator_is_recused_on_request_and_another_takes_over(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    first = house.page().case.mediator

    house.press(house.bob, house.file_of(house.bob), "申请换调解员")
    house.say(house.bob, "他是申请人的亲戚。")
    assert house.page().notes[-1].text == "他是申请人的亲戚。"
    house.act("recuse", text="有利害关系。")

    second = house.page().case.mediator
    assert {first, second} == {"li", "chen"}
    assert "亲戚" not in house.file_of(house.ann).text
    assert house.letter(house.ann, "recused")


def test_lead_keeps_the_mediator_and_says_why(house: CaseHouse) -> None:
    house.file("其他")
    house.mediate()
    house.press(house.ann, house.file_of(house.ann), "申请换调解员")
    house.say(house.ann, "我不喜欢他。")

    house.act("keep_mediator", text="没有法定回避情形。")

    assert "没有法定回避情形。" in house.letter(house.ann, "mediator_stays").text
    assert not [x for x in house.letters(house.bob) if x.facts["about"] == "mediator_stays"]


def test_agreement_that_is_not_performed_tells_what_is_left(house: CaseHouse) -> None:
    house.file("劳动争议")
    house.mediate()
    house.agree()
    house.act("issue")
    house.sleep(days=14)
    house.press(house.ann, house.letter(house.ann, "visit"), "对方没履行")

    house.act("fail", text="到期未付。")
    house.act("archive")

    assert house.letter(house.bob, "duty_soon")
    assert "还可以" in house.letter(house.ann, "not_performed").text
    assert house.status == "archived"


def test_signs_of_a_violation_go_their_own_way_whatever_is_agreed(house: CaseHouse) -> None:
    house.file("消费者权益投诉")
    house.mediate()
    house.act("refer", organ="市场监管", text="疑似无证经营。")

    house.agree()
    house.perform()

    (referral,) = house.page().referrals
    assert referral.number == "LY-YS-2026-000001"
    assert referral.is_open
    assert "无证经营" not in house.file_of(house.bob).text


def test_complaint_about_conduct_goes_to_the_supervision_and_not_to_the_organ(
    house: CaseHouse,
) -> None:
    house.file("其他")
    house.mediate()

    house.press(house.ann, house.file_of(house.ann), "投诉办理行为")
    done = house.say(house.ann, "调解员昨天骂人。")

    assert "办案机关看不到" in done.text
    with house.services.database.reading() as session:
        (found,) = escalations.open_of(session, person_id=1)
        assert found.organ == "司法行政"
        assert "骂人" in escalations.question_of(session, found)
    page = house.page()
    assert all("骂人" not in note.text for note in page.notes)
    assert all("骂人" not in event.reason for event in page.events)
