"""Officers and their posts, as an administrator keeps them.

An organ's administrator sees and places the officers of that organ only; the city's sees
all. The last administrator of the city can neither leave nor lose the role: somebody
must be able to let the next one in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.cases import assigning
from handlers.desk import accounts, leaving, passwords
from handlers.desk.access import Signed, may_see, must_see, require
from handlers.desk.passwords import USUAL, Cost
from handlers.desk.refusals import BadPost, LastAdmin, LoginTaken
from handlers.services import Services
from handlers.talk import LOCAL
from storage import audit, duty, officers, organs, rectifications
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import Role
from storage.officers import Post
from storage.tables import Officer

LONGEST_NAME = 32


@dataclass(frozen=True)
class Listed:
    """An officer as the administrator sees them."""

    id: int
    login: str
    post: Post
    group: str
    is_active: bool
    is_new: bool
    has_factor: bool


def listing(services: Services, signed: Signed) -> tuple[Listed, ...]:
    """Return the officers in reach, those who left last.

    Raises:
        NotAllowed: the officer is no administrator.
    """
    require(signed, Role.ADMIN)
    with services.database.reading() as session:
        found = [one for one in officers.everybody(session) if may_see(signed, one.organ)]
        return tuple(_listed(session, one) for one in found)


def one(services: Services, signed: Signed, *, officer_id: int) -> Listed:
    """Return one officer.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: there is none with this id in reach.
    """
    require(signed, Role.ADMIN)
    with services.database.reading() as session:
        return _listed(session, _in_reach(session, signed, officer_id))


def create(
    services: Services,
    signed: Signed,
    *,
    login: str,
    password: str,
    post: Post,
    at: datetime,
    cost: Cost = USUAL,
) -> int:
    """Add an officer with a one-time password and return their id.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: the organ is not in reach.
        BadLogin: not the shape of a login.
        LoginTaken: an officer has it already.
        BadPost: no such organ, district or group, no role, or too long a name.
    """
    require(signed, Role.ADMIN)
    must_see(signed, post.organ)
    accounts.check_login(login)
    hashed = passwords.hashed(password, cost)
    with services.database.transaction() as session:
        _check(services, session, post)
        found = accounts.add(session, login, hashed, post, by=_by(signed), at=at)
        if found is None:
            raise LoginTaken(login=login)
        return found


def place(services: Services, signed: Signed, *, officer_id: int, post: Post, at: datetime) -> None:
    """Give an officer another name, organ, group, districts or other roles.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: officer or organ are not in reach.
        BadPost: no such organ, district or group, no role, or too long a name.
        LastAdmin: nobody would be left to administer the city's desk.
    """
    require(signed, Role.ADMIN)
    must_see(signed, post.organ)
    with services.database.transaction() as session:
        found = _in_reach(session, signed, officer_id)
        _check(services, session, post)
        has_moved = found.organ != post.organ
        officers.place(session, officer_id=officer_id, post=post)
        _keep_an_admin(session)
        if has_moved:  # what belongs to the old organ is not theirs to see any more
            _give_back(services, session, signed, officer_id, at)
        _note(session, signed, "account.placed", officer_id, at, _described(post))


def reset_password(
    services: Services,
    signed: Signed,
    *,
    officer_id: int,
    password: str,
    at: datetime,
    cost: Cost = USUAL,
) -> None:
    """Give an officer a new one-time password; browsers and second factor end.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: there is none with this id in reach who may sign in.
    """
    require(signed, Role.ADMIN)
    with services.database.reading() as session:
        found = _in_reach(session, signed, officer_id)
        if not found.is_active:
            raise NotFound(f"officer {officer_id} has left")
        login = found.login
    accounts.reset_password(
        services, login=login, password=password, at=at, by=_by(signed), cost=cost
    )


def end(services: Services, signed: Signed, *, officer_id: int, at: datetime) -> int:
    """Let an officer go: sessions and bindings end, what they own returns to its queues.

    Return how many questions and cases came back. Twice is fine.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: there is none with this id in reach.
        LastAdmin: nobody would be left to administer the city's desk.
    """
    require(signed, Role.ADMIN)
    with services.database.transaction() as session:
        if not _in_reach(session, signed, officer_id).is_active:
            return 0
        officers.deactivate(session, officer_id=officer_id)
        _keep_an_admin(session)
        duty.leave_roster(session, officer_id=officer_id, since=at.astimezone(LOCAL).date())
        returned = _give_back(services, session, signed, officer_id, at)
        _note(session, signed, "account.ended", officer_id, at, {"returned": returned})
        return returned


def _give_back(
    services: Services, session: Session, signed: Signed, officer_id: int, at: datetime
) -> int:
    """Return what an officer owns to its queues, end their bindings; say how much there was."""
    by = _by(signed)
    questions = leaving.leave(services, session, officer_id=officer_id, by=by, at=at)
    ratings = rectifications.give_back(session, officer_id=officer_id, by=by, at=at)
    return questions + ratings + assigning.leave(services, session, officer_id=officer_id, at=at)


def _in_reach(session: Session, signed: Signed, officer_id: int) -> Officer:
    found = officers.get(session, officer_id=officer_id)
    must_see(signed, found.organ)
    return found


def _check(services: Services, session: Session, post: Post) -> None:
    organ_names = services.knowledge.vocabulary.organs
    if post.organ and post.organ not in organ_names:
        raise BadPost(what="organ")
    if not post.districts <= frozenset(services.knowledge.disputes.districts):
        raise BadPost(what="district")
    if not post.roles:
        raise BadPost(what="role")
    if len(post.name) > LONGEST_NAME:
        raise BadPost(what="name")
    if post.group_id is not None:
        group = organs.group(session, group_id=post.group_id)
        if group is None or group.organ != post.organ:
            raise BadPost(what="group")


def _keep_an_admin(session: Session) -> None:
    if not officers.active_in(session, organ="", role=Role.ADMIN):
        raise LastAdmin


def _listed(session: Session, found: Officer) -> Listed:
    post = officers.post_of(found)
    group = organs.group(session, group_id=post.group_id) if post.group_id else None
    return Listed(
        id=id_of(found),
        login=found.login,
        post=post,
        group=group.name if group else "",
        is_active=found.is_active,
        is_new=found.must_change,
        has_factor=bool(found.sealed_totp),
    )


def _described(post: Post) -> dict[str, object]:
    roles: Sequence[str] = sorted(post.roles)
    return {
        "roles": roles,
        "organ": post.organ,
        "districts": sorted(post.districts),
        "group": post.group_id or 0,
    }


def _by(signed: Signed) -> str:
    return f"officer:{signed.officer_id}"


def _note(
    session: Session,
    signed: Signed,
    action: str,
    officer_id: int,
    at: datetime,
    detail: dict[str, object],
) -> None:
    subject = f"officer:{officer_id}"
    audit.record(session, actor=_by(signed), action=action, subject=subject, at=at, detail=detail)
