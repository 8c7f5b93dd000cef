"""An officer works on Telegram: bind, hear of a question, claim, ask, answer, pass on, leave."""

from datetime import UTC, datetime
from pathlib import Path

from handlers.desk import access, leaving, phone
from handlers.services import Services
from storage import escalation_queue, escalations, officers
from storage.database import Session
from storage.escalation_queue import Sight
from storage.escalation_tables import Escalation
from storage.identity import id_of
from tests.fakes import desk_house as desk
from tests.fakes.bot_api import Sent
from tests.fakes.chatter import Chatter
from tests.fakes.telegram_house import house

QUESTION = "老王说的那个事到底行不行"


async def test_officer_hears_of_a_question_and_works_it_off_by_replying(tmp_path: Path) -> None:
    async with house(tmp_path) as (api, services, _):
        say = services.wording.say
        officer, person = Chatter(api, 9001), Chatter(api, 7001)
        await bind(services, officer, "li")

        told = await hand_over(services, person)
        [news] = await officer.hears(within=60)
        assert say("officer.occasion.new", code="WT-000001") in news.text
        assert QUESTION not in news.text, "no words of a person are pushed abroad"

        officer.taps(say("officer.button.view"))
        [shown] = await officer.hears()
        assert QUESTION in shown.text
        officer.taps(say("officer.button.take"))
        [taken] = await officer.hears()
        assert "WT-000001" in taken.text
        assert "市级值班席" in told.text

        officer.replies_to(taken, "问：哪个区的店？")
        [asked] = await person.hears()
        [paused] = await officer.hears()
        assert "哪个区的店？" in asked.text
        assert say("officer.asked", code="WT-000001") == paused.text

        person.says("涧西区的")
        await person.hears()
        [back] = await officer.hears()
        assert say("officer.occasion.replied", code="WT-000001") in back.text
        officer.replies_to(back, "没有这回事。")
        [answer] = await person.hears()
        await officer.hears()
        assert "没有这回事。" in answer.text
        officer.taps(say("officer.button.close"))
        [closing] = await person.hears()
        await officer.hears()
        assert say("human.levels.5") in closing.labels
        assert question(services).status == "closed"
        assert api.refused == []


async def test_second_officer_is_told_who_has_it_and_a_transfer_names_its_reason(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as (api, services, _):
        say = services.wording.say
        first, second, person = Chatter(api, 9001), Chatter(api, 9002), Chatter(api, 7001)
        await bind(services, first, "li")
        await bind(services, second, "zhao")
        await hand_over(services, person)
        for officer in (first, second):
            await officer.hears(within=60)

        first.taps(say("officer.button.take"))
        await first.hears()
        second.taps(say("officer.button.take"))
        [refused] = await second.hears()
        assert say("desk.refusal.taken_by_other", officer="li") in refused.text

        first.taps(say("officer.button.pass"))
        [choice] = await first.hears()
        first.taps("zhao")
        await first.hears()
        first.says("归他管")
        await first.hears()
        [passed] = await second.hears()

        assert "zhao" in choice.labels
        assert say("officer.occasion.passed", code="WT-000001") in passed.text
        with services.database.reading() as session:
            zhao = officers.by_login(session, login="zhao")
            assert zhao is not None
            assert question(services).officer_id == zhao.id
            event = escalations.events_of(session, escalation_id=1)[-1]
            assert escalations.note_of(session, event) == "归他管"


async def test_officer_who_left_is_a_person_like_any_other(tmp_path: Path) -> None:
    async with house(tmp_path) as (api, services, _):
        say = services.wording.say
        officer, person = Chatter(api, 9001), Chatter(api, 7001)
        number = await bind(services, officer, "li")
        await hand_over(services, person)
        [news] = await officer.hears(within=60)
        officer.taps(say("officer.button.take"))
        [taken] = await officer.hears()

        with services.database.transaction() as session:
            officers.deactivate(session, officer_id=number)
            leave(services, session, number)
        officer.replies_to(taken, "没有这回事。")
        [reply] = await officer.hears(within=60)

        assert news
        assert "没有这回事。" not in "".join(sent.text for sent in api.to(7001))
        assert reply.text
        assert (question(services).status, question(services).officer_id) == ("waiting", None)


async def test_wrong_or_used_code_binds_nobody(tmp_path: Path) -> None:
    async with house(tmp_path) as (api, services, _):
        say = services.wording.say
        officer, stranger = Chatter(api, 9001), Chatter(api, 9002)
        signed = desk.officer(services, "li", at=datetime.now(UTC))
        code = phone.offer(services, signed, at=datetime.now(UTC))
        words = say("officer.bind_words")

        stranger.says(f"{words} ABCDEFGH")
        [wrong] = await stranger.hears()
        officer.says(f"{words} {code.text}")
        [bound] = await officer.hears()
        stranger.says(f"{words} {code.text}")
        [used] = await stranger.hears()
        officer.says(say("officer.unbind_words"))
        [unbound] = await officer.hears()

        assert wrong.text == used.text == say("officer.not_bound")
        assert bound.text == say("officer.bound", login="li")
        assert unbound.text == say("officer.unbound")
        assert phone.bound(services, signed) is None


async def bind(services: Services, officer: Chatter, login: str) -> int:
    """Bind an officer's phone as they do: a code from the console, said to the bot."""
    now = datetime.now(UTC)
    signed = desk.officer(services, login, at=now)
    code = phone.offer(services, signed, at=now)
    officer.says(f"{services.wording.say('officer.bind_words')} {code.text}")
    await officer.hears()
    with services.database.reading() as session:
        assert access.elsewhere(session, officer_id=signed.officer_id) is not None
    return signed.officer_id


async def hand_over(services: Services, person: Chatter) -> Sent:
    """Ask what nobody else knows, then for an officer."""
    person.says(QUESTION)
    await person.hears(within=60)
    person.says("转人工")
    [told] = await person.hears(within=60)
    assert services.wording.say("human.withdraw") in told.labels
    return told


def question(services: Services) -> Escalation:
    with services.database.transaction() as session:
        (found,) = escalation_queue.window(session, Sight(0), size=9)
        session.expunge_all()
        return found


def leave(services: Services, session: Session, number: int) -> None:
    now = datetime.now(UTC)
    leaving.leave(services, session, officer_id=number, by="officer:0", at=now)
    assert id_of(escalations.get(session, escalation_id=1)) == 1
