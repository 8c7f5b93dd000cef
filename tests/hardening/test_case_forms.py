"""Forms of a case at the desk: other organs, other roles, old pages, words that can't be taken."""

from datetime import timedelta

import pytest

from handlers.cases.refusals import BadFields, BadTime, StatutoryPeriod
from handlers.desk import case_files, cases
from handlers.desk.refusals import BadLength, ChangedMeanwhile, DeskRefusal, NotAllowed
from handlers.services import Services
from storage.errors import IllegalMove, NotFound
from storage.lifecycle import Role
from tests.fakes import desk_house
from tests.fakes.case_house import MONDAY, TERMS, CaseHouse


@pytest.fixture
def house(services: Services) -> CaseHouse:
    """Everybody in a case."""
    return CaseHouse(services)


def test_officer_of_another_organ_finds_nothing(house: CaseHouse) -> None:
    house.file("其他")
    roles = {Role.MEDIATOR, Role.LEAD}
    far = desk_house.officer(house.services, "far", at=MONDAY, roles=roles, organ="林业")

    assert cases.overview(house.services, far, at=house.now) == ()
    with pytest.raises(NotFound):
        house.page(by=far)
    with pytest.raises(NotFound):
        house.act("accept", by=far, seen=1)
    with pytest.raises(NotFound):
        case_files.fetch(house.services, far, case_id=house.number, file_id=1, at=house.now)


def test_roles_say_who_reads_and_who_acts(house: CaseHouse) -> None:
    house.file("其他")
    make = desk_house.officer
    looker = make(house.services, "sup", at=MONDAY, roles={Role.SUPERVISOR})
    plain = make(house.services, "plain", at=MONDAY, roles={Role.OFFICER})

    assert house.page(by=looker).may == frozenset()
    with pytest.raises(IllegalMove):
        house.act("accept", by=looker)
    with pytest.raises(NotAllowed):
        house.page(by=plain)
    house.accept()
    owner = house.page().case.mediator
    other = house.li if owner == "chen" else make(house.services, "zhu", roles={Role.MEDIATOR})
    with pytest.raises(IllegalMove):  # a mediator of the organ, but not of this case
        house.act("invite", by=other)


def test_stale_page_changes_nothing_and_the_same_form_twice_does_it_once(house: CaseHouse) -> None:
    house.file("其他")
    seen = house.page().seen
    house.act("accept", seen=seen, text="材料齐全")

    house.act("accept", seen=seen, text="材料齐全")
    with pytest.raises(ChangedMeanwhile):
        house.act("refuse", seen=seen, text="不行")

    acts = [event.act for event in house.page().events]
    assert acts.count("accept") == 1
    assert house.status == "accepted"


@pytest.mark.parametrize(
    ("act", "fields", "refusal"),
    [
        ("refuse", {"text": " "}, BadLength),
        ("refuse", {"text": "长" * 2001}, BadLength),
        ("nonsense", {}, IllegalMove),
        ("withdraw", {}, IllegalMove),
        ("confirm", {}, IllegalMove),
        ("perform", {}, IllegalMove),
        ("transfer", {"text": "转", "organ": "没有的机关"}, BadFields),
        ("refer", {"text": "线索", "organ": ""}, BadFields),
        ("extend", {"text": "复杂", "kind": "decide", "days": "999"}, BadFields),
        ("extend", {"text": "复杂", "kind": "nothing", "days": "5"}, NotFound),
        ("assign", {"mediator": "404"}, IllegalMove),
    ],
)
def test_form_that_cannot_be_taken_changes_nothing(
    house: CaseHouse, act: str, fields: dict[str, str], refusal: type[Exception]
) -> None:
    house.file("其他")
    before = house.page().seen

    with pytest.raises(refusal):
        house.act(act, fields)

    assert house.page().seen == before


def test_statutory_period_is_not_lengthened_and_the_organs_own_is(house: CaseHouse) -> None:
    house.file("消费者权益投诉")
    with pytest.raises(StatutoryPeriod):
        house.act("extend", kind="decide", days="5", text="复杂")

    house.file("其他")
    before = house.page().dues[0].due_on
    house.act("extend", kind="decide", days="5", text="案情复杂")

    (decide,) = [due for due in house.page().dues if due.kind == "decide"]
    assert decide.due_on > before
    assert "加延长5" in decide.why
    event = house.page().events[-1]
    assert (event.act, event.by, event.reason) == ("extend", "chen", "案情复杂")
    assert "案情复杂" in house.letter(house.ann, "extended").text


@pytest.mark.parametrize(
    ("days", "clock"), [(5, "10:00"), (0, "08:00"), (1, "06:30"), (1, "22:00"), (-1, "10:00")]
)
def test_meeting_outside_working_hours_is_refused(house: CaseHouse, days: int, clock: str) -> None:
    house.file("其他")
    house.mediate()
    day = (house.now + timedelta(days=days)).date().isoformat()

    with pytest.raises(BadTime):
        house.act("schedule", day=day, time=clock, place="调解室")
    with pytest.raises(DeskRefusal):
        house.act("schedule", day="someday", time=clock, place="调解室")


@pytest.mark.parametrize("missing", ["facts", "dispute", "liability", "content", "manner"])
def test_agreement_without_what_the_law_asks_for_is_not_drafted(
    house: CaseHouse, missing: str
) -> None:
    house.file("其他")
    house.mediate()

    with pytest.raises(BadFields):
        house.act("draft", {**TERMS, missing: ""})
    with pytest.raises(BadFields):
        house.draft(what1="退款", side1="respondent", due1="2020-01-01")
