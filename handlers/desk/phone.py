"""An officer's own phone: a one-time code that binds it, and the end of the binding."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from handlers.desk import history
from handlers.desk.access import Signed
from handlers.services import Services
from storage import audit, officer_channels

# No letters and digits that are mistaken for each other when read off a screen.
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8


@dataclass(frozen=True)
class Bound:
    """Where an officer is bound, by channel."""

    channel: str
    at: datetime


@dataclass(frozen=True)
class Code:
    """A code to be said to the bot, once, before it ends."""

    text: str = field(repr=False)
    expires_at: datetime


def bound(services: Services, signed: Signed) -> Bound | None:
    """Return where the officer is bound, if anywhere."""
    with services.database.reading() as session:
        found = officer_channels.of_officer(session, officer_id=signed.officer_id)
        return Bound(found.channel, found.bound_at) if found else None


def offer(services: Services, signed: Signed, *, at: datetime) -> Code:
    """Return a new code; earlier ones of the officer end."""
    text = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    code = Code(text, at + services.handing_over.code_holds)
    with services.database.transaction() as session:
        officer_channels.offer(
            session, officer_id=signed.officer_id, code=text, expires_at=code.expires_at
        )
        mark = history.mark(signed)
        audit.record(session, actor=mark, action="binding.offered", subject=mark, at=at)
    return code


def unbind(services: Services, signed: Signed, *, at: datetime) -> None:
    """End the officer's binding; twice is fine."""
    with services.database.transaction() as session:
        if officer_channels.unbind(session, officer_id=signed.officer_id):
            mark = history.mark(signed)
            audit.record(session, actor=mark, action="binding.ended", subject=mark, at=at)
