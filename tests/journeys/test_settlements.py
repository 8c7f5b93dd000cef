"""A dispute about a discretionary act, settled with the organ (Art. 15), and how it may fail."""

from datetime import timedelta

import pytest

from handlers.cases import settling
from handlers.cases.refusals import BadFields
from handlers.cases.settlement_paper import PROPOSED
from handlers.desk import settlements
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, NotAllowed, SameOfficer
from handlers.services import Services
from handlers.turn import Reply
from storage import people
from storage import settlements as stored
from storage.database import Database
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house
from tests.fakes.desk_house import NOON
from tests.house import House, button, shipped_knowledge, shipped_wording

PROPOSAL = {key: f"{key}的内容" for key in PROPOSED}


@pytest.fixture
def services(database: Database) -> Services:
    return Services(shipped_knowledge(), shipped_wording(), database, "http://127.0.0.1:8080")


@pytest.fixture
def house(services: Services) -> House:
    """Somebody who asked to settle; the number is 1."""
    house = House(services, now=NOON)
    with services.database.transaction() as session:
        person = people.meet(session, channel="web", address="somebody", at=NOON)
        settling.file(
            services,
            session,
            person_id=id_of(person),
            organ="",
            fields={"act": "罚款5000元", "applicant": "王小明", "claim": "降到2000元"},
            at=NOON,
        )
    return house


@pytest.fixture
def desk(services: Services) -> dict[str, Signed]:
    """Three officers, and one who is two of them."""
    roles = {
        "clerk": {Role.MEDIATOR},
        "reviewer": {Role.LEGAL_REVIEWER},
        "lead": {Role.LEAD},
        "both": {Role.MEDIATOR, Role.LEGAL_REVIEWER, Role.LEAD},
    }
    return {name: desk_house.officer(services, name, roles=found) for name, found in roles.items()}


def move(services: Services, signed: Signed, act: str, **fields: str) -> None:
    seen = settlements.detail(services, signed, settlement_id=1, at=NOON).seen
    settlements.move(
        services,
        signed,
        settlement_id=1,
        act=act,
        fields=fields,
        seen=seen,
        at=NOON + timedelta(minutes=seen),
    )


def approve(services: Services, desk: dict[str, Signed]) -> None:
    move(services, desk["clerk"], "propose", **PROPOSAL)
    move(services, desk["reviewer"], "review", text="方案合法适当。")
    move(services, desk["lead"], "approve", text="同意。")


def look(house: House) -> Reply:
    return house.say(action="settle:1")


def test_settlement_is_proposed_reviewed_approved_confirmed_and_closed(
    services: Services, house: House, desk: dict[str, Signed]
) -> None:
    assert "六十日内申请行政复议" in look(house).text
    approve(services, desk)

    shown = look(house)
    assert "proposal的内容" in shown.text
    assert "interest的内容" not in shown.text
    assert "撤回后不得再以同一事实和理由申请" in shown.text
    signed = house.press(shown, "同意和解")
    move(services, desk["clerk"], "close", text="已签章履行，申请人已撤回复议申请。")

    assert [file.name for file in signed.files] == ["行政争议和解书LY-HJ-2026-000001.docx"]
    assert "已办结" in look(house).text
    events = settlements.detail(services, desk["lead"], settlement_id=1, at=NOON).events
    assert [event.act for event in events] == [
        "file",
        "propose",
        "review",
        "approve",
        "confirm",
        "close",
    ]
    assert "已办结" in house.say("进度").text


def test_act_without_discretion_is_refused_with_the_reason(
    services: Services, house: House, desk: dict[str, Signed]
) -> None:
    move(services, desk["clerk"], "refuse", text="该行为没有裁量余地（羁束行为）。")

    shown = look(house)
    assert "不适用和解" in shown.text
    assert "没有裁量余地" in house_letters(services)
    assert "六十日内申请行政复议" in house_letters(services)


def house_letters(services: Services) -> str:
    return "\n".join(letter.text for letter in desk_house.letters_to(services, "somebody"))


def test_proposal_without_the_check_of_public_interest_is_not_taken(
    services: Services, house: House, desk: dict[str, Signed]
) -> None:
    del house
    for missing in ("interest", "third_party", "range"):
        with pytest.raises(BadFields):
            move(services, desk["clerk"], "propose", **{**PROPOSAL, missing: " "})


def test_one_officer_is_never_two(
    services: Services, house: House, desk: dict[str, Signed]
) -> None:
    del house
    move(services, desk["both"], "propose", **PROPOSAL)

    with pytest.raises(SameOfficer):
        move(services, desk["both"], "review", text="我自己审。")
    move(services, desk["reviewer"], "review", text="合法。")
    with pytest.raises(SameOfficer):
        move(services, desk["both"], "approve", text="我自己批。")
    with pytest.raises(SameOfficer):
        move(services, desk["reviewer"], "approve", text="我来批。")
    move(services, desk["lead"], "approve", text="同意。")


def test_proposal_that_comes_back_is_reviewed_anew(
    services: Services, house: House, desk: dict[str, Signed]
) -> None:
    move(services, desk["clerk"], "propose", **PROPOSAL)
    move(services, desk["reviewer"], "return", text="幅度没有写清。")
    assert "等待机关回应" in look(house).text

    approve(services, desk)

    assert "同意和解" in [one.label for one in look(house).buttons]


@pytest.mark.parametrize(("label", "status"), [("不同意", "ended"), ("撤回和解申请", "withdrawn")])
def test_citizen_says_no_and_keeps_every_other_way(
    services: Services, house: House, desk: dict[str, Signed], label: str, status: str
) -> None:
    approve(services, desk)

    done = house.press(look(house), label)

    assert done.facts["status"] == status
    assert "六十日内申请行政复议" in done.text
    again = house.say(action="settle_do:1:confirm")
    assert "已经办过了" in again.text or "不能这样办" in again.text


def test_settlement_is_nobody_elses(
    services: Services, house: House, desk: dict[str, Signed]
) -> None:
    other = desk_house.officer(services, "far", roles={Role.MEDIATOR}, organ="林业")
    plain = desk_house.officer(services, "plain", roles={Role.OFFICER})

    assert "没有查到" in house.say(action="settle:1", who="a stranger").text
    assert "没有查到" in house.say(action="settle_do:1:withdraw", who="a stranger").text
    with pytest.raises(NotFound):
        settlements.detail(services, other, settlement_id=1, at=NOON)
    with pytest.raises(NotAllowed):
        settlements.overview(services, plain, at=NOON)
    assert len(settlements.overview(services, desk["clerk"], at=NOON)) == 1


def test_stale_page_changes_nothing(
    services: Services, house: House, desk: dict[str, Signed]
) -> None:
    del house
    move(services, desk["clerk"], "propose", **PROPOSAL)

    with pytest.raises(ChangedMeanwhile):
        settlements.move(
            services,
            desk["reviewer"],
            settlement_id=1,
            act="review",
            fields={"text": "合法。"},
            seen=1,
            at=NOON,
        )
    with services.database.reading() as session:
        assert stored.get(session, settlement_id=1).status == "proposed"


def test_button_of_a_draft_is_there_only_when_it_works(
    services: Services, house: House, desk: dict[str, Signed]
) -> None:
    labels = [one.label for one in look(house).buttons]
    assert "同意和解" not in labels
    assert button(look(house), "撤回和解申请")
    del services, desk
