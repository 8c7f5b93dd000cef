"""Who read or changed what, who is signed in, and which roles need a second factor."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.desk.access import IDLE, Signed, may_see, must_see, require
from handlers.services import Services
from storage import audit, desk_settings, officers, sign_ins
from storage.audit import Verdict
from storage.database import Session
from storage.errors import NotFound
from storage.lifecycle import Role

SHOWN = 100
_OFFICER = "officer:"


@dataclass(frozen=True)
class Event:
    """An event of the chain, with the officer's login for their number."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Open:
    """A browser that is signed in. `handle` names it on a page and signs nobody in."""

    handle: str
    officer_id: int
    login: str
    name: str
    since: datetime
    seen_at: datetime
    is_this: bool


def events(
    services: Services,
    signed: Signed,
    *,
    actor: str = "",
    subject: str = "",
    before: int | None = None,
    at: datetime,
) -> tuple[Event, ...]:
    """Return the newest events, all or by or about somebody; looking is an event too.

    Raises:
        NotAllowed: the officer neither supervises nor administers.
        NotFound: they do so for an organ only, and the chain is the city's.
    """
    _require_oversight(signed)
    with services.database.reading() as session:
        by = _actor(session, actor)
        rows = audit.latest(session, limit=SHOWN, before=before, actor=by, subject=subject)
        numbers = {int(row.actor.removeprefix(_OFFICER)) for row in rows if _is_officer(row.actor)}
        logins = officers.logins(session, officer_ids=numbers)
        found = tuple(
            Event(
                seq=row.seq or 0,
                at=row.at,
                actor=_named(row.actor, logins),
                action=row.action,
                subject=row.subject,
                detail=json.loads(row.detail) if row.detail else {},
            )
            for row in rows
        )
    _note(services, signed, "audit.read", "audit", at, {"actor": by, "subject": subject})
    return found


def prove(services: Services, signed: Signed, *, at: datetime) -> Verdict:
    """Walk the whole chain and tell every row that was altered.

    Raises:
        NotAllowed: the officer neither supervises nor administers.
        NotFound: they do so for an organ only, and the chain is the city's.
    """
    _require_oversight(signed)
    with services.database.reading() as session:
        verdict = audit.verify(session)
    _note(services, signed, "audit.verified", "audit", at, {"problems": len(verdict.problems)})
    return verdict


def sessions(services: Services, signed: Signed, *, at: datetime) -> tuple[Open, ...]:
    """Return the signed-in browsers of the officers in reach.

    Raises:
        NotAllowed: the officer is no administrator.
    """
    require(signed, Role.ADMIN)
    return _open(services, signed, at)


def own_sessions(services: Services, signed: Signed, *, at: datetime) -> tuple[Open, ...]:
    """Return the officer's own signed-in browsers; everybody may see theirs."""
    return tuple(one for one in _open(services, signed, at) if one.officer_id == signed.officer_id)


def revoke(services: Services, signed: Signed, *, handle: str, at: datetime) -> None:
    """Sign a browser out: one's own, or as an administrator one in reach.

    Raises:
        NotFound: there is none with this handle in reach.
    """
    with services.database.transaction() as session:
        officer_id = sign_ins.revoke(session, handle=handle)
        owner = officers.get(session, officer_id=officer_id)
        is_in_reach = Role.ADMIN in signed.roles and may_see(signed, owner.organ)
        if officer_id != signed.officer_id and not is_in_reach:
            raise NotFound("officer session")
        audit.record(
            session,
            actor=f"{_OFFICER}{signed.officer_id}",
            action="session.revoked",
            subject=f"{_OFFICER}{officer_id}",
            at=at,
        )


def factor_roles(services: Services, signed: Signed) -> frozenset[Role]:
    """Return the roles that need a second factor.

    Raises:
        NotAllowed: the officer is no administrator.
    """
    require(signed, Role.ADMIN)
    with services.database.reading() as session:
        found = desk_settings.read_list(session, name=desk_settings.TOTP_ROLES)
        return frozenset(Role(role) for role in found)


def ask_factor(services: Services, signed: Signed, *, roles: Iterable[Role], at: datetime) -> None:
    """Let these roles work only with a second factor, from their next page on.

    Raises:
        NotAllowed: the officer is no administrator.
        NotFound: they are an organ's only.
    """
    require(signed, Role.ADMIN)
    must_see(signed, "")
    asked = sorted(roles)
    with services.database.transaction() as session:
        desk_settings.write(session, name=desk_settings.TOTP_ROLES, value=",".join(asked))
        audit.record(
            session,
            actor=f"{_OFFICER}{signed.officer_id}",
            action="second_factor.asked",
            subject="desk",
            at=at,
            detail={"roles": asked},
        )


def _require_oversight(signed: Signed) -> None:
    require(signed, Role.SUPERVISOR, Role.ADMIN)
    must_see(signed, "")


def _open(services: Services, signed: Signed, at: datetime) -> tuple[Open, ...]:
    with services.database.reading() as session:
        return tuple(
            Open(
                handle=sign_ins.handle_of(browser),
                officer_id=browser.officer_id,
                login=officer.login,
                name=officer.name,
                since=browser.created_at,
                seen_at=browser.seen_at,
                is_this=browser.form_token == signed.form_token,
            )
            for browser, officer in sign_ins.open_ones(session, at=at, idle=IDLE)
            if may_see(signed, officer.organ)
        )


def _actor(session: Session, text: str) -> str:
    """Return how events name who is meant: a login, or what they already say."""
    officer = officers.by_login(session, login=text) if text else None
    return f"{_OFFICER}{officer.id}" if officer else text


def _is_officer(actor: str) -> bool:
    return actor.startswith(_OFFICER) and actor.removeprefix(_OFFICER).isdigit()


def _named(actor: str, logins: Mapping[int, str]) -> str:
    if not _is_officer(actor):
        return actor
    return logins.get(int(actor.removeprefix(_OFFICER)), actor)


def _note(
    services: Services,
    signed: Signed,
    action: str,
    subject: str,
    at: datetime,
    detail: Mapping[str, object],
) -> None:
    with services.database.transaction() as session:
        audit.record(
            session,
            actor=f"{_OFFICER}{signed.officer_id}",
            action=action,
            subject=subject,
            at=at,
            detail=detail,
        )
