"""Officers prompt a group: one drafts, another approves, counts come back, it can be stopped."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers import timers
from handlers.desk import guidance as desk_guidance
from handlers.desk import guidance_pages
from handlers.desk.refusals import BadBasis, NotAllowed, SameOfficer
from handlers.services import Services
from storage import broadcasts, claims, guidance, outbox, people, selfchecks
from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.lifecycle import BroadcastStatus, Role
from storage.tables import Message
from tests.fakes.desk_house import NOON, console, enter, form_on, officer, post
from tests.handlers.subscribers import hotpot, subscribe

DRAFT = {
    "title": "雪天及时清雪",
    "text": "今晚有雪，请明早8点前清扫门前积雪。",
    "basis": "食品安全法第四十五条",
    "industry": "餐饮",
    "district": "涧西区",
}


def everybody(services: Services, count: int = 3) -> None:
    with services.database.transaction() as session:
        for n in range(count):
            subscribe(services, session, hotpot(), at=NOON, address=f"p{n}")


def draft(services: Services, **changed: str) -> int:
    author = officer(services, "author")
    return desk_guidance.draft(services, author, **{**DRAFT, **changed}, at=NOON)


def approve(services: Services, number: int, at: datetime = NOON) -> None:
    lead = officer(services, "lead", roles=[Role.LEAD])
    desk_guidance.decide(services, lead, number, approves=True, at=at)


def run(services: Services, at: datetime = NOON) -> None:
    while timers.run_next(services, at=at):
        pass


def messages(services: Services, number: int) -> list[Message]:
    with services.database.reading() as session:
        acts = [act for act, _ in guidance.latest(session, limit=99) if act.broadcast_id == number]
        rows = [outbox.find(session, key=guidance.message_key(id_of(act))) for act in acts]
        session.expunge_all()
        return [row for row in rows if row is not None]


def test_approved_prompt_reaches_its_group_once_and_nobody_else(services: Services) -> None:
    everybody(services)
    number = draft(services)
    other = draft_other(services)
    approve(services, number)

    run(services)
    run(services)

    assert len(messages(services, number)) == 3
    assert messages(services, other) == []
    with services.database.reading() as session:
        newest = {id_of(row): row for row in broadcasts.latest(session, limit=9)}
        assert newest[number].status == BroadcastStatus.SENT
        assert newest[number].previewed == 3


def draft_other(services: Services) -> int:
    author = officer(services, "other")
    return desk_guidance.draft(services, author, **{**DRAFT, "district": "西工区"}, at=NOON)


def test_nobody_approves_their_own_and_only_a_lead_does(services: Services) -> None:
    lead = officer(services, "lead", roles=[Role.LEAD])
    own = desk_guidance.draft(services, lead, **DRAFT, at=NOON)
    plain = officer(services, "plain")

    with pytest.raises(SameOfficer):
        desk_guidance.decide(services, lead, own, approves=True, at=NOON)
    with pytest.raises(NotAllowed):
        desk_guidance.decide(services, plain, own, approves=True, at=NOON)


def test_another_organs_prompt_is_as_if_it_were_not_there(services: Services) -> None:
    number = draft(services)
    stranger = officer(services, "stranger", roles=[Role.LEAD], organ="税务")

    with pytest.raises(NotFound):
        desk_guidance.decide(services, stranger, number, approves=True, at=NOON)


@pytest.mark.parametrize("basis", ["", "有关规定", "食品安全法", "食品安全法第九百条"])
def test_prompt_without_an_article_that_holds_is_not_kept(services: Services, basis: str) -> None:
    with pytest.raises(BadBasis):
        draft(services, basis=basis)


def test_stopped_prompt_sends_nothing_more(services: Services) -> None:
    everybody(services)
    number = draft(services)
    approve(services, number)
    lead = officer(services, "second", roles=[Role.LEAD])

    desk_guidance.stop(services, lead, number, at=NOON)
    run(services)

    assert messages(services, number) == []
    with pytest.raises(IllegalMove):
        desk_guidance.stop(services, lead, number, at=NOON)


def test_stop_takes_back_what_nobody_began_to_send(services: Services) -> None:
    everybody(services)
    number = draft(services)
    approve(services, number)
    run(services)
    others = messages(services, number)[1:]
    with services.database.transaction() as session:
        claims.claim(session, channel="web", at=NOON, limit=1, lease=timedelta(seconds=60))
        taken = guidance.withdraw(session, broadcast_id=number, at=NOON)

    assert taken == len(others)
    assert sum(one.given_up_at is None for one in messages(services, number)) == 1


def test_prompt_approved_at_night_waits_for_the_office(services: Services) -> None:
    everybody(services)
    number = draft(services)
    night = NOON + timedelta(hours=9)
    approve(services, number, at=night)

    run(services, at=night)
    assert messages(services, number) == []

    run(services, at=NOON + timedelta(hours=21))
    assert len(messages(services, number)) == 3


def test_record_tells_what_became_of_each_and_to_nobody_whom(services: Services) -> None:
    everybody(services)
    number = draft(services)
    approve(services, number)
    run(services)
    [first, second, _] = messages(services, number)
    with services.database.transaction() as session:
        outbox.sent(session, message_id=id_of(first), at=NOON)
        outbox.failed(session, message_id=id_of(second), retry_at=None, at=NOON)

    view = guidance_pages.overview(services, officer(services, "reader"), at=NOON)

    [row] = view.broadcasts
    assert (row.counts.queued, row.counts.delivered, row.counts.failed) == (3, 1, 1)
    assert sorted(one.outcome for one in view.record) == ["delivered", "failed", "queued"]
    assert all("p0" not in str(one) for one in view.record)


async def test_page_takes_a_draft_and_shows_it_to_be_approved(services: Services) -> None:
    everybody(services)
    async with console(services) as client:
        await enter(client, services, "li")
        fields = await form_on(client, "/desk/guidance")
        refused = await post(client, "/desk/guidance/draft", **fields, **{**DRAFT, "basis": "规定"})
        kept = await post(client, "/desk/guidance/draft", **fields, **DRAFT)
        page, refusal = await kept.text(), await refused.text()

    assert services.wording.say("desk.refusal.bad_basis") in refusal
    assert DRAFT["text"] in refusal, "what was typed is kept"
    assert services.wording.say("desk.done.guidance_drafted") in page
    assert services.wording.say("guiding.would_reach", count=3) in page
    assert services.wording.say("guiding.acts.approve") not in page, "not one's own"


async def test_lead_approves_and_stops_on_the_page(services: Services) -> None:
    number = draft(services)
    async with console(services) as client:
        await enter(client, services, "wang")
        officer(services, "boss", at=datetime.now(UTC), roles=[Role.LEAD])
        await client.post("/desk/sign-out", data=await form_on(client, "/desk"))
        await post(client, "/desk/sign-in", login="boss", password="peony garden in april")
        fields = await form_on(client, "/desk/guidance")
        approved = await post(client, f"/desk/guidance/{number}/approve", **fields)
        stopped = await post(client, f"/desk/guidance/{number}/stop", **fields)
        pages = [await approved.text(), await stopped.text()]

    assert services.wording.say("desk.done.guidance_approved") in pages[0]
    assert services.wording.say("desk.done.guidance_stopped") in pages[1]


def test_desk_sees_what_self_checks_find_open_only_from_five_on(services: Services) -> None:
    check = services.knowledge.selfchecks.checks["catering"]
    first, second = check.questions[0], check.questions[1]
    for n in range(5):
        with services.database.transaction() as session:
            who = id_of(people.meet(session, channel="web", address=f"p{n}", at=NOON))
            run_ = selfchecks.begin(session, person_id=who, check_id=check.id, version="1", at=NOON)
            answers = {first.id: "unsure"} | ({second.id: "unsure"} if n else {})
            selfchecks.answer(session, run_, answers=answers)
            selfchecks.finish(session, run_, month="2026-11", at=NOON)

    view = guidance_pages.overview(services, officer(services, "reader"), at=NOON)

    assert view.open_points == [(check.industry, first.ask, 5)]
