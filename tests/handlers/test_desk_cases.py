"""Mediation cases at the desk: seen in order, moved with a reason the applicant reads."""

from datetime import timedelta

import pytest

from handlers.desk import cases
from handlers.desk.access import Signed
from handlers.desk.refusals import BadLength, ChangedMeanwhile
from handlers.services import Services
from storage import cases as stored
from storage.errors import IllegalMove, NotFound
from storage.lifecycle import CASE_MOVES, CaseStatus
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import APPLICATION, NOON


@pytest.fixture
def li(services: Services) -> Signed:
    return desk.officer(services, "li")


def move(
    services: Services, signed: Signed, number: int, to: CaseStatus, reason: str = "材料齐全。"
) -> None:
    cases.move(services, signed, case_id=number, to=to, reason=reason, at=NOON)


def test_open_cases_are_listed_by_the_day_of_the_first_notice(
    services: Services, li: Signed
) -> None:
    late = desk.file_case(services, at=NOON)
    early = desk.file_case(services, at=NOON - timedelta(days=20))
    over = desk.file_case(services)
    move(services, li, over, CaseStatus.REJECTED)

    found = cases.overview(services, li, at=NOON)

    assert [(case.id, case.is_late) for case in found] == [(early, True), (late, False)]
    assert found[1].days_left == 7
    assert found[0].claim == APPLICATION["claim"]


def test_detail_shows_the_application_in_the_order_of_the_form(
    services: Services, li: Signed
) -> None:
    number = desk.file_case(services)

    found = cases.detail(services, li, case_id=number, at=NOON)

    assert dict(found.application) == APPLICATION
    assert [key for key, _ in found.application][:2] == ["category", "district"]
    assert found.may == (CaseStatus.ACCEPTED, CaseStatus.REJECTED)
    with pytest.raises(NotFound):
        cases.detail(services, li, case_id=404, at=NOON)


def test_applicant_reads_decision_and_reason(services: Services, li: Signed) -> None:
    number = desk.file_case(services)

    move(services, li, number, CaseStatus.ACCEPTED, " 材料齐全。\n请等电话。 ")

    (letter,) = desk.letters_to(services)
    case = cases.detail(services, li, case_id=number, at=NOON)
    heading = services.wording.say("desk.letter.case.accepted", number=case.case.number)
    assert letter.parts[0].text == heading
    assert "材料齐全。\n请等电话。" in letter.text
    assert [(step.to, step.by, step.note) for step in case.steps] == [
        ("filed", "", ""),
        ("accepted", "li", "材料齐全。\n请等电话。"),
    ]
    assert case.case.days_left is None


def test_form_sent_twice_moves_once_and_another_reason_is_refused(
    services: Services, li: Signed
) -> None:
    number = desk.file_case(services)

    move(services, li, number, CaseStatus.ACCEPTED)
    move(services, li, number, CaseStatus.ACCEPTED)

    assert len(desk.letters_to(services)) == 1
    with pytest.raises(ChangedMeanwhile):
        move(services, li, number, CaseStatus.ACCEPTED, "另一个理由")
    with pytest.raises(IllegalMove):
        move(services, li, number, CaseStatus.REJECTED)
    assert len(desk.letters_to(services)) == 1


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_reason_of_no_or_too_much_text_is_refused(
    services: Services, li: Signed, reason: str
) -> None:
    number = desk.file_case(services)

    with pytest.raises(BadLength):
        move(services, li, number, CaseStatus.ACCEPTED, reason)


def test_withdrawing_is_not_an_officers_to_decide(services: Services, li: Signed) -> None:
    number = desk.file_case(services)

    with pytest.raises(IllegalMove):
        move(services, li, number, CaseStatus.WITHDRAWN)
    with pytest.raises(NotFound):
        move(services, li, 404, CaseStatus.ACCEPTED)


def test_every_status_an_officer_can_reach_has_its_letter(services: Services, li: Signed) -> None:
    reachable = {to for targets in CASE_MOVES.values() for to in targets}

    assert set(cases.BY_OFFICERS) == reachable - {CaseStatus.WITHDRAWN}
    for first, then in (("accepted", "settled"), ("accepted", "ended"), ("rejected", "")):
        number = desk.file_case(services)
        for status in filter(None, (first, then)):
            move(services, li, number, CaseStatus(status))
        with services.database.reading() as session:
            assert stored.get(session, case_id=number).status == (then or first)
