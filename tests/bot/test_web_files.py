"""Files over the web: sent once, limited, scanned, and handed out to their owner only."""

import io
import uuid
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import FormData
from sqlmodel import select

from handlers.services import Services
from storage.file_tables import StoredFile
from tests.fakes.clamd import EICAR, clamd
from tests.fakes.filing_house import PDF, PHOTO, STORY, USUAL
from tests.fakes.web_house import Json, Visitor, WebHouse, settings_in, web_house


async def give(
    visitor: Visitor, name: str, content: bytes, message_id: str | None = None
) -> list[Json]:
    """Send a file as the page does."""
    query = {"name": name, "message_id": message_id or str(uuid.uuid4())}
    response = await visitor.client.post(
        "/api/files", params=query, data=io.BytesIO(content), headers=visitor.headers
    )
    assert response.status == 200, await response.text()
    replies: list[Json] = (await response.json())["replies"]
    return replies


async def go_on(visitor: Visitor, until: str, reply: Json | None = None) -> Json:
    """Answer the form's steps as usual until one is asked."""
    if reply is None:
        await visitor.say("申请调解")
        [reply] = await visitor.say(STORY)
    while (step := reply["reply"]["facts"]["step"]) != until:
        said = USUAL[step]
        if said.startswith("!"):
            actions = {one["label"]: one["action"] for one in reply["reply"]["buttons"]}
            [reply] = await visitor.press(actions[said[1:]])
        else:
            [reply] = await visitor.say(said)
    return reply


def words(reply: Json) -> str:
    return "\n".join(part["text"] for part in reply["reply"]["parts"])


def kept(house: WebHouse) -> list[tuple[int, bytes]]:
    """Return the sizes of all files and what lies in the database."""
    with house.services.database.reading() as session:
        found = session.exec(select(StoredFile)).all()
        return [(file.size, file.sealed_content) for file in found]


async def test_file_sent_again_with_the_same_id_is_kept_once(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        await go_on(visitor, "evidence")
        message_id = str(uuid.uuid4())

        first = await give(visitor, "考勤.pdf", PDF, message_id)
        second = await give(visitor, "考勤.pdf", PDF, message_id)

        assert "编为第1份：考勤.pdf" in words(first[0])
        assert first == second
        [(size, sealed)] = kept(house)
        assert size == len(PDF)
        assert PDF not in sealed
        sent = [one for one in await visitor.entries() if one["type"] == "message"]
        assert sent[-1]["text"] == "考勤.pdf"


async def test_application_is_saved_by_its_owner_and_by_nobody_else(services: Services) -> None:
    async with web_house(services) as house:
        visitor, stranger = await house.visitor(), await house.visitor()
        await go_on(visitor, "summary")
        [filed] = await visitor.press("med_submit")
        [paper] = filed["reply"]["files"]
        path = f"/api/files/{paper['id']}"

        own = await house.client.get(path, headers=visitor.headers)
        content = await own.read()

        assert own.status == 200
        assert content.startswith(b"PK")
        assert own.headers["Content-Disposition"].endswith(quote(paper["name"]))
        assert "sandbox" in own.headers["Content-Security-Policy"]
        for headers in (stranger.headers, {}):
            refused = await house.client.get(path, headers=headers)
            assert refused.status in (404, 401)
        assert (await house.client.get("/api/files/999", headers=visitor.headers)).status == 404


async def test_photo_of_thirty_megabytes_is_refused_in_words(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        await go_on(visitor, "evidence")

        [reply] = await give(visitor, "大.jpg", PHOTO + bytes(30 * 1024 * 1024))

        assert "最多20 MB" in words(reply)
        assert kept(house) == []


async def test_endless_file_is_cut_off(services: Services) -> None:
    async with web_house(replace(services, largest_file=1024 * 1024)) as house:
        visitor = await house.visitor()
        query = {"name": "x.jpg", "message_id": str(uuid.uuid4())}

        response = await house.client.post(
            "/api/files",
            params=query,
            data=io.BytesIO(bytes(6 * 1024 * 1024)),
            headers=visitor.headers,
        )

        assert response.status == 413
        assert "太大" in (await response.json())["message"]


@pytest.mark.parametrize(
    "query",
    [{}, {"name": "a.jpg"}, {"name": "a.jpg", "message_id": "1"}, {"message_id": str(uuid.uuid4())},
     {"name": "a" * 201, "message_id": str(uuid.uuid4())}],
    ids=["nothing", "no-id", "bad-id", "no-name", "long-name"],
)  # fmt: skip
async def test_file_without_a_name_or_an_id_is_refused(
    services: Services, query: dict[str, str]
) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        response = await house.client.post(
            "/api/files", params=query, data=PHOTO, headers=visitor.headers
        )

        assert response.status == 400


async def test_infected_file_is_refused_where_a_scanner_is_set(services: Services) -> None:
    async with clamd() as scanner, web_house(services, LUOWEN_CLAMD=scanner.address) as house:
        visitor = await house.visitor()
        await go_on(visitor, "evidence")

        [infected] = await give(visitor, "a.jpg", PHOTO + EICAR)
        [clean] = await give(visitor, "b.jpg", PHOTO)

        assert "病毒" in words(infected)
        assert "编为第1份：b.jpg" in words(clean)


async def test_one_time_link_is_spent_by_the_button_and_not_by_looking(services: Services) -> None:
    async with web_house(services) as house:
        dead = await house.client.post("/continue/" + "x" * 32, data=FormData())
        looked = await house.client.get("/continue/" + "x" * 32)

        assert looked.status == 200
        assert "接着填" in await looked.text()
        assert dead.status == 410
        assert "已经用过或者过期" in await dead.text()


@pytest.mark.parametrize(
    "value", ["127.0.0.1:3310", "tcp://", "http://scanner"], ids=["bare", "no-host", "other"]
)
def test_scanner_address_that_cannot_work_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="tcp://host:port"):
        settings_in(Path("unused"), LUOWEN_CLAMD=value)


def test_web_only_without_a_public_address_is_refused() -> None:
    with pytest.raises(ValueError, match="LUOWEN_PUBLIC_URL"):
        settings_in(Path("unused"), LUOWEN_PERSONAL_DATA_ON_WEB_ONLY="true")
