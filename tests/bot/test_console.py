"""The console's pages: a citizen's question is read, answered, closed and rated; cases move."""

from datetime import UTC, datetime, timedelta

from bot.web.console_door import COOKIE, place
from bot.web.keys import WORKER
from handlers.desk import accounts
from handlers.services import Services
from storage import ratings
from storage.tables import Rating
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, FIRST, console, enter, form_on, post


async def test_question_goes_from_the_person_to_an_officer_and_back(services: Services) -> None:
    async with console(services) as client:
        now = datetime.now(UTC) - timedelta(minutes=1)
        desk.write(services, "隔壁说下个月要收排烟费，真的吗", at=now)
        desk.press(services, "human", at=now + timedelta(seconds=1))
        accounts.ensure_first_officer(services, password=FIRST, at=now, cost=CHEAP)

        await post(client, "/desk/sign-in", login="officer", password=FIRST)
        first = await client.get("/desk")
        assert first.url.path == "/desk/password"
        fields = await form_on(client, "/desk/password")
        changed = await post(client, "/desk/password", **fields, new=CHOSEN, again=CHOSEN)
        assert changed.url.path == "/desk"
        assert "隔壁说下个月要收排烟费，真的吗" in await changed.text()

        fields = await form_on(client, "/desk/questions/1")
        taken = await post(client, "/desk/questions/1/take", **fields)
        assert services.wording.say("desk.done.take") in await taken.text()
        fields = await form_on(client, "/desk/questions/1")
        released = await post(client, "/desk/questions/1/release", **fields)
        assert services.wording.say("desk.done.release") in await released.text()
        fields = await form_on(client, "/desk/questions/1")
        sent = await post(client, "/desk/questions/1/answer", **fields, text="没有这回事。")
        assert services.wording.say("desk.done.answer") in await sent.text()
        fields = await form_on(client, "/desk/questions/1")
        closed = await post(client, "/desk/questions/1/close", **fields)
        assert closed.url.path == "/desk"

        answer, closing = desk.letters_to(services)
        assert answer.text.endswith("没有这回事。")
        desk.press(services, closing.buttons[0].action, at=datetime.now(UTC))
        with services.database.reading() as session:
            rating = session.get_one(Rating, 1)
            assert (rating.subject, rating.subject_id) == ("escalation", 1)
            assert rating.score == ratings.USEFUL


async def test_worker_is_woken_when_an_officer_writes(services: Services) -> None:
    async with console(services) as client:
        woken: list[str] = []
        worker = client.app[WORKER]
        worker.wake = lambda: woken.append("awake")  # type: ignore[method-assign]
        desk.hand_over(services, "问", at=datetime.now(UTC))
        await enter(client, services)

        fields = await form_on(client, "/desk/questions/1")
        await post(client, "/desk/questions/1/answer", **fields, text="答")
        fields = await form_on(client, "/desk/questions/1")
        await post(client, "/desk/questions/1/close", **fields)

        assert woken == ["awake"] * 2


async def test_refused_answer_keeps_what_was_typed(services: Services) -> None:
    async with console(services) as client:
        desk.hand_over(services, "问", at=datetime.now(UTC))
        await enter(client, services)
        fields = await form_on(client, "/desk/questions/1")
        await post(client, "/desk/questions/1/answer", **fields, text="第一个")

        again = await post(client, "/desk/questions/1/answer", **fields, text="我写了很久")
        too_long = await post(client, "/desk/questions/1/answer", **fields, text="长" * 2001)

        page = await again.text()
        assert again.status == 409
        assert "我写了很久</textarea>" in page
        assert services.wording.say("desk.refusal.changed_meanwhile") in page
        assert too_long.status == 400
        assert len(desk.letters_to(services)) == 1


async def test_officer_changes_the_password_and_comes_back_to_the_desk(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)
        fields = await form_on(client, "/desk/password")

        differ = await post(client, "/desk/password", **fields, old=CHOSEN, new="a" * 12, again="b")
        wrong = await post(
            client,
            "/desk/password",
            **fields,
            old="wrong",
            new="a new long one",
            again="a new long one",
        )
        done = await post(
            client,
            "/desk/password",
            **fields,
            old=CHOSEN,
            new="a new long one",
            again="a new long one",
        )

        assert (differ.status, wrong.status, done.status) == (400, 401, 200)
        assert services.wording.say("desk.done.password") in await done.text()


async def test_signing_in_leads_back_to_the_page_that_was_asked_for(services: Services) -> None:
    async with console(services) as client:
        desk.hand_over(services, "问", at=datetime.now(UTC))
        desk.officer(services, at=datetime.now(UTC))

        asked = await client.get("/desk/questions/1")
        fields = await form_on(client, str(asked.url.relative()))
        entered = await post(client, "/desk/sign-in", **fields, login="li", password=CHOSEN)
        again = await client.get("/desk/sign-in")
        typed = await client.get("/desk/")

        assert entered.url.path == "/desk/questions/1"
        assert (again.url.path, typed.url.path) == ("/desk", "/desk")


def test_sign_in_leads_nowhere_else() -> None:
    for elsewhere in (
        "",
        "//evil.example",
        "https://evil.example",
        "/",
        "/deskx",
        "/desk/../api",
        "/desk/sign-in",
        "/desk/password",
        "/desk\n/x",
        "/desk/cases?x=//evil.example",
    ):
        assert place(elsewhere) == "/desk"
    assert place("/desk/cases/12") == "/desk/cases/12"


async def test_signing_out_ends_the_session_and_is_fine_twice(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)
        fields = await form_on(client, "/desk")

        out = await post(client, "/desk/sign-out", **fields)
        again = await post(client, "/desk/sign-out", **fields)

        assert (out.url.path, again.status) == ("/desk/sign-in", 200)
        assert COOKIE not in {cookie.key for cookie in client.session.cookie_jar}
        assert (await client.get("/desk")).url.path == "/desk/sign-in"


async def test_open_page_hears_which_question_changed(services: Services) -> None:
    async with console(services) as client:
        number = desk.hand_over(services, "新", at=datetime.now(UTC))
        await enter(client, services)

        async with client.get("/desk/stream") as stream:
            assert await stream.content.readline() == b"retry: 2000\n"
            fields = await form_on(client, f"/desk/questions/{number}")
            await post(client, f"/desk/questions/{number}/take", **fields)
            lines = [await stream.content.readline() for _ in range(3)]

        assert b"event: changed\n" in lines
        assert f'data: {{"questions": [{number}]}}\n'.encode() in lines


async def test_empty_desk_says_so(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)

        queue = await (await client.get("/desk")).text()

        assert services.wording.say("queue.empty") in queue


async def test_question_handed_over_for_an_unknown_reason_is_shown(services: Services) -> None:
    async with console(services) as client:
        desk.hand_over(services, "问", reason="new_kind")
        await enter(client, services)

        for path in ("/desk", "/desk/questions/1"):
            page = await (await client.get(path)).text()
            assert services.wording.say("desk.reason.other") in page
