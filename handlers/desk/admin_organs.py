"""Organs and their groups of officers, as the city's administrator keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.desk.access import Signed, may_see, must_see, require
from handlers.desk.letters import checked
from handlers.desk.refusals import BadPost, NameTaken
from handlers.services import Services
from storage import audit, officers, organs
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import Role

LONGEST_NAME = 32


@dataclass(frozen=True)
class Desk:
    """An organ's desk: how it is called, who works there. No name is the city's own."""

    organ: str
    title: str
    is_open: bool
    officers: int
    groups: Mapping[int, str]


def listing(services: Services, signed: Signed) -> tuple[Desk, ...]:
    """Return the desks in reach, the city's own first, then those somebody works at.

    Raises:
        NotAllowed: the officer is no administrator.
    """
    require(signed, Role.ADMIN)
    with services.database.reading() as session:
        known = organs.described(session)
        found = []
        for name in ("", *services.knowledge.vocabulary.organs):
            if not may_see(signed, name):
                continue
            row = known.get(name)
            found.append(
                Desk(
                    organ=name,
                    title=row.title if row else "",
                    is_open=row.is_open if row else True,
                    officers=len(officers.active_in(session, organ=name)),
                    groups={id_of(one): one.name for one in organs.groups(session, organ=name)},
                )
            )
        return tuple(sorted(found, key=lambda desk: (desk.organ != "", desk.officers == 0)))


def describe(
    services: Services, signed: Signed, *, organ: str, title: str, is_open: bool, at: datetime
) -> None:
    """Write down how an organ is called officially, and whether its desk takes questions.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: there is no such organ in reach.
        BadPost: the title is too long.
    """
    require(signed, Role.ADMIN)
    must_see(signed, organ)
    if organ not in services.knowledge.vocabulary.organs:
        raise NotFound("organ")
    if len(title.strip()) > LONGEST_NAME:
        raise BadPost(what="name")
    with services.database.transaction() as session:
        organs.describe(session, organ=organ, title=title.strip(), is_open=is_open)
        audit.record(
            session,
            actor=f"officer:{signed.officer_id}",
            action="organ.described",
            subject=f"organ:{organ}",
            at=at,
            detail={"title": title.strip(), "open": is_open},
        )


def add_group(services: Services, signed: Signed, *, organ: str, name: str, at: datetime) -> int:
    """Add a group of officers to a desk and return its id.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: there is no such organ in reach.
        BadLength: the name is empty or too long.
        NameTaken: the desk has a group of this name.
    """
    require(signed, Role.ADMIN)
    must_see(signed, organ)
    if organ and organ not in services.knowledge.vocabulary.organs:
        raise NotFound("organ")
    said = checked(name, most=LONGEST_NAME)
    with services.database.transaction() as session:
        group = organs.add_group(session, organ=organ, name=said)
        if group is None:
            raise NameTaken(name=said)
        number = id_of(group)
        audit.record(
            session,
            actor=f"officer:{signed.officer_id}",
            action="group.added",
            subject=f"group:{number}",
            at=at,
            detail={"organ": organ, "name": said},
        )
        return number


def close_group(services: Services, signed: Signed, *, group_id: int, at: datetime) -> None:
    """Let a group work no more; what lies in its queue stays with the organ's desk.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: there is none with this id in reach.
    """
    require(signed, Role.ADMIN)
    with services.database.transaction() as session:
        group = organs.group(session, group_id=group_id)
        if group is None:
            raise NotFound(f"group {group_id}")
        must_see(signed, group.organ)
        for member in officers.active_in(session, group_id=group_id):
            member.group_id = None
        organs.close_group(session, group=group)
        audit.record(
            session,
            actor=f"officer:{signed.officer_id}",
            action="group.closed",
            subject=f"group:{group_id}",
            at=at,
        )
