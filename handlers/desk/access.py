"""Who may do what at the desk: nobody anything, unless this module says so.

Every function of the desk is given a `Signed`, which only this module makes, and begins
by asking `require` for a role. What belongs to an organ is looked at after `must_see`.
"""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.desk.refusals import ForgedForm, NotAllowed
from handlers.services import Services
from storage import desk_settings, officers, sign_ins
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import Role
from storage.tables import Officer, OfficerSession

SESSION = timedelta(hours=10)
IDLE = timedelta(hours=1)
_MADE_HERE = object()


@dataclass(frozen=True)
class Browser:
    """A signed-in browser: whose it is, and the token its forms carry. Made by `who`."""

    officer_id: int
    login: str
    form_token: str = field(repr=False)
    made_by: object = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse to be made elsewhere."""
        if self.made_by is not _MADE_HERE:
            raise PermissionError("only handlers.desk.access signs officers in")


@dataclass(frozen=True)
class Signed(Browser):
    """An officer at the desk. No organ means the city's own desk; no district means all."""

    name: str = ""
    roles: frozenset[Role] = frozenset()
    organ: str = ""
    districts: frozenset[str] = frozenset()
    group_id: int | None = None


class Newcomer(Browser):
    """Somebody with a one-time password; may only replace it."""


class Unarmed(Browser):
    """Somebody whose role asks for a second factor; may only set one up."""


def who(
    services: Services, *, token: str, at: datetime, is_used: bool = True
) -> Signed | Newcomer | Unarmed | None:
    """Return whose browser this is; None for everybody we don't know or know no more.

    `is_used` is False for what a page asks by itself: that keeps no session awake.
    """
    if not token:
        return None
    with services.database.reading() as session:
        found = sign_ins.signed_in(session, token=token, at=at, idle=IDLE)
        if found is None:
            return None
        officer, browser = found
        known = _known(session, officer, browser)
        is_stale = is_used and sign_ins.is_stale(browser, at=at)
    if is_stale:
        with services.database.transaction() as session:
            sign_ins.seen(session, token=token, at=at)
    return known


def elsewhere(session: Session, *, officer_id: int) -> Signed | None:
    """Return an officer who proved who they are on another channel, bound to their account.

    None for who left, or has still to choose a password or set up a second factor.
    """
    officer = session.get(Officer, officer_id)
    if officer is None or not officer.is_active:
        return None
    known = _known(session, officer, None)
    return known if isinstance(known, Signed) else None


def check_form(browser: Browser, form_token: str) -> None:
    """Let a form pass that a page of this session carried.

    Raises:
        ForgedForm: any other.
    """
    given = form_token.encode("utf-8", "replace")
    if not hmac.compare_digest(given, browser.form_token.encode()):
        raise ForgedForm


def require(signed: Signed, *roles: Role) -> None:
    """Let an officer pass who has one of the roles.

    Raises:
        NotAllowed: they have none of them.
    """
    if signed.roles.isdisjoint(roles):
        raise NotAllowed


def may_see(signed: Signed, organ: str, district: str = "") -> bool:
    """Whether what belongs to an organ, and lies in a district, is this officer's to see.

    The city's own desk sees every organ's; an organ's officers see only their own, and
    not what belongs to no organ yet.
    """
    if signed.organ and organ != signed.organ:
        return False
    return not (signed.districts and district) or district in signed.districts


def must_see(signed: Signed, organ: str, district: str = "") -> None:
    """Let an officer pass who may see it.

    Raises:
        NotFound: they may not; as for an id that doesn't exist, so nothing is hinted at.
    """
    if not may_see(signed, organ, district):
        raise NotFound("not this officer's to see")


def _known(
    session: Session, officer: Officer, browser: OfficerSession | None
) -> Signed | Newcomer | Unarmed:
    form_token = browser.form_token if browser else ""
    common = (id_of(officer), officer.login, form_token, _MADE_HERE)
    if officer.must_change:
        return Newcomer(*common)
    post = officers.post_of(officer)
    asked = desk_settings.read_list(session, name=desk_settings.TOTP_ROLES)
    if not officer.sealed_totp and not asked.isdisjoint(post.roles):
        return Unarmed(*common)
    return Signed(*common, post.name, post.roles, post.organ, post.districts, post.group_id)
