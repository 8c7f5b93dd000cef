"""Filing survives double taps, stale buttons, crashes, changed rules, and files that are not what they say."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from handlers import attachments, continuing, router
from handlers.services import Services
from handlers.turn import Attachment, Fault, Turn
from storage import files, links
from storage.case_tables import Case
from storage.database import Database
from storage.file_tables import Consent, FilingDraft, StoredFile
from tests.fakes.filing_house import PDF, PHOTO, PROGRAM, Applicant
from tests.house import House, button, shipped_knowledge, shipped_wording

STORY = "我老公在涧西区饭店打工，老板欠俩月工资八千多不给，想要回来"


@pytest.fixture
def somewhere(database: Database) -> House:
    return House(
        Services(shipped_knowledge(), shipped_wording(), database, "https://ask.example.cn")
    )


def test_submit_tapped_twice_files_one_case(somewhere: House) -> None:
    applicant = Applicant(somewhere)
    applicant.goes_on(applicant.tells(STORY))
    turns = [
        Turn("web", "applicant", f"tap{n}", somewhere.now, action="med_submit") for n in range(4)
    ]

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda turn: router.receive(turn, somewhere.services), turns))

    filed = [receipt.replies[0][1] for receipt in receipts if "case" in receipt.replies[0][1].facts]
    assert [reply.facts["case"] for reply in filed] == ["LY-TJ-2026-000001"]
    with somewhere.services.database.reading() as session:
        assert len(session.exec(select(Case)).all()) == 1


def test_crash_between_confirming_and_the_number_leaves_the_draft_and_no_number(
    somewhere: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    applicant = Applicant(somewhere)
    applicant.goes_on(applicant.tells(STORY), until="evidence")
    applicant.gives("工资条.jpg", PHOTO)
    summary = applicant.goes_on(applicant.taps("med_skip:evidence"))

    with monkeypatch.context() as broken:
        broken.setattr("handlers.filing_end.documents.write", _fail)
        with pytest.raises(RuntimeError):
            applicant.presses(summary, "提交")
    with somewhere.services.database.reading() as session:
        assert session.exec(select(Case)).all() == []
        assert len(session.exec(select(FilingDraft)).all()) == 1
        [kept] = session.exec(select(StoredFile)).all()
        assert kept.owner.startswith("draft:")

    filed = applicant.presses(summary, "提交")

    assert filed.facts["case"] == "LY-TJ-2026-000001"


def _fail(_paper: object) -> bytes:
    raise RuntimeError("the machine stops here")


def test_story_with_signs_no_paper_can_hold_is_filed_without_them(house: House) -> None:
    applicant = Applicant(house)

    summary = applicant.goes_on(
        applicant.tells(STORY + "\x00\x0b\ud800<w:p>😀&"), claim="付\x07清工资8000元\x1b"
    )
    filed = applicant.presses(summary, "提交")

    assert filed.files
    assert "<w:p>😀&" in summary.text


def test_button_of_an_earlier_question_does_not_answer_the_present_one(house: House) -> None:
    applicant = Applicant(house)
    proceedings = applicant.goes_on(applicant.tells(STORY), until="q.proceedings")
    sued = button(proceedings, "法院已受理").action
    employment = applicant.presses(proceedings, "都没有")

    again = applicant.taps(sued)

    assert again.facts["step"] == employment.facts["step"] == "q.employment"
    assert applicant.presses(again, "还在").facts["step"] == "consent"


@pytest.mark.parametrize(
    "action",
    ["med_pick", "med_pick:consent:99", "med_pick:q.proceedings:x", "med_change:nothing",
     "med_change:phone", "med_submit", "med_insist", "med_yes:sensitive", "med_enough", "med_zzz"],
)  # fmt: skip
def test_forged_button_changes_nothing_before_consent(house: House, action: str) -> None:
    applicant = Applicant(house)
    applicant.goes_on(applicant.tells(STORY), until="consent")

    reply = applicant.taps(action)

    assert reply.facts["step"] == "consent"
    with house.services.database.reading() as session:
        assert session.exec(select(Consent)).all() == []


def test_button_of_a_request_that_is_over_is_told_so(house: House) -> None:
    applicant = Applicant(house)
    applicant.presses(applicant.goes_on(applicant.tells(STORY)), "提交")

    assert "已经提交或取消" in applicant.taps("med_submit").text
    assert "已经提交或取消" in applicant.taps("med_pick:online:0").text


def test_request_taken_up_after_a_rule_changed_asks_only_what_changed(house: House) -> None:
    applicant = Applicant(house)
    applicant.presses(applicant.goes_on(applicant.tells(STORY), until="phone"), "先存着")
    house.now += timedelta(days=9)
    house.services = with_other_rules(house.services)

    resumed = applicant.says("继续调解")
    phone = applicant.presses(resumed, "已经离开")

    assert resumed.facts["step"] == "q.employment"
    assert "规则有更新" in resumed.text
    assert phone.facts["step"] == "phone"


def with_other_rules(services: Services) -> Services:
    """The service after an update: one question has other answers now."""
    rules = services.knowledge.mediation
    employment = rules.eligibility.questions["employment"]
    other = employment.model_copy(
        update={"choices": {"here": "还在干", "gone": "已经离开"}, "dated": None}
    )
    questions = {**rules.eligibility.questions, "employment": other}
    changed = replace(
        rules, eligibility=replace(rules.eligibility, questions=questions, version="x")
    )
    base = replace(services.knowledge)
    vars(base)["mediation"] = changed
    return replace(services, shipped=base)


def test_new_version_of_the_notice_asks_for_consent_again(house: House) -> None:
    applicant = Applicant(house)
    applicant.presses(applicant.goes_on(applicant.tells(STORY), until="phone"), "先存着")
    base = replace(house.services.knowledge)
    vars(base)["mediation"] = replace(base.mediation, consent_version="2027-01")
    house.services = replace(house.services, shipped=base)

    assert applicant.says("继续调解").facts["step"] == "consent"
    assert applicant.taps("med_agree").facts["step"] == "phone"


def test_file_before_the_notice_is_not_kept(house: House) -> None:
    applicant = Applicant(house)
    applicant.goes_on(applicant.tells(STORY), until="consent")

    refused = applicant.gives("我.jpg", PHOTO)

    assert refused.facts["step"] == "consent"
    assert "没有保存" in refused.text
    with house.services.database.reading() as session:
        assert session.exec(select(StoredFile)).all() == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (Attachment("照片.jpg", PROGRAM), "内容不是照片"),
        (Attachment("照片.jpg", b"<html><script>alert(1)</script>"), "内容不是照片"),
        (Attachment("空.pdf", b""), "内容不是照片"),
        (Attachment("大.jpg", fault=Fault.TOO_LARGE), "最多20 MB"),
        (Attachment("毒.pdf", fault=Fault.INFECTED), "病毒"),
        (Attachment("未查.pdf", fault=Fault.UNCHECKED), "过几分钟再发"),
    ],
    ids=["exe", "page", "empty", "too-large", "infected", "unchecked"],
)
def test_file_that_cannot_be_kept_is_refused_with_the_reason_and_the_form_goes_on(
    house: House, file: Attachment, words: str
) -> None:
    applicant = Applicant(house)
    applicant.goes_on(applicant.tells(STORY), until="evidence")

    [reply] = applicant.hears(file=file)

    assert words in reply.text
    assert reply.facts["step"] == "evidence"
    with house.services.database.reading() as session:
        assert session.exec(select(StoredFile)).all() == []


def test_file_sent_by_mistake_is_deleted_and_nobody_elses(house: House) -> None:
    applicant, other = Applicant(house), Applicant(house, who="other")
    for one in (applicant, other):
        one.goes_on(one.tells(STORY), until="evidence")
    kept, theirs = applicant.gives("错.jpg", PHOTO), other.gives("对.jpg", PHOTO)

    applicant.taps(button(theirs, "发错了，删掉").action)
    dropped = applicant.presses(kept, "发错了，删掉")

    assert dropped.facts["step"] == "evidence"
    with house.services.database.reading() as session:
        [left] = session.exec(select(StoredFile)).all()
        assert files.name_of(session, left) == "对.jpg"


def word(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PHOTO, "image/jpeg"),
        (PDF, "application/pdf"),
        (word(), attachments.WORD),
        (word("word/vbaProject.bin"), None),
        (b"PK\3\4" + bytes(400), None),
        (PROGRAM, None),
        (b"#!/bin/sh\nrm -rf /", None),
        (b"\x7fELF" + bytes(400), None),
        (b"OggS\0\2" + bytes(22) + b"OpusHead" + bytes(300), "audio/ogg"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(300), "video/mp4"),
    ],
    ids=["photo", "pdf", "word", "macros", "zip", "exe", "script", "elf", "voice", "film"],
)
def test_file_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert attachments.media_type(content) == kind


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("photo.exe", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\我的\\欠条.JPG", "欠条.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ("....", "证据.jpg"),
        ("长" * 300 + ".jpeg", "长" * 80 + ".jpeg"),
    ],
)
def test_name_of_a_file_is_made_safe(name: str, kept: str) -> None:
    assert attachments.tidy_name(name, "image/jpeg", fallback="证据") == kept


def begun_on_telegram(house: House) -> tuple[Applicant, str]:
    """Somebody who asked for the link to the web, and the link's secret."""
    applicant = Applicant(house, "telegram", "7001")
    applicant.goes_on(applicant.tells(STORY), until="consent")
    link = applicant.taps("med_web")
    return applicant, button(link, "打开网页接着填").url.rpartition("/")[2]


def visit(house: House, token: str, who: str) -> str:
    """Spend a link as a visitor of the web; return the step that is asked then."""
    turn = Turn("web", who, f"go{who}{house.now.timestamp()}{token[:4]}", house.now)
    resumed = continuing.take_up(house.services, turn, token)
    return router.receive(resumed, house.services).replies[0][1].facts["step"] if resumed else ""


def test_link_goes_on_with_the_same_request_on_the_web_and_the_case_is_told_on_telegram(
    somewhere: House,
) -> None:
    on_telegram, token = begun_on_telegram(somewhere)
    on_web = Applicant(somewhere, "web", "browser")

    assert visit(somewhere, token, "browser") == "consent"
    summary = on_web.goes_on(on_web.says("继续调解"))
    filed = on_web.presses(summary, "提交")

    assert "经过：" + STORY in summary.text
    assert filed.facts["case"]
    assert "没有存着" in on_telegram.says("继续调解").text
    with somewhere.services.database.reading() as session:
        told = session.connection().exec_driver_sql(
            "select count(*) from outbox where substr(key, 1, 6) = 'filed:'"
        )
        assert told.scalar() == 1


def test_link_opens_once_for_one_browser_and_not_after_a_quarter_of_an_hour(
    somewhere: House,
) -> None:
    _, token = begun_on_telegram(somewhere)

    assert visit(somewhere, token, "browser") == "consent"
    assert visit(somewhere, token, "somebody else") == ""
    assert visit(somewhere, token, "browser") == "consent"
    somewhere.now += timedelta(minutes=16)
    assert visit(somewhere, token, "browser") == ""
    assert visit(somewhere, "x" * 32, "browser") == ""


def test_newer_link_ends_the_older_one(somewhere: House) -> None:
    applicant, token = begun_on_telegram(somewhere)
    applicant.taps("med_web")

    assert visit(somewhere, token, "browser") == ""


def test_link_of_another_purpose_opens_no_request(somewhere: House) -> None:
    begun_on_telegram(somewhere)
    with somewhere.services.database.transaction() as session:
        ends = somewhere.now + timedelta(minutes=5)
        token = links.make(session, purpose="invite", subject="draft:1", expires_at=ends)

    assert visit(somewhere, token, "browser") == ""


def test_telegram_asks_nothing_personal_where_the_operator_wants_the_web(somewhere: House) -> None:
    somewhere.services = replace(somewhere.services, web_only=True)
    applicant = Applicant(somewhere, "telegram", "7001")
    consent = applicant.goes_on(applicant.tells(STORY), until="consent")

    forged = applicant.taps("med_agree")

    assert [one.label for one in consent.buttons][:2] == ["在网页继续", "查看说明"]
    assert forged.facts["step"] == "consent"


def test_request_put_aside_on_the_web_is_taken_up_days_later_on_telegram(somewhere: House) -> None:
    on_telegram, token = begun_on_telegram(somewhere)
    on_web = Applicant(somewhere, "web", "browser")
    visit(somewhere, token, "browser")
    phone = on_web.goes_on(on_web.says("继续调解"), until="phone")
    on_web.presses(phone, "先存着")
    somewhere.now += timedelta(days=3)

    choice = on_telegram.says("继续调解")
    resumed = on_telegram.presses(choice, "同意，在这里继续")

    assert choice.facts["step"] == "consent"  # before personal data is shown abroad
    assert resumed.facts["step"] == "phone"
