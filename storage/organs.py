"""The organs that have a desk here, and their groups of officers."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from storage.desk_tables import OfficerGroup, Organ
from storage.once import add_once


def described(session: Session) -> Mapping[str, Organ]:
    """Return what is known of organs, by name; of most of them nothing is."""
    return {organ.name: organ for organ in session.exec(select(Organ)).all()}


def title_of(session: Session, *, organ: str) -> str:
    """Return how an organ is called officially, or its field of competence."""
    found = session.get(Organ, organ)
    return found.title if found and found.title else organ


def is_open(session: Session, *, organ: str) -> bool:
    """Whether an organ takes questions at its own desk; closed ones leave them to the city's."""
    found = session.get(Organ, organ)
    return found is None or found.is_open


def describe(session: Session, *, organ: str, title: str, is_open: bool) -> None:
    """Write down how an organ is called and whether its desk is open."""
    session.merge(Organ(name=organ, title=title, is_open=is_open))
    session.flush()


def groups(session: Session, *, organ: str | None = None) -> Sequence[OfficerGroup]:
    """Return the groups that work, of one organ ("" is the city's own desk) or of all."""
    query = select(OfficerGroup).where(col(OfficerGroup.is_open).is_(True))
    if organ is not None:
        query = query.where(OfficerGroup.organ == organ)
    return session.exec(query.order_by(col(OfficerGroup.organ), col(OfficerGroup.name))).all()


def group(session: Session, *, group_id: int) -> OfficerGroup | None:
    """Return a group that works, if there is one with this id."""
    found = session.get(OfficerGroup, group_id)
    return found if found and found.is_open else None


def add_group(session: Session, *, organ: str, name: str) -> OfficerGroup | None:
    """Add a group; None when the organ has one of this name. A closed one is opened again."""
    new = OfficerGroup(organ=organ, name=name)
    if add_once(session, new):
        return new
    query = select(OfficerGroup).where(OfficerGroup.organ == organ, OfficerGroup.name == name)
    found = session.exec(query).one()
    if found.is_open:
        return None
    found.is_open = True
    session.flush()
    return found


def close_group(session: Session, *, group: OfficerGroup) -> None:
    """Let a group work no more; its members stay officers of the organ."""
    group.is_open = False
    session.flush()
