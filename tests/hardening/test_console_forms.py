"""Forged, doubled, broken and hostile forms do no harm."""

import asyncio
import re
from datetime import UTC, datetime

import pytest

from bot.web.console_moves import MOVES
from handlers.desk import entry
from handlers.services import Services
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, console, enter, form_on, post

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{1234*4321}}</textarea>"
FORMS = (
    *(f"/desk/questions/1/{name}" for name in (*MOVES, "reveal")),
    "/desk/replies",
    "/desk/phone/code",
    "/desk/sign-out",
    "/desk/password",
)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", [None, "", "wrong", "é", "other"])
async def test_form_without_the_sessions_token_changes_nothing(
    services: Services, path: str, token: str | None
) -> None:
    async with console(services) as client:
        now = datetime.now(UTC)
        desk.hand_over(services, "问", at=now)
        await enter(client, services)
        if token == "other":
            token = desk.officer(services, "zhao", at=now).form_token
        fields = {"text": "答", "seen": "1", "to": "accepted", "old": CHOSEN, "new": "n" * 12}
        fields |= {"again": "n" * 12} | ({} if token is None else {"form_token": token})

        answer = await post(client, path, **fields)

        assert answer.status == 403
        assert desk.letters_to(services) == []
        page = await (await client.get("/desk")).text()
        assert services.wording.say("desk.status.waiting") in page
        assert entry.sign_in(services, login="li", password=CHOSEN, client="c", at=now, cost=CHEAP)


async def test_answer_sent_twice_at_once_arrives_once(services: Services) -> None:
    async with console(services) as client:
        desk.hand_over(services, "问", at=datetime.now(UTC))
        await enter(client, services)
        fields = await form_on(client, "/desk/questions/1")

        answers = await asyncio.gather(
            *(post(client, "/desk/questions/1/answer", **fields, text="答") for _ in range(5))
        )

        assert [answer.status for answer in answers] == [200] * 5
        assert len(desk.letters_to(services)) == 1


async def test_two_officers_at_once_are_one_answer_and_one_message(services: Services) -> None:
    async with console(services) as client:
        desk.hand_over(services, "问", at=datetime.now(UTC))
        await enter(client, services)
        fields = await form_on(client, "/desk/questions/1")

        answers = await asyncio.gather(
            *(post(client, "/desk/questions/1/answer", **fields, text=f"答{n}") for n in range(4))
        )

        assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
        assert len(desk.letters_to(services)) == 1


async def test_hostile_words_are_shown_and_not_run(services: Services) -> None:
    async with console(services) as client:
        now = datetime.now(UTC)
        desk.write(services, HOSTILE, at=now)
        desk.hand_over(services, HOSTILE, at=now)
        await enter(client, services)

        pages = [
            await client.get(path)
            for path in ("/desk", "/desk/questions/1", "/desk/questions/1/suggestions")
        ]
        pages.append(await post(client, "/desk/sign-out", form_token=HOSTILE, text=HOSTILE))
        fields = await form_on(client, "/desk/questions/1")
        fields["seen"] = HOSTILE
        pages.append(await post(client, "/desk/questions/1/answer", **fields, text=HOSTILE))
        client.session.cookie_jar.clear()
        pages.append(await post(client, "/desk/questions/1/answer", text=HOSTILE))
        pages.append(await post(client, "/desk/sign-in", login=HOSTILE, next=HOSTILE))

        for page in pages:
            text = await page.text()
            assert "<script>" not in text
            assert "<img src=x" not in text
            assert "5332114" not in re.sub(r"value=\"[^\"]*\"", "", text)
        assert "&lt;script&gt;alert(1)" in await pages[1].text()


@pytest.mark.parametrize(
    "path",
    [
        "/desk/questions/404",
        "/desk/questions/999999999999999",
        "/desk/questions/9999999999999999",
        "/desk/questions/-1",
        "/desk/questions/x",
        "/desk/replies/404",
        "/desk/nothing",
    ],
)
async def test_number_that_does_not_exist_is_not_found(services: Services, path: str) -> None:
    async with console(services) as client:
        await enter(client, services)
        fields = await form_on(client, "/desk")

        page = await client.get(path)
        move = await post(
            client,
            f"{path}/take" if "q" in path else f"{path}/change",
            **fields,
            text="说明",
        )

        assert (page.status, move.status) == (404, 404)
        assert "Traceback" not in await page.text() + await move.text()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"x", "multipart/form-data; boundary=x", 400),
        (b"", "", 400),
        (b"a=1&" * 100, "application/x-www-form-urlencoded", 400),
        (b"login=%ff%00&password=%ed%a0%80", "application/x-www-form-urlencoded", 401),
        ("login=李".encode(), "application/x-www-form-urlencoded; charset=nonsense", 401),
        (b"login=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
    ],
    ids=["json", "multipart", "no-type", "many-fields", "no-text", "no-charset", "too-large"],
)
async def test_broken_form_is_refused_and_nothing_breaks(
    services: Services, body: bytes, kind: str, status: int
) -> None:
    async with console(services) as client:
        answer = await client.post("/desk/sign-in", data=body, headers={"Content-Type": kind})

        assert answer.status == status
        assert "Traceback" not in await answer.text()


async def test_number_of_another_organs_question_is_not_found_and_gives_no_hint(
    services: Services,
) -> None:
    async with console(services) as client:
        number = desk.hand_over(services, "别的部门的问题", at=datetime.now(UTC), organ="税务")
        await enter(client, services, organ="市场监管")
        fields = await form_on(client, "/desk/replies")

        theirs = [
            await client.get(f"/desk/questions/{number}{end}") for end in ("", "/suggestions")
        ]
        for name in (*MOVES, "reveal"):
            forged = fields | {"text": "x", "seen": "1", "to": "organ:", "into": "1"}
            theirs.append(await post(client, f"/desk/questions/{number}/{name}", **forged))
        unknown = await post(client, "/desk/questions/404/take", **fields)

        assert {page.status for page in (*theirs, unknown)} == {404}
        hint = services.wording.say("desk.refusal.not_found")
        texts = [await page.text() for page in (*theirs, unknown)]
        assert all(hint in text and "别的部门的问题" not in text for text in texts)
        assert "别的部门的问题" not in await (await client.get("/desk")).text()


async def test_note_about_what_was_done_is_one_of_ours(services: Services) -> None:
    async with console(services) as client:
        await enter(client, services)

        page = await (await client.get("/desk", params={"done": HOSTILE})).text()
        known = await (await client.get("/desk", params={"done": "close"})).text()

        assert 'class="done"' not in page
        assert services.wording.say("desk.done.close") in known
