"""Administrators place officers; nobody reaches beyond their organ; who leaves loses nothing."""

from datetime import timedelta

import pytest

from handlers.desk import access, admin, admin_organs, entry, moves
from handlers.desk.access import Signed
from handlers.desk.refusals import (
    BadPost,
    DeskRefusal,
    LastAdmin,
    LoginTaken,
    NameTaken,
    NotAllowed,
    WrongPassword,
)
from handlers.services import Services
from storage import (
    audit,
    cases,
    escalations,
    officer_channels,
    people,
    ratings,
    rectifications,
)
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import CaseStatus, EscalationStatus, RectificationStatus, Role
from storage.officers import Post
from tests.fakes import desk_house as desk
from tests.fakes.desk_house import CHEAP, CHOSEN, FIRST, NOON

CITY_ADMIN = frozenset({Role.ADMIN})
WORKER = Post(name="李雷", roles=frozenset({Role.OFFICER}))


@pytest.fixture
def boss(services: Services) -> Signed:
    """The city's administrator."""
    return desk.officer(services, "boss", roles=CITY_ADMIN)


def create(services: Services, boss: Signed, login: str = "han", post: Post = WORKER) -> int:
    return admin.create(services, boss, login=login, password=FIRST, post=post, at=NOON, cost=CHEAP)


def test_administrator_adds_an_officer_who_signs_in_with_their_post(
    services: Services, boss: Signed
) -> None:
    number = create(services, boss, post=Post(roles=WORKER.roles, organ="城市管理"))

    found = admin.one(services, boss, officer_id=number)

    assert (found.post.organ, found.is_new) == ("城市管理", True)
    ticket = entry.sign_in(services, login="han", password=FIRST, client="c", at=NOON, cost=CHEAP)
    assert ticket.must_change


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_officer_without_the_role_may_administer_nothing(services: Services, role: Role) -> None:
    signed = desk.officer(services, roles={role})

    with pytest.raises(NotAllowed):
        admin.listing(services, signed)
    with pytest.raises(NotAllowed):
        create(services, signed)
    with pytest.raises(NotAllowed):
        admin.place(services, signed, officer_id=signed.officer_id, post=WORKER, at=NOON)
    with pytest.raises(NotAllowed):
        admin.end(services, signed, officer_id=signed.officer_id, at=NOON)


def test_administrator_of_an_organ_reaches_only_its_officers(
    services: Services, boss: Signed
) -> None:
    local = desk.officer(services, "local", roles=CITY_ADMIN, organ="城市管理")
    other = create(services, boss, "other", Post(roles=WORKER.roles, organ="税务"))
    own = create(services, local, "own", Post(roles=WORKER.roles, organ="城市管理"))

    assert {one.login for one in admin.listing(services, local)} == {"local", "own"}
    for number in (other, boss.officer_id, 999_999):
        with pytest.raises(NotFound):
            admin.one(services, local, officer_id=number)
        with pytest.raises(NotFound):
            admin.end(services, local, officer_id=number, at=NOON)
        with pytest.raises(NotFound):
            admin.reset_password(
                services, local, officer_id=number, password=FIRST, at=NOON, cost=CHEAP
            )
    with pytest.raises(NotFound):  # nor may they make somebody the city's
        admin.place(services, local, officer_id=own, post=WORKER, at=NOON)
    with pytest.raises(NotFound):
        create(services, local, "spy", Post(roles=WORKER.roles, organ="税务"))


@pytest.mark.parametrize(
    ("post", "what"),
    [
        (Post(roles=WORKER.roles, organ="没有的机关"), "organ"),
        (Post(roles=WORKER.roles, districts=frozenset({"金明区"})), "district"),
        (Post(), "role"),
        (Post(roles=WORKER.roles, name="长" * 33), "name"),
        (Post(roles=WORKER.roles, group_id=77), "group"),
    ],
)
def test_post_that_names_something_there_is_not_is_refused(
    services: Services, boss: Signed, post: Post, what: str
) -> None:
    with pytest.raises(BadPost) as refused:
        create(services, boss, post=post)

    assert services.wording.say(f"desk.refusal.{refused.value.key}")
    assert refused.value.key == f"bad_post.{what}"


def test_login_is_given_once(services: Services, boss: Signed) -> None:
    create(services, boss)

    with pytest.raises(LoginTaken):
        create(services, boss)


def test_last_administrator_can_neither_leave_nor_lose_the_role(
    services: Services, boss: Signed
) -> None:
    with pytest.raises(LastAdmin):
        admin.end(services, boss, officer_id=boss.officer_id, at=NOON)
    with pytest.raises(LastAdmin):
        admin.place(services, boss, officer_id=boss.officer_id, post=WORKER, at=NOON)

    create(services, boss, "second", Post(roles=CITY_ADMIN))
    admin.place(services, boss, officer_id=boss.officer_id, post=WORKER, at=NOON)


def test_officer_who_leaves_is_out_at_once_and_their_questions_return(
    services: Services, boss: Signed
) -> None:
    worker = desk.officer(services, "li")
    ticket = entry.sign_in(services, login="li", password=CHOSEN, client="c", at=NOON, cost=CHEAP)
    numbers = [desk.hand_over(services, f"问题{n}", address=f"a{n}") for n in range(3)]
    for number in numbers:
        desk.work(services, worker, NOON, moves.take, number)
    with services.database.transaction() as session:
        officer_channels.offer(
            session, officer_id=worker.officer_id, code="123456", expires_at=NOON + timedelta(1)
        )
        officer_channels.bind(session, code="123456", channel="telegram", address="77", at=NOON)

    returned = admin.end(services, boss, officer_id=worker.officer_id, at=NOON)

    assert returned == 3
    assert access.who(services, token=ticket.token, at=NOON) is None
    with pytest.raises(WrongPassword):
        entry.sign_in(services, login="li", password=CHOSEN, client="c", at=NOON, cost=CHEAP)
    with services.database.reading() as session:
        found = [escalations.get(session, escalation_id=number) for number in numbers]
        assert {one.status for one in found} == {EscalationStatus.WAITING}
        assert {one.officer_id for one in found} == {None}
        assert access.elsewhere(session, officer_id=worker.officer_id) is None
        assert officer_channels.reaching(session, officer_ids={worker.officer_id}) == []
        assert audit.verify(session).problems == ()


def test_mediator_who_leaves_hands_their_cases_to_another(services: Services, boss: Signed) -> None:
    first = desk.officer(services, "first", roles={Role.MEDIATOR})
    second = desk.officer(services, "second", roles={Role.MEDIATOR})
    in_hand, not_begun = desk.file_case(services), desk.file_case(services, address="a2")
    with services.database.transaction() as session:
        for case_id in (in_hand, not_begun):
            case = cases.get(session, case_id=case_id)
            case.organ = ""
            cases.assign(session, case, mediator_id=first.officer_id)
        cases.get(session, case_id=in_hand).status = CaseStatus.IN_MEDIATION

    returned = admin.end(services, boss, officer_id=first.officer_id, at=NOON)

    assert returned == 2
    with services.database.reading() as session:
        assert cases.get(session, case_id=in_hand).mediator_id == second.officer_id
        assert cases.get(session, case_id=not_begun).mediator_id is None


def test_bad_rating_an_officer_was_putting_right_returns_to_everybody(
    services: Services, boss: Signed
) -> None:
    worker = desk.officer(services, "li")
    with services.database.transaction() as session:
        person = id_of(people.meet(session, channel="web", address="a1", at=NOON))
        rating = ratings.rate(
            session, subject="escalation", subject_id=1, person_id=person, score=1, at=NOON
        )
        found = rectifications.open_for(
            session,
            rating,
            organ="",
            rated_officer_id=None,
            contact_by=NOON,
            resolve_by=NOON,
            at=NOON,
        )
        assert found is not None
        found.officer_id = worker.officer_id
        rectifications.move(session, found, to=RectificationStatus.WORKING, by="officer:1", at=NOON)

    returned = admin.end(services, boss, officer_id=worker.officer_id, at=NOON)

    assert returned == 1
    with services.database.reading() as session:
        after = session.get_one(type(found), found.id)
        assert (after.status, after.officer_id) == (RectificationStatus.OPEN, None)


def test_officer_who_left_can_not_be_ended_twice_nor_get_a_password(
    services: Services, boss: Signed
) -> None:
    number = create(services, boss)
    admin.end(services, boss, officer_id=number, at=NOON)

    assert admin.end(services, boss, officer_id=number, at=NOON) == 0
    with pytest.raises(NotFound):
        admin.reset_password(services, boss, officer_id=number, password=FIRST, at=NOON, cost=CHEAP)


def test_officer_who_moves_to_another_organ_leaves_their_questions_behind(
    services: Services, boss: Signed
) -> None:
    worker = desk.officer(services, "li")
    number = desk.hand_over(services, "问题")
    desk.work(services, worker, NOON, moves.take, number)
    moved = Post(roles=WORKER.roles, organ="税务")

    admin.place(services, boss, officer_id=worker.officer_id, post=moved, at=NOON)

    with services.database.reading() as session:
        assert escalations.get(session, escalation_id=number).officer_id is None


def test_groups_are_kept_by_desk(services: Services, boss: Signed) -> None:
    number = admin_organs.add_group(services, boss, organ="城市管理", name="执法一组", at=NOON)
    member = create(
        services, boss, "mm", Post(roles=WORKER.roles, organ="城市管理", group_id=number)
    )
    with pytest.raises(NameTaken):
        admin_organs.add_group(services, boss, organ="城市管理", name="执法一组", at=NOON)

    admin_organs.close_group(services, boss, group_id=number, at=NOON)

    assert admin.one(services, boss, officer_id=member).post.group_id is None
    with pytest.raises(NotFound):
        admin_organs.close_group(services, boss, group_id=number, at=NOON)
    again = admin_organs.add_group(services, boss, organ="城市管理", name="执法一组", at=NOON)
    assert again == number


def test_organ_gets_its_official_name(services: Services, boss: Signed) -> None:
    admin_organs.describe(
        services, boss, organ="城市管理", title="洛阳市城市管理局", is_open=False, at=NOON
    )

    found = {one.organ: one for one in admin_organs.listing(services, boss)}

    assert (found["城市管理"].title, found["城市管理"].is_open) == ("洛阳市城市管理局", False)
    for organ in ("", "没有的机关"):
        with pytest.raises(NotFound):
            admin_organs.describe(services, boss, organ=organ, title="", is_open=True, at=NOON)


def test_every_change_is_in_the_chain_with_who_made_it(services: Services, boss: Signed) -> None:
    number = create(services, boss)
    admin.place(services, boss, officer_id=number, post=WORKER, at=NOON)
    admin.end(services, boss, officer_id=number, at=NOON)

    with services.database.reading() as session:
        found = audit.latest(session, limit=9, subject=f"officer:{number}")
        assert [event.action for event in found] == [
            "account.ended",
            "account.placed",
            "account.added",
        ]
        assert {event.actor for event in found} == {f"officer:{boss.officer_id}"}


def test_refused_change_leaves_no_event(services: Services, boss: Signed) -> None:
    with services.database.reading() as session:
        before = audit.verify(session).events

    with pytest.raises(DeskRefusal):
        admin.end(services, boss, officer_id=boss.officer_id, at=NOON)

    with services.database.reading() as session:
        assert audit.verify(session).events == before
