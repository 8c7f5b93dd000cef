"""The web chat answers, repeats nothing, and knows its visitors."""

import uuid

from handlers.services import Services
from storage import people, turns
from storage.identity import id_of
from tests.fakes.web_house import web_house

QUESTION = "过期食品没卖出去也罚吗"


async def test_page_gives_a_new_browser_a_token_no_script_can_read(services: Services) -> None:
    async with web_house(services) as house:
        response = await house.client.get("/")

        cookie = response.cookies["luowen_visitor"]
        assert response.status == 200
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["secure"]
        assert len(cookie.value) == 43


async def test_page_keeps_the_token_a_browser_has(services: Services) -> None:
    async with web_house(services) as house:
        first = await house.client.get("/")
        second = await house.client.get("/")

        token = first.cookies["luowen_visitor"].value
        assert second.cookies["luowen_visitor"].value == token


async def test_token_travels_only_over_https_when_the_public_address_does(
    services: Services,
) -> None:
    async with web_house(services, LUOWEN_PUBLIC_URL="https://ask.example.cn") as house:
        response = await house.client.get("/")

        assert response.cookies["luowen_visitor"]["secure"]


async def test_browser_is_known_by_its_cookie(services: Services) -> None:
    async with web_house(services) as house:
        await house.client.get("/")
        body = {"message_id": str(uuid.uuid4()), "text": QUESTION}
        await house.client.post("/api/messages", json=body)

        history = await (await house.client.get("/api/history")).json()

        assert history["entries"][0]["text"] == QUESTION


async def test_question_is_answered_with_the_articles_it_rests_on(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        [answer] = await visitor.say(QUESTION)

        assert answer["author"] == "bot"
        assert answer["reply"]["kind"] == "answer"
        assert "article" in {button["role"] for button in answer["reply"]["buttons"]}


async def test_message_sent_again_gets_the_same_replies_and_is_recorded_once(
    services: Services,
) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        message_id = str(uuid.uuid4())

        first = await visitor.say(QUESTION, message_id)
        again = await visitor.say(QUESTION, message_id.upper())

        assert again == first
        assert [entry["type"] for entry in await visitor.entries()] == ["message", "reply"]


async def test_replies_shown_by_the_page_are_not_delivered_again(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        await visitor.say(QUESTION)

        assert await house.worker.deliver_due("web") == 0


async def test_empty_message_gets_a_friendly_reply(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        [reply] = await visitor.say("")

        assert reply["reply"]["kind"] == "decline"


async def test_ten_thousand_characters_reach_the_service(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        [reply] = await visitor.say("罚" * 10_000)

        assert reply["reply"]["kind"] == "decline"
        assert (await visitor.entries())[0]["text"] == "罚" * 10_000


async def test_stranger_is_told_to_reload_the_page(services: Services) -> None:
    async with web_house(services) as house:
        body = {"message_id": str(uuid.uuid4()), "text": QUESTION}

        response = await house.client.post("/api/messages", json=body)

        assert response.status == 401
        assert (await response.json())["error"] == "visitor_unknown"
        assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_storage_knows_a_visitor_by_the_hash_of_the_token_only(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        await visitor.say(QUESTION)

        with services.database.reading() as session:
            person = people.find(session, channel="web", address=visitor.address)
            assert person is not None
            [record] = turns.latest(session, person_id=id_of(person), limit=9)
            kept = f"{person} {record}"

        assert visitor.token not in kept
