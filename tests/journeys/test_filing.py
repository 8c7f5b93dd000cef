"""People file requests of every category, on the web and on Telegram, on both databases."""

import io

import docx
import pytest
from sqlmodel import select

from handlers import own_files
from handlers.turn import Kind
from storage import cases, files
from storage.case_tables import Case, Settlement
from storage.errors import NotFound
from storage.file_tables import Consent, FilingDraft, StoredFile
from tests.fakes.filing_house import PHOTO, Applicant
from tests.house import House, shipped_knowledge

STORIES = {
    "学生伤害事故": "涧西区一所小学，三年级体育课跳马把胳膊摔骨折了，学校一分钱不想掏",
    "治安管理": "邻居因为停车位跟我吵起来，扇了我两耳光，派出所民警说可以先调解，在西工区",
    "交通事故损害赔偿": "11月15日在洛龙区被出租车追尾，11月18日收到认定书，修车两万元对方不肯全赔",
    "土地权属": "嵩县老家，邻居盖房占了我家宅基地半米，地界说不清，谈不拢",
    "林地权属": "栾川县我家承包的林地，隔壁村民说林权是他的，砍了我几十棵树",
    "劳动争议": "我老公在涧西区饭店打工，老板欠俩月工资八千多不给，想要回来",
    "消费者权益投诉": "在老城区的健身房办了卡，三千块，店关门了不退钱",
    "其他": "西工区楼上漏水把我家泡了，地板全坏了，楼上不管",
}


@pytest.mark.parametrize("channel", ["web", "telegram"])
@pytest.mark.parametrize("category", STORIES)
def test_applicant_files_a_request_of_each_category_with_evidence(
    somewhere: House, channel: str, category: str
) -> None:
    applicant = Applicant(somewhere, channel)

    offered = applicant.tells(STORIES[category])
    evidence = applicant.goes_on(offered, until="evidence")
    applicant.gives("现场.jpg", PHOTO)
    online = applicant.taps("med_skip:evidence")
    summary = applicant.goes_on(online)
    filed = applicant.presses(summary, "提交")

    assert offered.facts["category"] == category
    assert "（" in evidence.text
    assert filed.facts["case"] == "LY-TJ-2026-000001"
    assert "前告诉您是否受理" in filed.text
    assert applicant.says("进度").text.count("LY-TJ-2026-000001")
    with somewhere.services.database.reading() as session:
        [case] = session.exec(select(Case)).all()
        written = cases.application_of(session, case)
        assert (case.category, case.organ != "") == (category, True)
        assert written["applicant"] == "李四"
        assert "现场.jpg" in written["evidence"]
        [photo] = files.listing(session, owner=f"case:{case.id}")
        assert files.content_of(session, photo.id or 0) == PHOTO
        assert session.exec(select(FilingDraft)).all() == []
        kinds = {consent.kind for consent in session.exec(select(Consent)).all()}
        assert "personal" in kinds
    text = paper_text(somewhere, applicant, filed.files[0].id)
    assert all(
        words in text for words in ("行政调解申请书", "LY-TJ-2026-000001", "李四", "赔偿3000元")
    )


def paper_text(house: House, applicant: Applicant, file_id: int) -> str:
    fetched = own_files.fetch(
        house.services, channel=applicant.channel, address=applicant.who, file_id=file_id
    )
    document = docx.Document(io.BytesIO(fetched.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_shop_settles_about_a_fine_within_discretion(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    offered = applicant.tells("市监局因为我卖过期辣条罚我5万，太重了，我就一个小店")

    summary = applicant.goes_on(
        offered, applicant_kind="!单位", applicant="洛阳某某食品店", claim="罚款减到1万元"
    )
    filed = applicant.presses(summary, "提交")

    assert "实施办法》第十五条" in offered.text
    assert filed.facts["settlement"] == "LY-HJ-2026-000001"
    assert "复议" in filed.text
    with somewhere.services.database.reading() as session:
        [settlement] = session.exec(select(Settlement)).all()
        assert settlement.organ == "市场监管"
    text = paper_text(somewhere, applicant, filed.files[0].id)
    assert "行政争议和解申请书" in text
    assert "91110000600037341L" in text


def test_fixed_act_is_refused_with_the_reason_and_the_open_ways(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    asked = applicant.goes_on(
        applicant.tells("交警罚了我200块钱，我不服这个处罚决定，想跟他们和解"), until="q.discretion"
    )

    refused = applicant.presses(asked, "法律规定只有一个数")

    assert refused.facts["outcome"] == "closed"
    assert "行政复议" in refused.text
    assert "第十五条" in refused.text
    assert "仍然提交，由机关决定" not in [one.label for one in refused.buttons]


def test_dispute_that_cannot_be_mediated_is_told_why_before_anything_personal(
    somewhere: House,
) -> None:
    applicant = Applicant(somewhere)

    refused = applicant.tells("老婆要离婚，孩子抚养权和房子怎么分谈不拢")

    assert "不在行政调解的范围" in refused.text
    assert "法律、法规、规章规定可以调解" in refused.text  # the rule in its own words
    assert "人民调解委员会" in refused.text
    assert "转人工" in [one.label for one in refused.buttons]
    with somewhere.services.database.reading() as session:
        assert session.exec(select(Consent)).all() == []


def test_late_traffic_case_is_told_the_ten_days_and_the_other_ways(somewhere: House) -> None:
    refused = Applicant(somewhere).tells("10月20日被追尾，10月22日收到认定书，对方不肯赔修车费两万")

    assert "10日内" in refused.text
    assert "《道路交通安全法实施条例》第九十四条" in refused.text
    assert "起诉" in refused.text


def test_doubtful_case_may_be_filed_for_the_organ_to_decide(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    asked = applicant.goes_on(applicant.tells(STORIES["消费者权益投诉"]), until="q.proceedings")

    doubtful = applicant.presses(asked, "别的机构在调解")
    consent = applicant.presses(doubtful, "仍然提交，由机关决定")

    assert doubtful.facts["outcome"] == "doubtful"
    assert consent.facts["step"] == "consent"


def test_child_under_fourteen_needs_the_guardian(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    minor = applicant.goes_on(applicant.tells(STORIES["学生伤害事故"]), until="minor")

    guardian = applicant.presses(minor, "不满14周岁")
    kept = applicant.presses(guardian, "我不是")
    again = applicant.says("继续调解")
    claim = applicant.presses(again, "我是监护人，同意")

    assert "监护人" in kept.text
    assert claim.facts["step"] == "claim"
    with somewhere.services.database.reading() as session:
        consents = session.exec(select(Consent)).all()
        assert {one.kind for one in consents} == {"personal", "sensitive", "guardian"}
        assert {one.version for one in consents} == {shipped_knowledge().mediation.consent_version}


def test_agent_files_for_several_applicants(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    more = applicant.goes_on(
        applicant.tells(STORIES["劳动争议"]), until="more", applicant_kind="!我替别人办"
    )

    others = applicant.presses(more, "共同申请人")
    refused = applicant.says("孙七，123")
    applicant.says("孙七、周八")
    summary = applicant.taps("med_enough")

    assert others.facts["step"] == "others"
    assert "姓名里好像有数字" in refused.text
    for words in ("申请人：李四", "代理人：赵六", "代理权限：特别授权", "共同申请人：孙七、周八"):
        assert words in summary.text


def test_question_in_the_middle_is_answered_and_the_form_goes_on(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    applicant.goes_on(applicant.tells(STORIES["劳动争议"]), until="other_party")

    answer, again = applicant.hears("过期食品没卖出去也罚吗")

    assert answer.kind is Kind.ANSWER
    assert again.facts["step"] == "other_party"
    assert applicant.says("某某饭店").facts["step"] == "applicant_kind"


def test_fields_are_changed_gone_back_to_and_skipped_at_any_step(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    phone = applicant.goes_on(applicant.tells(STORIES["劳动争议"]), until="phone")

    assert "不能空着" in applicant.says("跳过").text
    assert applicant.says("上一步").facts["step"] == "applicant"
    assert applicant.says("张三").facts["step"] == "phone"
    assert applicant.says("修改诉求").facts["step"] == "claim"
    back = applicant.says("付清工资一万二千元")

    assert (phone.facts["step"], back.facts["step"]) == ("phone", "phone")
    summary = applicant.goes_on(back)
    assert "金额：12,000元" in summary.text
    assert "申请人：张三" in summary.text


def test_cancelled_request_leaves_nothing_behind(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    applicant.goes_on(applicant.tells(STORIES["劳动争议"]), until="evidence")
    applicant.gives("a.jpg", PHOTO)

    applicant.says("取消")

    with somewhere.services.database.reading() as session:
        assert session.exec(select(FilingDraft)).all() == []
        assert session.exec(select(StoredFile)).all() == []


def test_plain_words_begin_a_request_without_asking_for_the_story_again(somewhere: House) -> None:
    offered = Applicant(somewhere).says(
        "我在老城区的健身房办了卡，三千块，店关门了不退钱，能不能帮忙调解一下"
    )

    assert offered.facts["category"] == "消费者权益投诉"
    assert "金额：3,000元" in offered.text
    assert "老城区" in offered.text


def test_evidence_sent_after_filing_goes_into_the_case(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    summary = applicant.goes_on(applicant.tells(STORIES["劳动争议"]))
    applicant.presses(summary, "提交")

    kept = applicant.gives("工资条.jpg", PHOTO)

    assert "LY-TJ-2026-000001" in kept.text
    with somewhere.services.database.reading() as session:
        [case] = session.exec(select(Case)).all()
        [photo] = files.listing(session, owner=f"case:{case.id}")
        assert files.name_of(session, photo) == "工资条.jpg"
        number = photo.id or 0
    with pytest.raises(NotFound):
        own_files.fetch(somewhere.services, channel="web", address="a stranger", file_id=number)
