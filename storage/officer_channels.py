"""Officers on other channels: one-time codes that bind an address, and who is bound where.

A code is kept as its hash and used once. An officer who left is bound nowhere, whatever
the rows say.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, delete, or_, select

from storage.escalation_tables import BindingCode, OfficerChannel
from storage.tables import Officer


def offer(session: Session, *, officer_id: int, code: str, expires_at: datetime) -> None:
    """Remember a code to bind by; the officer's earlier codes end."""
    session.exec(delete(BindingCode).where(col(BindingCode.officer_id) == officer_id))
    session.add(BindingCode(code_hash=_hash(code), officer_id=officer_id, expires_at=expires_at))
    session.flush()


def bind(
    session: Session, *, code: str, channel: str, address: str, at: datetime
) -> Officer | None:
    """Bind the address to the officer whose code this is; None when no code reads so now.

    Whoever was bound to the address, and wherever the officer was bound, is unbound.
    """
    found = session.get(BindingCode, _hash(code), with_for_update=True)
    if found is None or found.expires_at <= at:
        return None
    officer = session.get_one(Officer, found.officer_id)
    session.delete(found)
    if not officer.is_active:
        return None
    is_taken = (col(OfficerChannel.channel) == channel) & (col(OfficerChannel.address) == address)
    session.exec(
        delete(OfficerChannel).where(
            or_(is_taken, col(OfficerChannel.officer_id) == found.officer_id)
        )
    )
    session.add(
        OfficerChannel(officer_id=found.officer_id, channel=channel, address=address, bound_at=at)
    )
    session.flush()
    return officer


def unbind(session: Session, *, officer_id: int) -> bool:
    """End an officer's binding and codes; False when there was no binding."""
    session.exec(delete(BindingCode).where(col(BindingCode.officer_id) == officer_id))
    bound = session.get(OfficerChannel, officer_id)
    if bound is not None:
        session.delete(bound)
    session.flush()
    return bound is not None


def who(session: Session, *, channel: str, address: str) -> int | None:
    """Return the active officer bound to an address, if one is."""
    query = (
        select(OfficerChannel.officer_id)
        .join(Officer, col(Officer.id) == col(OfficerChannel.officer_id))
        .where(
            OfficerChannel.channel == channel,
            OfficerChannel.address == address,
            col(Officer.is_active).is_(True),
        )
    )
    return session.exec(query).first()


def of_officer(session: Session, *, officer_id: int) -> OfficerChannel | None:
    """Return where an officer is bound, if anywhere."""
    return session.get(OfficerChannel, officer_id)


def reaching(session: Session, *, officer_ids: Collection[int]) -> list[OfficerChannel]:
    """Return where these officers can be told something."""
    query = select(OfficerChannel).where(col(OfficerChannel.officer_id).in_(officer_ids))
    return list(session.exec(query.order_by(col(OfficerChannel.officer_id))).all())


def _hash(code: str) -> str:
    plain = "".join(code.split()).upper()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
