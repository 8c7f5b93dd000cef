"""What the queue finds and counts: by code, masked name and words, in every view."""

from datetime import timedelta

import pytest

from handlers.desk import moves, question, queue
from handlers.desk.access import Signed
from handlers.desk.queue import Wanted
from handlers.services import Services
from storage.escalation_queue import Filters, View
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON

FOOD, CITY_WORKS = "市场监管", "城市管理"
LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def li(services: Services) -> Signed:
    return desk.officer(services, "li", organ=FOOD)


@pytest.fixture
def sun(services: Services) -> Signed:
    return desk.officer(services, "sun", roles=tuple(Role))


def ask(services: Services, said: str = "市监局老王说的那个事", *, who: str = "a1") -> int:
    return desk.hand_over(services, said, address=who, organ=FOOD)


def version(services: Services, signed: Signed, number: int) -> int:
    return question.detail(services, signed, escalation_id=number, at=LATER).version


def test_search_finds_code_name_and_words_and_says_what_it_is_for(
    services: Services, sun: Signed
) -> None:
    first, second = ask(services), ask(services, "城管贴的单子看不懂", who="a2")
    desk.file_case(services, address="a2")

    def found(text: str, **filters: str) -> list[int]:
        wanted = Wanted(text=text, filters=Filters(**filters))  # type: ignore[arg-type]
        return [one.id for one in queue.overview(services, sun, at=LATER, wanted=wanted).questions]

    assert found(f"WT-{first:06d}") == [first]
    assert found(f"{first}") == [first]
    assert found("老王") == [first]
    assert found("单子 城管") == [second]
    assert found("王**") == [second]
    assert found("没有这样的话") == []
    assert found("", organ="税务") == []
    assert sorted(found("", channel="web")) == [first, second]


def test_views_count_what_they_show(services: Services, li: Signed, sun: Signed) -> None:
    mine, waiting, asked = (ask(services, who=f"p{n}") for n in range(3))
    desk.work(services, li, LATER, moves.take, mine)
    seen = version(services, li, asked)
    desk.work(services, li, LATER, moves.ask_back, asked, text="哪里？", version=seen)
    desk.officer(services, "wu", organ=CITY_WORKS)

    for signed in (li, sun):
        for view in View:
            wanted = Wanted(view=view)
            found = queue.overview(services, signed, at=LATER, wanted=wanted)
            if view is not View.CLOSED:
                assert found.counts[view] == len(found.questions) == found.total, view
    counts = queue.count(services, li, at=LATER)
    assert (counts[View.MINE], counts[View.UNCLAIMED], counts[View.ASKED]) == (2, 1, 1)
    assert waiting
