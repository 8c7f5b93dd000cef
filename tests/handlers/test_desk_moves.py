"""Pass on, join, ask back, close, leave; fifty officers at once, and clocks that run out."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from handlers import timers
from handlers.desk import admin, closing, moves, passing_on, question
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, NoSuchTarget, PassedAround, TakenByOther
from handlers.services import Services
from storage import audit, escalation_queue, escalations
from storage.database import Database
from storage.errors import IllegalMove, NotFound
from storage.escalation_queue import Sight
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import Role
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import NOON
from tests.house import shipped_knowledge, shipped_wording

FOOD, CITY_WORKS = "市场监管", "城市管理"
LATER = NOON + timedelta(minutes=10)
ALL = tuple(Role)


@pytest.fixture
def li(services: Services) -> Signed:
    return desk.officer(services, "li", organ=FOOD)


@pytest.fixture
def wang(services: Services) -> Signed:
    return desk.officer(services, "wang", organ=CITY_WORKS)


@pytest.fixture
def sun(services: Services) -> Signed:
    return desk.officer(services, "sun", roles=ALL)


def ask(
    services: Services, said: str = "市监局老王说的那个事到底行不行", *, who: str = "a1"
) -> int:
    """Hand a question over as a person does, and return its number."""
    at = NOON + timedelta(seconds=len(said))
    desk.write(services, said, at=at, address=who)
    desk.press(services, "human", at=at + timedelta(seconds=1), address=who)
    with services.database.reading() as session:
        rows = escalation_queue.window(session, Sight(0), size=1)
        return id_of(rows[0])


def look(services: Services, signed: Signed, number: int) -> question.Detail:
    return question.detail(services, signed, escalation_id=number, at=LATER)


def get(services: Services, number: int) -> Escalation:
    with services.database.transaction() as session:
        found = escalations.get(session, escalation_id=number)
        session.expunge_all()
        return found


def run_all(services: Services, *, at: datetime) -> None:
    while timers.run_next(services, at=at):
        pass


def transfer(
    services: Services, signed: Signed, number: int, to: str, reason: str = "归口"
) -> None:
    seen = get(services, number).version
    desk.work(
        services, signed, LATER, passing_on.transfer, number, to=to, reason=reason, version=seen
    )


def test_transferred_question_leaves_its_organ_and_tells_the_person(
    services: Services, li: Signed, wang: Signed
) -> None:
    number = ask(services)
    desk.work(services, li, LATER, moves.take, number)

    transfer(services, li, number, f"organ:{CITY_WORKS}", "属于油烟，城管管")

    with pytest.raises(NotFound):
        look(services, li, number)
    found = look(services, wang, number)
    assert found.question.officer == ""
    assert (found.steps[-1].kind, found.steps[-1].note) == ("transferred", "属于油烟，城管管")
    assert "城市管理部门" in desk.letters_to(services)[-1].text


def test_organ_nobody_works_for_passes_a_question_to_the_city(
    services: Services, li: Signed, sun: Signed
) -> None:
    number = ask(services)

    transfer(services, li, number, "organ:税务")

    assert (get(services, number).organ, get(services, number).about_organ) == ("", "税务")
    assert look(services, sun, number).question.unit == "市级值班席"


def test_question_is_not_passed_on_for_ever(services: Services, li: Signed, wang: Signed) -> None:
    number = ask(services)
    most = services.handing_over.most_transfers
    for n in range(most):
        signed, to = ((li, CITY_WORKS), (wang, FOOD))[n % 2]
        transfer(services, signed, number, f"organ:{to}")

    with pytest.raises(PassedAround):
        transfer(services, li, number, f"organ:{CITY_WORKS}")
    transfer(services, li, number, passing_on.TO_CITY)
    assert get(services, number).organ == ""


@pytest.mark.parametrize("to", ["", "organ:没有这个部门", "officer:404", "group:404", "officer:x"])
def test_question_is_not_passed_on_to_nobody(services: Services, li: Signed, to: str) -> None:
    number = ask(services)

    with pytest.raises(NoSuchTarget):
        transfer(services, li, number, to)
    assert get(services, number).version == 1


def test_colleague_gets_a_question_as_their_own(services: Services, li: Signed) -> None:
    zhao = desk.officer(services, "zhao", organ=FOOD)
    number = ask(services)

    transfer(services, li, number, f"officer:{zhao.officer_id}")

    assert look(services, zhao, number).question.is_mine
    with pytest.raises(TakenByOther):
        desk.work(services, li, LATER, moves.release, number)


def test_stale_page_passes_nothing_on_and_joins_nothing(services: Services, li: Signed) -> None:
    number = ask(services)
    desk.work(services, li, LATER, moves.take, number)

    with pytest.raises(ChangedMeanwhile):
        desk.work(
            services, li, LATER, passing_on.transfer, number, to="organ:", reason="x", version=1
        )
    with pytest.raises(ChangedMeanwhile):
        desk.work(services, li, LATER, moves.ask_back, number, text="x", version=1)
    with pytest.raises(ChangedMeanwhile):
        desk.work(services, li, LATER, closing.close, number, outcome="invalid", version=1)


def test_two_questions_of_one_person_become_one(services: Services, li: Signed) -> None:
    first = ask(services)
    second = desk.hand_over(services, "市监局收不收排烟费", at=LATER, organ=FOOD)
    other = ask(services, who="a2")
    seen = get(services, second).version

    with pytest.raises(NoSuchTarget):
        desk.work(services, li, LATER, passing_on.merge, second, into=other, version=seen)
    with pytest.raises(IllegalMove):
        desk.work(services, li, LATER, passing_on.merge, second, into=second, version=seen)
    desk.work(services, li, LATER, passing_on.merge, second, into=first, version=seen)

    assert (get(services, second).outcome, get(services, second).merged_into) == ("merged", first)
    assert "市监局收不收排烟费" in look(services, li, first).question.text


def test_closed_question_is_taken_up_again_once(services: Services, li: Signed) -> None:
    number = ask(services)
    desk.work(services, li, LATER, closing.close, number, outcome="invalid")

    desk.work(services, li, LATER, closing.reopen, number)

    assert look(services, li, number).question.is_mine
    with pytest.raises(IllegalMove):
        desk.work(services, li, LATER, closing.reopen, number)


def test_note_is_for_colleagues_and_makes_no_page_stale(services: Services, li: Signed) -> None:
    number = ask(services)
    before = get(services, number).version

    desk.work(services, li, LATER, moves.note, number, text="打过电话13800000000")

    found = look(services, li, number)
    assert [(one.by, one.note) for one in found.notes] == [("li", "打过电话138****0000")]
    assert found.version == before
    assert desk.letters_to(services) == []


def test_officer_who_leaves_returns_everything_to_the_queue(
    services: Services, li: Signed, sun: Signed
) -> None:
    taken, answered = ask(services), ask(services, who="a2")
    desk.work(services, li, LATER, moves.take, taken)
    seen = get(services, answered).version
    desk.work(services, li, LATER, moves.answer, answered, text="答", version=seen)

    admin.end(services, sun, officer_id=li.officer_id, at=LATER)

    assert (get(services, taken).status, get(services, taken).officer_id) == ("waiting", None)
    assert (get(services, answered).status, get(services, answered).officer_id) == (
        "answered",
        None,
    )
    desk.work(services, sun, LATER, closing.close, answered)


@pytest.mark.usefixtures("li")
def test_unclaimed_question_goes_to_the_lead_and_then_to_the_city(
    services: Services, sun: Signed
) -> None:
    desk.officer(services, "qian", organ=FOOD, roles=(Role.LEAD, Role.OFFICER))
    number = ask(services)
    claim_by = get(services, number).claim_by

    run_all(services, at=claim_by)
    assert (get(services, number).level, get(services, number).organ) == (1, FOOD)
    run_all(services, at=get(services, number).claim_by)

    assert (get(services, number).level, get(services, number).organ) == (2, "")
    assert [step.kind for step in look(services, sun, number).steps] == [
        "opened",
        "raised",
        "raised",
    ]


def test_claimed_question_is_not_raised_but_told_overdue(services: Services, li: Signed) -> None:
    number = ask(services)
    desk.work(services, li, LATER, moves.take, number)

    run_all(services, at=get(services, number).due_at)

    assert [step.kind for step in look(services, li, number).steps] == [
        "opened",
        "taken",
        "overdue",
    ]
    assert get(services, number).level == 0


def test_fifty_officers_claim_one_question_and_one_has_it(database: Database) -> None:
    services = Services(shipped_knowledge(), shipped_wording(), database)
    officers = [desk.officer(services, f"officer{n}") for n in range(50)]
    number = desk.hand_over(services, "问")

    def claim(signed: Signed) -> str:
        try:
            desk.work(services, signed, LATER, moves.take, number)
        except TakenByOther as refusal:
            return services.wording.say("desk.refusal.taken_by_other", **refusal.values)
        return "won"

    with ThreadPoolExecutor(50) as pool:
        told = Counter(pool.map(claim, officers))

    winner = look(services, officers[0], number).question.officer
    refused = services.wording.say("desk.refusal.taken_by_other", officer=winner)
    assert told == {"won": 1, refused: 49}
    with database.reading() as session:
        assert audit.verify(session).problems == ()
