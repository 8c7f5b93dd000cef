"""The console's pages of knowledge, as a browser gets them: drafts, review, switches."""

from datetime import UTC, datetime

import pytest

from handlers.services import Services
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes import entry_house as house
from tests.fakes.desk_house import Client, form_on, post

EDITOR = {Role.OFFICER, Role.EDITOR}
DRAFT = "/desk/knowledge/versions/1"
ENTRY = "/desk/knowledge/entries/food/expired-food-on-shelf"
HOSTILE = "<script>alert(1)</script>\"'{{7*7}}"


async def drafted(client: Client, services: Services) -> None:
    """Li answered a question, pressed the button below it, and looks at the draft."""
    zhao = desk.officer(services, "zhao", roles=EDITOR)
    number = house.answered(services, zhao)
    await desk.enter(client, services, "li", roles=EDITOR)
    fields = await form_on(client, f"/desk/questions/{number}")
    page = await post(client, f"/desk/knowledge/from-question/{number}", **fields)
    assert page.status == 200, await page.text()
    assert page.url.path == DRAFT


async def test_draft_shows_its_flaws_at_their_fields_and_is_submitted_when_mended(
    services: Services,
) -> None:
    async with desk.console(services) as client:
        await drafted(client, services)
        text = await (await client.get(DRAFT)).text()
        assert 'id="phrasings-1"' in text
        assert "《行政处罚法》第四条" in text

        refused = await post(
            client,
            f"{DRAFT}/submit",
            **await form_on(client, DRAFT),
            **{**house.FIELDS, "tags": ""},
        )
        assert refused.status == 409
        assert 'id="tags-1"' in await refused.text()
        done = await post(client, f"{DRAFT}/submit", **await form_on(client, DRAFT), **house.FIELDS)

        assert done.status == 200
        assert services.wording.say("editing.wait_review") in await done.text()
        listed = await (await client.get("/desk/knowledge")).text()
        assert house.FIELDS["title"] in listed


async def test_stale_page_is_told_so_and_keeps_what_was_typed(services: Services) -> None:
    async with desk.console(services) as client:
        await drafted(client, services)
        old = await form_on(client, DRAFT)
        await post(client, f"{DRAFT}/save", **old, **house.FIELDS)

        stale = await post(
            client, f"{DRAFT}/save", **old, **{**house.FIELDS, "short": "另一个人写的话。"}
        )

        text = await stale.text()
        assert stale.status == 409
        assert services.wording.say("desk.refusal.changed_meanwhile") in text
        assert "另一个人写的话。" in text


async def test_writer_can_not_approve_and_a_forged_form_of_theirs_is_refused(
    services: Services,
) -> None:
    async with desk.console(services) as client:
        await drafted(client, services)
        await post(client, f"{DRAFT}/submit", **await form_on(client, DRAFT), **house.FIELDS)
        token = (await form_on(client, "/desk"))["form_token"]

        answer = await post(client, f"{DRAFT}/review", form_token=token, seen="3", agrees="1")

        assert answer.status == 409
        assert services.wording.say("desk.refusal.same_officer") in await answer.text()


@pytest.mark.parametrize(
    "path",
    [
        DRAFT,
        "/desk/knowledge/versions/404",
        "/desk/knowledge/versions/999999999999999",
        ENTRY,
        "/desk/knowledge/entries/food/no-such-entry",
        "/desk/knowledge/entries/1/1",
    ],
)
async def test_other_organs_editor_finds_nothing(services: Services, path: str) -> None:
    zhao = desk.officer(services, "zhao", roles=EDITOR)
    house.submitted(services, zhao)
    async with desk.console(services) as client:
        await desk.enter(client, services, "qian", roles={Role.EDITOR}, organ="税务")
        token = (await form_on(client, "/desk/knowledge"))["form_token"]

        assert (await client.get(path)).status == 404
        for act in ("save", "review", "drop", "correct", "revise", "retire"):
            answer = await post(client, f"{path}/{act}", form_token=token, text="x", seen="2")
            assert answer.status == 404, act


async def test_forged_question_heap_and_switch_are_not_found(services: Services) -> None:
    async with desk.console(services) as client:
        await desk.enter(client, services, "li", roles=EDITOR)
        token = (await form_on(client, "/desk/knowledge"))["form_token"]

        for path in (
            "/desk/knowledge/from-question/404",
            "/desk/knowledge/missed/404",
            "/desk/switches/404/lift",
        ):
            assert (await post(client, path, form_token=token, text="x")).status == 404
        for kind in ("entry", "domain", "channel", "planet"):
            answer = await post(
                client, "/desk/switches", form_token=token, kind=kind, text="x", **{kind: "y"}
            )
            assert answer.status == 404


async def test_question_nobody_answered_is_no_draft(services: Services) -> None:
    number = desk.hand_over(services, "问")
    async with desk.console(services) as client:
        await desk.enter(client, services, "li", roles=EDITOR)
        token = (await form_on(client, "/desk/knowledge"))["form_token"]

        answer = await post(client, f"/desk/knowledge/from-question/{number}", form_token=token)

        assert answer.status == 409


async def test_switch_is_shown_on_every_page_until_it_is_lifted(services: Services) -> None:
    banner = services.wording.say("editing.banner")
    async with desk.console(services) as client:
        await desk.enter(client, services, "li", roles=EDITOR)
        fields = await form_on(client, "/desk/switches")
        twice = [
            await post(
                client, "/desk/switches", **fields, kind="domain", domain="food", text="核对"
            )
            for _ in range(2)
        ]
        shown = await (await client.get("/desk")).text()
        lifted = await post(
            client, "/desk/switches/1/lift", **await form_on(client, "/desk/switches"), text="无误"
        )

        assert [one.status for one in twice] == [200, 409]
        assert banner in shown
        assert lifted.status == 200
        assert banner not in await (await client.get("/desk")).text()


async def test_entry_is_found_revised_and_retired_page_by_page(services: Services) -> None:
    async with desk.console(services) as client:
        await desk.enter(client, services, "li", roles=EDITOR)
        found = await (await client.get("/desk/knowledge", params={"q": "过期食品"})).text()
        assert ENTRY in found
        revised = await post(client, f"{ENTRY}/revise", **await form_on(client, ENTRY))
        assert services.wording.say("editing.changes_none") in await revised.text()

        retired = await post(client, f"{ENTRY}/retire", **await form_on(client, ENTRY), text="废止")

        assert services.wording.say("editing.correct") in await retired.text()
        told = await post(
            client,
            f"{retired.url.path}/correct",
            **await form_on(client, str(retired.url.path)),
            months="6",
        )
        assert told.status == 200
        assert services.wording.say("editing.entry_gone") in await (await client.get(ENTRY)).text()


async def test_hostile_words_are_shown_and_not_run(services: Services) -> None:
    async with desk.console(services) as client:
        await desk.enter(client, services, "li", roles=EDITOR)
        fields = await form_on(client, "/desk/knowledge")
        page = await post(client, "/desk/knowledge/new", **fields, text=HOSTILE)
        typed = dict.fromkeys(house.FIELDS, HOSTILE)
        saved = await post(
            client, f"{page.url.path}/save", **await form_on(client, page.url.path), **typed
        )
        searched = await client.get("/desk/knowledge", params={"q": HOSTILE, "tab": HOSTILE})

        assert (page.status, saved.status, searched.status) == (200, 200, 200)
        for one in (page, saved, searched):
            assert "<script>alert" not in await one.text()


@pytest.mark.parametrize(
    "path", ["/desk/knowledge", "/desk/knowledge/missed", "/desk/switches", DRAFT, ENTRY]
)
async def test_mediator_has_no_knowledge_to_edit(services: Services, path: str) -> None:
    async with desk.console(services) as client:
        await desk.enter(client, services, "mei", roles={Role.MEDIATOR})

        assert (await client.get(path)).status == 403


async def test_missed_questions_are_a_page(services: Services) -> None:
    desk.write(services, "隔壁小卖部的猫老来我店里", at=datetime.now(UTC))
    async with desk.console(services) as client:
        await desk.enter(client, services, "li", roles=EDITOR)

        assert (await client.get("/desk/knowledge/missed")).status == 200
