"""From a vague question to an officer's answer on Telegram, by polling and by webhook."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.desk import moves, question, queue
from handlers.services import Services
from storage.tables import Rating
from tests.fakes import desk_house as desk
from tests.fakes.bot_api import Sent
from tests.fakes.chatter import Chatter
from tests.fakes.desk_house import officer
from tests.fakes.telegram_house import house

VAGUE = "过期食品"


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_person_gets_from_a_vague_question_to_an_officers_answer(
    tmp_path: Path, webhook: bool
) -> None:
    async with house(tmp_path, webhook=webhook) as (api, services, _):
        somebody = Chatter(api)

        choices = await say(somebody, VAGUE)
        assert len(choices.labels) >= 2, "the bot asks which one is meant"

        somebody.taps(choices.labels[0])
        [answer] = await somebody.hears(within=60)
        assert services.wording.say("answer.useful") in answer.labels
        assert answer.source.startswith("<b>")

        somebody.taps(services.wording.say("answer.useful"))
        await somebody.hears()
        assert scores(services) == [5]

        somebody.taps(services.wording.say("answer.human"))
        await somebody.hears()

        reply_as_officer(services, "您好，已经核实，可以直接到大厅办理。")
        [letter] = await somebody.hears()
        assert "已经核实" in letter.text

        assert api.refused == []
        await api.until(lambda: len(api.answered_queries) == 3)


async def say(somebody: Chatter, text: str) -> Sent:
    somebody.says(text)
    [answer] = await somebody.hears(within=60)
    return answer


def scores(services: Services) -> list[int]:
    with services.database.reading() as session:
        return [rating.score for rating in session.exec(select(Rating)).all()]


def reply_as_officer(services: Services, text: str) -> None:
    """Answer the waiting question as the desk does."""
    now = datetime.now(UTC)
    signed = officer(services, at=now)
    [waiting] = queue.overview(services, signed, at=now).questions
    seen = question.detail(services, signed, escalation_id=waiting.id, at=now).version
    desk.work(services, signed, now, moves.answer, waiting.id, text=text, version=seen)


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_person_edits_a_question_and_is_answered_again(tmp_path: Path, webhook: bool) -> None:
    async with house(tmp_path, webhook=webhook) as (api, services, _):
        somebody = Chatter(api)
        await say(somebody, "/help")

        somebody.edits("/privacy")
        note, answer = await somebody.hears(2)

        assert (note.text, note.reply_to) == (services.wording.say("telegram.edited"), 1)
        assert answer.text.startswith(services.wording.say("privacy.notice"))


async def test_group_gets_one_refusal_and_leaves_no_trace(tmp_path: Path) -> None:
    async with house(tmp_path) as (api, services, _):
        somebody = Chatter(api)
        group = api.know(-100, "supergroup")
        for text in ("/ask@luowen_test_bot 你好", "还在吗"):
            api.updates.add({"message": somebody.message(text=text) | {"chat": group}})

        await api.until(lambda: api.left and not api.updates.pending)

        assert [sent.text for sent in api.sent] == [services.wording.say("telegram.private_only")]
        with services.database.reading() as session:
            assert session.connection().exec_driver_sql("select count(*) from people").scalar() == 0


async def test_person_subscribes_to_prompts_and_ends_them(tmp_path: Path) -> None:
    async with house(tmp_path) as (api, services, _):
        somebody = Chatter(api)

        asked = await say(somebody, "我在涧西开火锅店，食品证明年3月到期")
        somebody.taps(asked.labels[0])
        [confirm] = await somebody.hears()
        somebody.taps(services.wording.say("prompting.buttons.pr_yes"))
        [done] = await somebody.hears()
        shown = await say(somebody, "/reminders")
        ended = await say(somebody, "别再提醒")

        assert "食品经营许可证" in confirm.text
        assert services.wording.say("prompting.buttons.pr_end") in done.labels
        assert services.wording.say("prompting.yours") in shown.text
        assert services.wording.say("prompting.ended") in ended.text
        assert api.refused == []
