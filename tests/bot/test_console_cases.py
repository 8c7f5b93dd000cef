"""The console's pages of cases, settlements and referrals, and the page behind an invitation."""

import re
from datetime import UTC, datetime

import pytest

from handlers.cases import settling
from handlers.services import Services
from storage import cases as stored
from storage import people
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.case_house import SECRET_PHONE, CaseHouse
from tests.fakes.desk_house import CHOSEN, Client, console, form_on, post
from tests.fakes.web_house import Visitor, web_house

ALL = frozenset({Role.MEDIATOR, Role.LEAD, Role.LEGAL_REVIEWER})


@pytest.fixture
def house(services: Services) -> CaseHouse:
    """Everybody in a case, now."""
    return CaseHouse(services, now=datetime.now(UTC))


async def sign_in(client: Client, services: Services, login: str = "zhao") -> None:
    desk.officer(services, login, at=datetime.now(UTC), roles=ALL)
    answer = await post(client, "/desk/sign-in", login=login, password=CHOSEN)
    assert answer.status == 200


async def act(client: Client, number: int, **fields: str) -> str:
    """Send one of the page's forms, with its own token and version."""
    hidden = await form_on(client, f"/desk/cases/{number}")
    fields = {"form_token": hidden["form_token"], "seen": hidden["seen"], **fields}
    return await (await post(client, f"/desk/cases/{number}/act", **fields)).text()


async def test_case_is_accepted_and_the_invitation_is_shown_once(
    services: Services, house: CaseHouse
) -> None:
    number = house.file("消费者权益投诉")
    async with console(services) as client:
        await sign_in(client, services)

        listed = await (await client.get("/desk/cases")).text()
        accepted = await act(client, number, act="accept", text="材料齐全。")
        invited = await act(client, number, act="invite")
        after = await (await client.get(f"/desk/cases/{number}")).text()

        assert "退还2000元" in listed
        assert services.wording.say("desk.done.moved") in accepted
        link = re.search(r'value="([^"]*/invited/[A-Za-z0-9_-]{32})"', invited)
        assert link is not None
        assert "/invited/" not in after
        assert "材料齐全。" in house.letter(house.ann, "accepted").text
        assert house.status == "invited"


async def test_numbers_are_masked_until_the_officer_asks(
    services: Services, house: CaseHouse
) -> None:
    number = house.file("其他")
    async with console(services) as client:
        await sign_in(client, services)
        fields = await form_on(client, f"/desk/cases/{number}")

        masked = await (await client.get(f"/desk/cases/{number}")).text()
        whole = await post(client, f"/desk/cases/{number}/reveal", form_token=fields["form_token"])

        assert SECRET_PHONE not in masked
        assert SECRET_PHONE in await whole.text()


async def test_refused_act_keeps_what_was_typed(services: Services, house: CaseHouse) -> None:
    number = house.file("其他")
    async with console(services) as client:
        await sign_in(client, services)

        page = await act(client, number, act="transfer", organ="没有", text="我写了很久")

        assert "我写了很久</textarea>" in page
        assert house.status == "filed"


@pytest.mark.parametrize("path", ["/desk/cases/1/act", "/desk/cases/1/reveal"])
async def test_form_without_the_token_changes_nothing(
    services: Services, house: CaseHouse, path: str
) -> None:
    house.file("其他")
    async with console(services) as client:
        await sign_in(client, services)

        answer = await post(client, path, act="accept", seen="1", text="受理")

        assert answer.status == 403
        assert house.status == "filed"


@pytest.mark.parametrize(
    "path", ["/desk/cases/404", "/desk/cases/0", "/desk/settlements/404", "/desk/cases/1/files/9"]
)
async def test_what_is_not_there_is_not_found(
    services: Services, house: CaseHouse, path: str
) -> None:
    house.file("其他")
    async with console(services) as client:
        await sign_in(client, services)

        assert (await client.get(path)).status == 404


async def test_whole_way_to_the_agreement_goes_over_the_pages(
    services: Services, house: CaseHouse
) -> None:
    number = house.file("其他")
    house.mediate()
    async with console(services) as client:
        await sign_in(client, services)
        terms = dict.fromkeys(("facts", "dispute", "liability", "content", "manner"), "写明了。")
        await act(client, number, act="draft", **terms)
        for who in (house.ann, house.bob):
            house.press(who, house.letter(who, "draft"), "确认协议")
        page = await (await client.get(f"/desk/cases/{number}")).text()
        paths = re.findall(rf"/desk/cases/{number}/files/\d+", page)

        file = await client.get(paths[0])

        assert "LY-XY-2026-000001" in page
        assert (await file.read()).startswith(b"PK")
        assert "attachment" in file.headers["Content-Disposition"]


async def test_settlement_is_read_and_proposed(services: Services, house: CaseHouse) -> None:
    with services.database.transaction() as session:
        person = people.meet(session, channel="web", address="s", at=house.now)
        settling.file(
            services,
            session,
            person_id=id_of(person),
            organ="",
            fields={"act": "罚款5000元"},
            at=house.now,
        )
    async with console(services) as client:
        await sign_in(client, services)
        listed = await (await client.get("/desk/settlements")).text()
        hidden = await form_on(client, "/desk/settlements/1")
        fields = {"form_token": hidden["form_token"], "seen": hidden["seen"]}

        refused = await post(client, "/desk/settlements/1/act", **fields, act="refuse", text="")
        done = await post(
            client, "/desk/settlements/1/act", **fields, act="refuse", text="没有裁量余地。"
        )

        assert "罚款5000元" in listed
        assert refused.status == 400
        assert services.wording.say("desk.done.moved") in await done.text()
        assert "没有裁量余地。" in desk.letters_to(services, "s")[0].text


async def test_referral_is_closed_on_its_page(services: Services, house: CaseHouse) -> None:
    house.file("其他")
    house.act("refer", organ="市场监管", text="疑似无证经营。")
    async with console(services) as client:
        await sign_in(client, services)
        hidden = await form_on(client, "/desk/referrals")

        page = await post(
            client,
            "/desk/referrals/1/close",
            form_token=hidden["form_token"],
            text="查明无违法，不予立案。",
        )

        assert "查明无违法，不予立案。" in await page.text()


async def test_invitation_opens_the_case_for_the_browser_that_pressed_the_button(
    services: Services, house: CaseHouse
) -> None:
    number = house.file("其他")
    house.accept()
    token = house.act("invite")
    async with web_house(services) as web:
        looked = await web.client.get(f"/invited/{token}")
        with services.database.reading() as session:
            assert stored.get(session, case_id=number).respondent_id is None

        entered = await web.client.post(f"/invited/{token}", allow_redirects=False)

        assert looked.status == 200
        assert entered.status == 303
        with services.database.reading() as session:
            bound = stored.get(session, case_id=number).respondent_id
        assert bound is not None
        stranger: Visitor = await web.visitor()
        (reply,) = await stranger.press(f"case_in:{token}")
        assert "不能用" in str(reply)
