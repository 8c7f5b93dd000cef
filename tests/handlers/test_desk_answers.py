"""An officer takes, gives back, answers and closes; two officers never do it twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from handlers.desk import closing, messages, moves, question
from handlers.desk.access import Signed
from handlers.desk.moves import Act
from handlers.desk.refusals import BadLength, ChangedMeanwhile, NotAnswered, TakenByOther
from handlers.services import Services
from handlers.turn import Role
from storage import escalations
from storage.database import Database
from storage.errors import IllegalMove, NotFound
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON
from tests.house import shipped_knowledge, shipped_wording

LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def li(services: Services) -> Signed:
    return desk.officer(services, "li")


@pytest.fixture
def zhao(services: Services) -> Signed:
    return desk.officer(services, "zhao")


def look(services: Services, signed: Signed, number: int) -> question.Detail:
    return question.detail(services, signed, escalation_id=number, at=LATER)


def answer(
    services: Services, signed: Signed, number: int, text: str, *, seen: int | None = None
) -> None:
    seen = look(services, signed, number).version if seen is None else seen
    desk.work(services, signed, LATER, moves.answer, number, text=text, version=seen)


def test_answer_reaches_the_person_under_their_question(services: Services, li: Signed) -> None:
    number = desk.hand_over(services, "排烟费要交吗")

    answer(services, li, number, " 暂时不收。\r\n\r\n有通知会公布。 ")

    (letter,) = desk.letters_to(services)
    heading = services.wording.say("desk.letter.answer_to", question="排烟费要交吗")
    assert [part.text for part in letter.parts] == [heading, "暂时不收。", "有通知会公布。"]
    assert look(services, li, number).question.status == "answered"
    assert look(services, li, number).question.is_mine


@pytest.mark.parametrize(("question", "key"), [("长" * 60, "answer_to_longer"), ("", "answer")])
def test_answer_quotes_no_more_of_the_question_than_helps(
    services: Services, li: Signed, question: str, key: str
) -> None:
    number = desk.hand_over(services, question)

    answer(services, li, number, "好。")

    (letter,) = desk.letters_to(services)
    said = services.wording.say(f"desk.letter.{key}", question=question[: messages.QUOTED])
    assert letter.parts[0].text == said


@pytest.mark.parametrize("text", ["", " \n ", "长" * 2001])
def test_answer_of_no_or_too_much_text_is_refused(
    services: Services, li: Signed, text: str
) -> None:
    number = desk.hand_over(services, "问")

    with pytest.raises(BadLength):
        answer(services, li, number, text)

    assert desk.letters_to(services) == []


def test_form_sent_twice_sends_one_answer(services: Services, li: Signed) -> None:
    number = desk.hand_over(services, "问")
    seen = look(services, li, number).version

    answer(services, li, number, "答", seen=seen)
    answer(services, li, number, "答", seen=seen)

    assert len(desk.letters_to(services)) == 1
    assert [step.kind for step in look(services, li, number).steps] == ["opened", "answered"]


def test_second_officer_with_another_answer_is_told(
    services: Services, li: Signed, zhao: Signed
) -> None:
    number = desk.hand_over(services, "问")
    seen = look(services, zhao, number).version
    answer(services, li, number, "第一个答复", seen=seen)

    with pytest.raises(ChangedMeanwhile):
        answer(services, zhao, number, "第二个答复", seen=seen)

    assert len(desk.letters_to(services)) == 1


def test_answer_written_before_somebody_gave_it_back_is_not_sent(
    services: Services, li: Signed
) -> None:
    number = desk.hand_over(services, "问")
    seen = look(services, li, number).version
    desk.work(services, li, LATER, moves.take, number)
    desk.work(services, li, LATER, moves.release, number)

    with pytest.raises(ChangedMeanwhile):
        answer(services, li, number, "答", seen=seen)


def test_answer_can_be_added_to_until_it_is_closed(services: Services, li: Signed) -> None:
    number = desk.hand_over(services, "问")

    answer(services, li, number, "一")
    answer(services, li, number, "二")
    desk.work(services, li, LATER, closing.close, number)

    assert len(desk.letters_to(services)) == 3
    with pytest.raises(IllegalMove):
        answer(services, li, number, "三")


def test_taken_question_belongs_to_one_officer(
    services: Services, li: Signed, zhao: Signed
) -> None:
    number = desk.hand_over(services, "问")
    desk.work(services, li, LATER, moves.take, number)
    desk.work(services, li, LATER, moves.take, number)

    for move in (moves.take, moves.release):
        with pytest.raises(TakenByOther) as caught:
            desk.work(services, zhao, LATER, move, number)
        assert caught.value.values == {"officer": "li"}
    with pytest.raises(TakenByOther):
        answer(services, zhao, number, "答")
    assert look(services, li, number).may == {
        "release",
        "answer",
        "ask",
        "transfer",
        "merge",
        "end",
    }
    assert look(services, zhao, number).may == set()


def test_question_given_back_waits_for_anybody(
    services: Services, li: Signed, zhao: Signed
) -> None:
    number = desk.hand_over(services, "问")
    desk.work(services, li, LATER, moves.take, number)

    desk.work(services, li, LATER, moves.release, number)
    desk.work(services, li, LATER, moves.release, number)

    desk.work(services, zhao, LATER, moves.take, number)
    assert look(services, zhao, number).question.is_mine


def test_colleague_gives_an_overdue_question_back(
    services: Services, li: Signed, zhao: Signed
) -> None:
    number = desk.hand_over(services, "问")
    desk.work(services, li, NOON, moves.take, number)
    overdue = NOON + timedelta(days=3)
    detail = question.detail(services, zhao, escalation_id=number, at=overdue)

    desk.work(services, zhao, overdue, moves.release, number)

    assert detail.may == {"release"}
    assert look(services, zhao, number).question.officer == ""


def test_unanswered_question_is_not_closed(services: Services, li: Signed) -> None:
    number = desk.hand_over(services, "问")

    with pytest.raises(NotAnswered):
        desk.work(services, li, LATER, closing.close, number)
    desk.work(services, li, LATER, moves.take, number)
    with pytest.raises(NotAnswered):
        desk.work(services, li, LATER, closing.close, number)

    assert desk.letters_to(services) == []


def test_closing_asks_for_one_of_five_levels_once(services: Services, li: Signed) -> None:
    number = desk.hand_over(services, "问")
    answer(services, li, number, "答")

    desk.work(services, li, LATER, closing.close, number)
    desk.work(services, li, LATER, closing.close, number)

    _, notice = desk.letters_to(services)
    assert [button.action for button in notice.buttons] == [
        f"grade:{number}:{level}" for level in (5, 4, 3, 2, 1)
    ]
    assert {button.role for button in notice.buttons} == {Role.RATE}
    with services.database.reading() as session:
        assert escalations.get(session, escalation_id=number).closed_at == LATER


@pytest.mark.parametrize("move", [moves.take, moves.release, closing.close])
def test_question_that_does_not_exist_is_not_found(
    services: Services, li: Signed, move: Callable[[Act, int], object]
) -> None:
    with pytest.raises(NotFound):
        desk.work(services, li, LATER, move, 404)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_officers_answering_at_once_on_a_server_are_one_answer(database: Database) -> None:
    services = Services(shipped_knowledge(), shipped_wording(), database)
    officers = [desk.officer(services, login) for login in ("li", "zhao", "sun")]
    number = desk.hand_over(services, "问")
    seen = look(services, officers[0], number).version

    def one(signed: Signed) -> str:
        try:
            answer(services, signed, number, f"{signed.login}的答复", seen=seen)
        except ChangedMeanwhile:
            return "told"
        return "sent"

    with ThreadPoolExecutor() as pool:
        outcomes = sorted(pool.map(one, officers))

    assert outcomes == ["sent", "told", "told"]
    assert len(desk.letters_to(services)) == 1
