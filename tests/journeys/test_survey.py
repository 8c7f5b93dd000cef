"""The city asks the people it served (Art. 20): voluntary, unnamed, once a person."""

import csv
import io
from datetime import timedelta

import pytest

from handlers import timers
from handlers.desk import surveys
from handlers.desk.access import Signed
from handlers.desk.refusals import BadSurvey
from handlers.services import Services
from handlers.turn import Reply
from storage import outbox, people
from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.lifecycle import Role
from storage.satisfaction_tables import Survey
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON

QUESTIONS = "五级：总体满意吗\n选择：办得快吗|很快|太慢\n填空：想改进什么"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def chief(services: Services) -> Signed:
    return desk.officer(services, "chief", roles={Role.SUPERVISOR})


def opened(services: Services, chief: Signed, *, audience: str = "all") -> int:
    number = surveys.write(
        services, chief, title="窗口服务", intro="", questions=QUESTIONS, audience=audience, at=NOON
    )
    surveys.open_it(services, chief, number, at=LATER)
    while timers.run_next(services, at=LATER):
        pass
    return number


def invitation(services: Services, who: str) -> Reply | None:
    with services.database.reading() as session:
        person = people.find(session, channel="web", address=who)
        rows = outbox.latest(session, person_id=id_of(person), limit=9) if person else []
        found = [row for row in rows if row.key.startswith("survey:")]
        return Reply.model_validate(outbox.body_of(session, found[0])) if found else None


def answered(services: Services, number: int, who: str, text: str = "少跑一趟") -> Reply:
    """Somebody goes through the whole survey; the last reply."""
    for step, action in enumerate((f"survey_go:{number}", f"survey_pick:{number}:0:5")):
        desk.press(services, action, at=LATER + timedelta(minutes=step), address=who)
    desk.write(services, "太慢", at=LATER + timedelta(minutes=3), address=who)
    last = desk.write(services, text, at=LATER + timedelta(minutes=4), address=who)
    return last.replies[0][1]


def test_everybody_who_was_here_lately_is_invited_once(services: Services, chief: Signed) -> None:
    desk.write(services, "你好", at=NOON - timedelta(days=400), address="long-ago")
    desk.write(services, "你好", at=NOON, address="a1")

    number = opened(services, chief)

    assert invitation(services, "a1") is not None
    assert invitation(services, "long-ago") is None
    assert surveys.show(services, chief, number).invited == 1


def test_a_survey_for_who_filed_reaches_nobody_else(services: Services, chief: Signed) -> None:
    desk.write(services, "你好", at=NOON, address="a1")
    desk.file_case(services, address="filer")

    opened(services, chief, audience="filed")

    assert invitation(services, "a1") is None
    assert invitation(services, "filer") is not None


def test_answers_are_kept_once_and_shown_from_five_on(services: Services, chief: Signed) -> None:
    number = opened(services, chief)
    for one in range(4):
        answered(services, number, f"p{one}")
    few = surveys.show(services, chief, number)
    assert few.questions[0].is_hidden
    with pytest.raises(NotFound):
        surveys.export(services, chief, number, at=LATER)

    assert "已提交" in answered(services, number, "p4").text
    answered(services, number, "p4")

    view = surveys.show(services, chief, number)
    assert view.answered == 5
    assert view.questions[0].choices[0] == ("非常满意", 5)
    assert dict(view.questions[1].choices) == {"很快": 0, "太慢": 5}


def test_exported_cells_are_never_formulas(services: Services, chief: Signed) -> None:
    number = opened(services, chief)
    for one, text in enumerate(("=1+1", "+86", "-1", "@sum", "好")):
        answered(services, number, f"p{one}", text)

    rows = list(csv.reader(io.StringIO(surveys.export(services, chief, number, at=LATER))))

    assert sorted(row[-1] for row in rows[1:]) == ["'+86", "'-1", "'=1+1", "'@sum", "好"]
    assert all(len(row) == 5 for row in rows)


def test_a_question_in_the_middle_is_answered_and_the_survey_goes_on(
    services: Services, chief: Signed
) -> None:
    number = opened(services, chief)
    desk.press(services, f"survey_go:{number}", at=LATER)

    other = desk.write(services, "过期食品没卖出去也罚吗", at=LATER + timedelta(minutes=1))
    on = desk.press(services, f"survey_pick:{number}:0:4", at=LATER + timedelta(minutes=2))

    assert other.replies[0][1].kind.value in ("answer", "clarify")
    assert "2/3" in on.replies[0][1].text


def test_buttons_of_an_earlier_question_or_another_survey_change_nothing(
    services: Services, chief: Signed
) -> None:
    number = opened(services, chief)
    desk.press(services, f"survey_go:{number}", at=LATER)
    desk.press(services, f"survey_pick:{number}:0:5", at=LATER + timedelta(minutes=1))

    again = desk.press(services, f"survey_pick:{number}:0:1", at=LATER + timedelta(minutes=2))
    forged = desk.press(services, "survey_pick:99:0:1", at=LATER + timedelta(minutes=3))

    assert "2/3" in again.replies[0][1].text
    assert "已经结束" in forged.replies[0][1].text


def test_a_closed_survey_takes_nothing_and_can_not_tell_who_answered(
    services: Services, chief: Signed
) -> None:
    number = opened(services, chief)
    answered(services, number, "p1")
    surveys.close(services, chief, number, at=LATER)

    late = desk.press(services, f"survey_go:{number}", at=LATER, address="p2")

    assert "已经结束" in late.replies[0][1].text
    with services.database.reading() as session:
        assert session.get_one(Survey, number).salt == ""
    with pytest.raises(IllegalMove):
        surveys.open_it(services, chief, number, at=LATER)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("五级：好吗\n随便写的", 2),
        ("选择：只有一个|是", 1),
        ("选择：一样的|是|是", 1),
        ("五级：", 1),
        ("填空：不该有选项|a|b", 1),
        ("五级：好吗\n" * 16, 16),
    ],
)
def test_a_line_that_is_no_question_is_named(
    services: Services, chief: Signed, text: str, line: int
) -> None:
    with pytest.raises(BadSurvey) as refused:
        surveys.write(services, chief, title="t", intro="", questions=text, audience="all", at=NOON)

    assert refused.value.values["line"] == line
