"""What was missed stands in heaps, the largest first, numbers hidden, ready to be written."""

from datetime import timedelta

import pytest

from handlers.desk import editing_pages, entry_pages, missed
from handlers.desk.refusals import NotAllowed
from handlers.services import Services
from storage import answers, people, turns
from storage.database import Database
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON
from tests.house import shipped_knowledge, shipped_wording

LATER = NOON + timedelta(hours=1)
VERDICTS = ("lost", "unsure", "clarify", "lost")
ASKED = (
    "隔壁说洛阳下个月要收餐饮排烟费，真的吗，我电话13812345678",
    "洛阳下个月是不是要收餐饮排烟费",
    "餐饮排烟费下个月真的要收吗",
    "电动轮椅能不能上龙门高架桥",
)


@pytest.fixture
def services(database: Database) -> Services:
    """The service, on each database."""
    return Services(shipped_knowledge(), shipped_wording(), database)


@pytest.fixture
def asked(services: Services) -> None:
    """Four people asked what nobody has written yet."""
    for n, (said, verdict) in enumerate(zip(ASKED, VERDICTS, strict=True)):
        note(services, f"p{n}", said, verdict, minutes=n)


def note(services: Services, who: str, said: str, verdict: str, *, minutes: int) -> None:
    at = NOON + minutes * timedelta(minutes=1)
    with services.database.transaction() as session:
        person_id = id_of(people.meet(session, channel="web", address=who, at=at))
        turn = turns.record(
            session,
            channel="web",
            message_id=f"{who}:{minutes}",
            person_id=person_id,
            text=said,
            action="",
            at=at,
        )
        assert turn is not None
        answers.log(
            session,
            turn_id=id_of(turn),
            person_id=person_id,
            entry_id="",
            verdict=verdict,
            confidence=0.1,
            at=at,
        )


@pytest.mark.usefixtures("asked")
def test_editor_finds_like_questions_together_and_drafts_from_them(services: Services) -> None:
    editor = desk.officer(services, "wang", roles={Role.EDITOR})

    heaps = missed.listing(services, editor, at=LATER)
    number = missed.draft(services, editor, heaps[0].id, at=LATER)

    assert [heap.count for heap in heaps] == [3, 1]
    assert heaps[0].newest == NOON + timedelta(minutes=2)
    assert "13812345678" not in "".join(heaps[0].examples)
    fields = editing_pages.show(services, editor, number, at=LATER).fields
    assert len(fields["phrasings"].split("\n")) == 3
    assert "138****5678" in fields["phrasings"]
    assert missed.draft(services, editor, heaps[0].id, at=LATER) == number


@pytest.mark.usefixtures("asked")
def test_heap_that_is_no_heap_and_organs_editor_are_refused(services: Services) -> None:
    editor = desk.officer(services, "wang", roles={Role.EDITOR})
    of_organ = desk.officer(services, "zhao", roles={Role.EDITOR}, organ="税务")
    plain = desk.officer(services, "li", roles={Role.OFFICER})

    with pytest.raises(NotFound):
        missed.draft(services, editor, 404, at=LATER)
    with pytest.raises(NotFound):
        missed.listing(services, of_organ, at=LATER)
    with pytest.raises(NotAllowed):
        missed.listing(services, plain, at=LATER)


def test_answer_called_useless_is_missed_with_its_reason(services: Services) -> None:
    editor = desk.officer(services, "wang", roles={Role.EDITOR})
    reply = desk.write(services, "过期食品没卖出去也罚吗").replies[0][1]
    useless = next(
        one for one in reply.buttons if one.action.endswith(":1") and "rate" in one.action
    )
    sorry = desk.press(services, useless.action, at=NOON + timedelta(minutes=1)).replies[0][1]
    desk.press(services, sorry.buttons[0].action, at=NOON + timedelta(minutes=2))

    (heap,) = missed.listing(services, editor, at=LATER)

    assert heap.examples == ["过期食品没卖出去也罚吗"]
    assert sum(heap.why.values()) == 1
    assert heap.answered_by
    assert entry_pages.search(services, editor, text="过期食品", at=LATER)


def test_who_was_asked_back_and_then_answered_was_not_missed(services: Services) -> None:
    editor = desk.officer(services, "wang", roles={Role.EDITOR})
    note(services, "p1", "过期食品怎么处理", "clarify", minutes=1)
    note(services, "p1", "已经上架的", "answer", minutes=2)

    assert missed.listing(services, editor, at=LATER) == []
