"""A bad rating has teeth (Art. 20): another officer looks into it, and the person is told."""

from datetime import timedelta

import pytest

from handlers import timers
from handlers.cases import ending, sides
from handlers.cases.doing import Doing
from handlers.desk import closing, moves, question, rectification, rectification_pages
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, NotContacted, SameOfficer
from handlers.router import Receipt
from handlers.services import Services
from handlers.turn import Reply
from storage import cases
from storage.case_lifecycle import Hand
from storage.errors import NotFound
from storage.lifecycle import Role
from storage.tables import Rating
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def li(services: Services) -> Signed:
    """Answers the question."""
    return desk.officer(services, "li", roles={Role.OFFICER, Role.LEAD})


@pytest.fixture
def wang(services: Services) -> Signed:
    """Looks into the rating."""
    return desk.officer(services, "wang", roles={Role.LEAD})


@pytest.fixture
def graded(services: Services, li: Signed) -> Reply:
    """Li answered and closed a question; what its person was sent, with five levels."""
    number = desk.hand_over(services, "冷库没有温度记录怎么办")
    seen = question.detail(services, li, escalation_id=number, at=NOON).version
    desk.work(services, li, NOON, moves.answer, number, text="补上。", version=seen)
    desk.work(services, li, NOON, closing.close, number)
    return desk.letters_to(services)[-1]


def pressed(services: Services, reply: Reply, label: str, *, minutes: int) -> Receipt:
    action = next(one.action for one in reply.buttons if one.label == label)
    return desk.press(services, action, at=NOON + timedelta(minutes=minutes))


def said(receipt: Receipt) -> Reply:
    return receipt.replies[0][1]


def the_one(services: Services, signed: Signed) -> int:
    (row,) = rectification_pages.listing(services, signed, is_open=True, at=LATER)
    return row.id


def version(services: Services, signed: Signed, number: int) -> int:
    return rectification_pages.show(services, signed, number, at=LATER).version


def test_a_named_bad_rating_is_called_back_and_its_outcome_told(
    services: Services, graded: Reply, wang: Signed
) -> None:
    sorry = said(pressed(services, graded, "非常不满意", minutes=1))
    more = said(pressed(services, sorry, "没解决", minutes=2))
    pressed(services, more, "写几句", minutes=3)
    desk.write(services, "只说了两个字，没说怎么补", at=NOON + timedelta(minutes=4))
    pressed(services, more, "留名，请回访", minutes=5)
    number = the_one(services, wang)
    rectification.take(services, wang, number, seen=version(services, wang, number), at=LATER)
    seen = version(services, wang, number)

    with pytest.raises(NotContacted):
        rectification.resolve(services, wang, number, outcome="已补", seen=seen, at=LATER)
    rectification.call_back(services, wang, number, note="电话里说明了", seen=seen, at=LATER)
    rectification.resolve(
        services, wang, number, outcome="已请原单位写明补记的办法。", seen=seen + 1, at=LATER
    )

    shown = rectification_pages.show(services, wang, number, at=LATER)
    assert (shown.comment, shown.row.reason) == ("只说了两个字，没说怎么补", "unsolved")
    assert shown.matter_id is not None
    assert "已请原单位写明补记的办法。" in desk.letters_to(services)[-1].text


def test_the_rated_officer_never_finds_the_rating(
    services: Services, graded: Reply, li: Signed, wang: Signed
) -> None:
    pressed(services, graded, "不满意", minutes=1)
    number = the_one(services, wang)

    assert rectification_pages.listing(services, li, is_open=True, at=LATER) == []
    with pytest.raises(NotFound):
        rectification_pages.show(services, li, number, at=LATER)
    with pytest.raises(NotFound):
        rectification.take(services, li, number, seen=1, at=LATER)


def test_who_stays_anonymous_is_told_the_outcome_and_named_to_nobody(
    services: Services, graded: Reply, wang: Signed
) -> None:
    pressed(services, graded, "不满意", minutes=1)
    number = the_one(services, wang)
    rectification.take(services, wang, number, seen=1, at=LATER)

    rectification.resolve(services, wang, number, outcome="已整改。", seen=2, at=LATER)

    assert rectification_pages.show(services, wang, number, at=LATER).matter_id is None
    assert "已整改。" in desk.letters_to(services)[-1].text


def test_unfounded_is_what_two_officers_say(
    services: Services, graded: Reply, wang: Signed
) -> None:
    zhao = desk.officer(services, "zhao", roles={Role.SUPERVISOR})
    pressed(services, graded, "不满意", minutes=1)
    number = the_one(services, wang)
    rectification.take(services, wang, number, seen=1, at=LATER)
    rectification.propose_unfounded(
        services, wang, number, reason="答复与法条一致", seen=2, at=LATER
    )

    with pytest.raises(SameOfficer):
        rectification.review(services, wang, number, agrees=True, reason="同意", seen=3, at=LATER)
    rectification.review(services, zhao, number, agrees=True, reason="核对无误", seen=3, at=LATER)

    assert rectification_pages.listing(services, wang, is_open=True, at=LATER) == []
    assert "核对无误" in desk.letters_to(services)[-1].text


def test_who_disagrees_has_it_looked_into_again_but_not_for_ever(
    services: Services, graded: Reply, wang: Signed
) -> None:
    pressed(services, graded, "不满意", minutes=1)
    number = the_one(services, wang)
    answers = []
    for round_ in range(3):
        seen = version(services, wang, number)
        rectification.take(services, wang, number, seen=seen, at=LATER)
        rectification.resolve(services, wang, number, outcome="已处理", seen=seen + 1, at=LATER)
        outcome = desk.letters_to(services)[-1]
        answers.append(said(pressed(services, outcome, "不认可，请再查", minutes=70 + round_)))

    assert "换人再查" in answers[0].text
    assert "12348" in answers[2].text
    assert rectification_pages.listing(services, wang, is_open=True, at=LATER) == []


def test_an_old_page_overwrites_nothing(services: Services, graded: Reply, wang: Signed) -> None:
    zhao = desk.officer(services, "zhao", roles={Role.SUPERVISOR})
    pressed(services, graded, "不满意", minutes=1)
    number = the_one(services, wang)
    rectification.take(services, wang, number, seen=1, at=LATER)

    with pytest.raises(ChangedMeanwhile):
        rectification.take(services, zhao, number, seen=1, at=LATER)
    with pytest.raises(ChangedMeanwhile):
        rectification.resolve(services, zhao, number, outcome="好", seen=2, at=LATER)


def test_a_rating_may_be_changed_for_seven_days(services: Services, graded: Reply) -> None:
    pressed(services, graded, "满意", minutes=1)
    pressed(services, graded, "非常满意", minutes=6 * 24 * 60)
    refused = said(pressed(services, graded, "不满意", minutes=8 * 24 * 60))

    assert "7天" in refused.text
    with services.database.reading() as session:
        assert session.get_one(Rating, 1).score == 5


def test_words_after_a_rating_that_are_a_question_are_answered(
    services: Services, graded: Reply
) -> None:
    pressed(services, graded, "不满意", minutes=1)

    answer = said(desk.write(services, "过期食品没卖出去也罚吗", at=NOON + timedelta(minutes=2)))

    assert answer.kind.value in ("answer", "clarify")


def test_somebody_elses_rating_can_be_neither_explained_nor_signed(
    services: Services, graded: Reply
) -> None:
    pressed(services, graded, "不满意", minutes=1)

    for action in ("reason:1:slow", "rate_sign:1:1", "rate_say:1", "recheck:1"):
        found = desk.press(services, action, at=LATER, address="somebody-else")
        assert "不在了" in said(found).text

    with services.database.reading() as session:
        rating = session.get_one(Rating, 1)
        assert (rating.reason, rating.is_named) == ("", False)


def test_a_case_is_graded_once_it_has_ended_and_never_while_it_is_open(
    services: Services, wang: Signed
) -> None:
    number = desk.file_case(services, at=NOON)
    early = said(desk.press(services, f"grade_case:{number}:1", at=NOON))
    with services.database.transaction() as session:
        doer = sides.person(Hand.APPLICANT, cases.lock(session, case_id=number).person_id)
        ending.withdraw(Doing(services, session, number, doer, NOON), reason="")
    tomorrow = NOON + timedelta(days=1)
    while timers.run_next(services, at=tomorrow):
        pass

    asked = [one for one in desk.letters_to(services) if "这次服务您满意吗" in one.text]
    assert "不在了" in early.text
    assert len(asked) == 1
    sorry = desk.press(services, f"grade_case:{number}:2", at=tomorrow)

    assert "已交给另一位" in said(sorry).text
    assert len(rectification_pages.listing(services, wang, is_open=True, at=tomorrow)) == 1
