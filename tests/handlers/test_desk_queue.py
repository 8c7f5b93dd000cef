"""What an officer reads: the queue in its order, and one question with its conversation."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.desk import conversation, moves, question, queue, times
from handlers.desk.access import Signed
from handlers.desk.queue import Wanted
from handlers.services import Services
from handlers.turn import Kind, Part, Reply, Style
from storage import outbox, people
from storage.errors import NotFound
from storage.escalation_queue import View
from storage.identity import id_of
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON


@pytest.fixture
def li(services: Services) -> Signed:
    return desk.officer(services, "li")


def test_queue_shows_the_first_due_first_and_marks_the_overdue(
    services: Services, li: Signed
) -> None:
    late = desk.hand_over(services, "晚到的", at=NOON)
    early = desk.hand_over(services, "早到的", at=NOON - timedelta(days=4))
    answered = desk.hand_over(services, "答过的", at=NOON)
    version = question.detail(services, li, escalation_id=answered, at=NOON).version
    desk.work(services, li, NOON, moves.answer, answered, text="答", version=version)

    found = queue.overview(services, li, at=NOON, wanted=Wanted(view=View.UNCLAIMED))

    assert [(q.id, q.is_overdue) for q in found.questions] == [(early, True), (late, False)]
    assert found.counts[View.OVERDUE] == 1
    assert found.counts[View.ANSWERED] == 1
    assert found.counts[View.ALL] == 3
    assert queue.count(services, li, at=NOON) == found.counts


def test_detail_shows_question_conversation_entry_and_history(
    services: Services, li: Signed
) -> None:
    entry = next(iter(services.knowledge.entries.values()))
    desk.write(services, entry.title)
    desk.press(services, "human", at=NOON + timedelta(minutes=1))
    (waiting,) = queue.overview(services, li, at=NOON).questions

    found = question.detail(services, li, escalation_id=waiting.id, at=NOON + timedelta(minutes=2))

    assert found.question.text == entry.title
    authors = [line.author for line in found.lines]
    assert authors == ["person", "bot", "person", "bot"]
    assert found.lines[2].is_button
    assert found.lines[2].text == services.wording.say("answer.human")
    assert found.discussed is not None
    assert found.discussed.title == entry.title
    assert [(step.kind, step.is_person) for step in found.steps] == [("opened", True)]
    assert found.may == {"take", "answer", "ask", "transfer", "merge", "end"}


def test_question_about_an_entry_that_is_gone_is_still_shown(
    services: Services, li: Signed
) -> None:
    number = desk.hand_over(services, "问")

    found = question.detail(services, li, escalation_id=number, at=NOON)

    assert found.discussed is None
    with pytest.raises(NotFound):
        question.detail(services, li, escalation_id=404, at=NOON)


def test_conversation_is_the_newest_messages_and_no_notice_of_tomorrow(services: Services) -> None:
    for n in range(15):
        desk.write(services, f"第{n}句话", at=NOON + timedelta(minutes=n))
    end = NOON + timedelta(hours=1)
    with services.database.transaction() as session:
        person_id = id_of(people.meet(session, channel="web", address="a1", at=NOON))
        for key, due in (("now", end), ("tomorrow", end + timedelta(days=1))):
            body = Reply(kind=Kind.NOTICE, parts=(Part(style=Style.TEXT, text=key),))
            outbox.put(
                session,
                person_id=person_id,
                channel="web",
                key=key,
                body=body.model_dump(mode="json"),
                at=end,
                due_at=due,
            )

    with services.database.reading() as session:
        lines = conversation.lately(services, session, person_id=person_id, at=end, limit=20)

    assert len(lines) == 20
    assert lines[-1].text == "now"
    assert [line.at for line in lines] == sorted(line.at for line in lines)


def test_button_nobody_showed_has_no_label(services: Services) -> None:
    receipt = desk.press(services, "entry:00000000")

    with services.database.reading() as session:
        lines = conversation.lately(services, session, person_id=receipt.person_id, at=NOON)

    assert (lines[0].text, lines[0].is_button) == ("", True)


def test_moments_are_told_in_luoyang_and_lengths_in_two_units(services: Services) -> None:
    wording = services.wording
    monday = wording.say("time.weekdays.1")

    evening = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    day = wording.say("time.day", month=11, day=23, weekday=monday)
    assert times.moment(wording, evening) == f"{day}00:30"
    assert times.moment(wording, date(2026, 11, 23)) == day
    for length, key, values in (
        (timedelta(days=2, hours=3, minutes=4), "days", {"days": 2, "hours": 3}),
        (-timedelta(hours=3, minutes=4), "hours", {"hours": 3, "minutes": 4}),
        (timedelta(seconds=59), "minutes", {"minutes": 0}),
    ):
        assert times.span(wording, length) == wording.say(f"desk.time.{key}", **values)
