"""Filing survives double taps, stale buttons, crashes, and rules that changed meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from handlers import router
from handlers.services import Services
from handlers.turn import Turn
from storage.case_tables import Case
from storage.file_tables import Consent, FilingDraft, StoredFile
from tests.fakes.filing_house import PHOTO, STORY, Applicant
from tests.house import House, button


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
        broken.setattr("handlers.filing.end.documents.write", _fail)
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
