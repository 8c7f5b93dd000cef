"""Officers: their accounts, and the post each holds. Passwords arrive here hashed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from storage.errors import NotFound
from storage.lifecycle import Role
from storage.once import add_once
from storage.tables import Officer, OfficerSession


@dataclass(frozen=True)
class Post:
    """What an officer is and may do. No organ means the city's own desk; no district, all."""

    name: str = ""
    organ: str = ""
    districts: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    group_id: int | None = None


NO_POST = Post()


def exist(session: Session) -> bool:
    """Whether anybody may sign in yet."""
    return session.exec(select(Officer.id).limit(1)).first() is not None


def add(
    session: Session,
    *,
    login: str,
    password_hash: str,
    at: datetime,
    must_change: bool = True,
    post: Post = NO_POST,
) -> Officer | None:
    """Add an officer, or return None when the login is taken.

    `must_change` marks a password somebody else has seen.
    """
    officer = Officer(
        login=login, password_hash=password_hash, must_change=must_change, created_at=at
    )
    _place(officer, post)
    return officer if add_once(session, officer) else None


def place(session: Session, *, officer_id: int, post: Post) -> None:
    """Give an officer another name, organ, group or other roles."""
    _place(get(session, officer_id=officer_id), post)
    session.flush()


def get(session: Session, *, officer_id: int) -> Officer:
    """Return one officer, active or not, with the row held until the transaction ends.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(Officer, officer_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(f"officer {officer_id}")
    return found


def post_of(officer: Officer) -> Post:
    """Return what an officer is and may do."""
    return Post(
        name=officer.name,
        organ=officer.organ,
        districts=frozenset(filter(None, officer.districts.split(","))),
        roles=frozenset(Role(role) for role in officer.roles.split(",") if role),
        group_id=officer.group_id,
    )


def everybody(session: Session) -> Sequence[Officer]:
    """Return all officers, those who left last."""
    order = (col(Officer.is_active).desc(), col(Officer.organ), col(Officer.login))
    return session.exec(select(Officer).order_by(*order)).all()


def active_in(
    session: Session,
    *,
    organ: str | None = None,
    group_id: int | None = None,
    role: Role | None = None,
) -> list[Officer]:
    """Return who may work, in an organ ("" is the city's own desk), a group or a role."""
    query = select(Officer).where(col(Officer.is_active).is_(True)).order_by(col(Officer.id))
    if organ is not None:
        query = query.where(Officer.organ == organ)
    if group_id is not None:
        query = query.where(Officer.group_id == group_id)
    found = session.exec(query).all()
    return [one for one in found if role is None or role in post_of(one).roles]


def deactivate(session: Session, *, officer_id: int) -> None:
    """Let an officer sign in no more, and end every session at once."""
    officer = get(session, officer_id=officer_id)
    officer.is_active = False
    officer.sealed_totp = ""
    session.exec(delete(OfficerSession).where(col(OfficerSession.officer_id) == officer_id))
    session.flush()


def _place(officer: Officer, post: Post) -> None:
    officer.name, officer.organ, officer.group_id = post.name, post.organ, post.group_id
    officer.districts = ",".join(sorted(post.districts))
    officer.roles = ",".join(sorted(post.roles))


def by_login(session: Session, *, login: str) -> Officer | None:
    """Return the active officer with this login."""
    query = select(Officer).where(Officer.login == login, col(Officer.is_active).is_(True))
    return session.exec(query).first()


def logins(session: Session, *, officer_ids: Collection[int]) -> dict[int, str]:
    """Return the logins of officers by their ids, also of those who may not sign in any more."""
    query = select(Officer.id, Officer.login).where(col(Officer.id).in_(officer_ids))
    return {number: login for number, login in session.exec(query).all() if number is not None}


def change_password(
    session: Session, *, officer_id: int, password_hash: str, must_change: bool = False
) -> None:
    """Replace the password and sign every browser of the officer out.

    `must_change` marks a password somebody else has seen.
    """
    officer = session.get_one(Officer, officer_id, with_for_update=True)
    officer.password_hash, officer.must_change = password_hash, must_change
    session.exec(delete(OfficerSession).where(col(OfficerSession.officer_id) == officer_id))
    session.flush()
