"""The page of figures against counts made by hand (Art. 4, 20, 21)."""

from datetime import date, timedelta

import pytest

from handlers.desk import figures, moves, question
from handlers.desk.access import Signed
from handlers.services import Services
from storage.errors import NotFound
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON

DAY = date(2026, 11, 23)


@pytest.fixture
def chief(services: Services) -> Signed:
    return desk.officer(services, "chief", roles={Role.OFFICER, Role.SUPERVISOR})


def page(services: Services, chief: Signed) -> figures.Page:
    return figures.overview(services, chief, first=DAY, last=DAY)


def lines(found: figures.Page, key: str) -> dict[str, int]:
    (figure,) = (one for one in found.figures if one.key == key)
    return {line.value: line.count for line in figure.lines}


def test_hand_counted_day_is_what_the_page_shows(services: Services, chief: Signed) -> None:
    for who in ("a", "b"):
        desk.write(services, "过期食品没卖出去也罚吗", address=who)
    desk.write(services, "过期食品没卖出去也罚吗", address="a", at=NOON + timedelta(minutes=1))
    desk.write(services, "过期食品没卖出去也罚吗", address="a", at=NOON - timedelta(days=1))
    desk.file_case(services, address="c")
    first = desk.hand_over(services, "一", address="d")
    desk.hand_over(services, "二", address="a")
    seen = question.detail(services, chief, escalation_id=first, at=NOON).version
    answered = NOON + timedelta(minutes=90)  # 12:00 to 13:30, of which lunch till 13:00
    desk.work(services, chief, answered, moves.answer, first, text="答", version=seen)

    found = page(services, chief)

    assert lines(found, "answers") == {"answer": 3}
    assert lines(found, "topics") == {"food": 3}
    assert lines(found, "cases") == {"filed": 1}
    assert lines(found, "questions") == {"answered": 1, "waiting": 1}
    assert found.people is not None
    assert {line.value: line.count for line in found.people.lines} == {"web": 4}
    assert (found.speed.base, found.speed.half_within) == (1, timedelta(minutes=30))
    assert found.trend[-1].counts == {"answers": 4, "questions": 2, "cases": 1}
    assert len(found.trend) == 12


def test_rows_behind_a_line_are_as_many_as_it_counts(services: Services, chief: Signed) -> None:
    for who in ("a", "b", "c"):
        desk.write(services, "过期食品没卖出去也罚吗", address=who)

    for key, value in (("answers", "answer"), ("topics", "food")):
        rows = figures.behind(services, chief, key=key, value=value, first=DAY, last=DAY)
        assert len(rows) == 3


def test_ratings_of_fewer_than_five_are_hidden(services: Services, chief: Signed) -> None:
    for one in range(4):
        desk.write(services, "过期食品没卖出去也罚吗", address=f"p{one}")
        desk.press(services, f"rate:{one + 1}:1", address=f"p{one}")
    (hidden,) = (one for one in page(services, chief).figures if one.key == "answer_ratings")
    assert (hidden.base, hidden.is_hidden, hidden.lines) == (4, True, ())
    with pytest.raises(NotFound):
        figures.behind(services, chief, key="answer_ratings", value="1", first=DAY, last=DAY)

    desk.write(services, "过期食品没卖出去也罚吗", address="p5")
    desk.press(services, "rate:5:5", address="p5")

    assert lines(page(services, chief), "answer_ratings") == {"1": 4, "5": 1}


def test_a_figure_or_value_that_is_not_shown_has_no_rows(services: Services, chief: Signed) -> None:
    for key, value in (("answers", "answer"), ("no_such", "x"), ("people", "web")):
        with pytest.raises(NotFound):
            figures.behind(services, chief, key=key, value=value, first=DAY, last=DAY)
