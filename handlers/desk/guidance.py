"""Officers' prompts to a group at the desk (Art. 8), and corrections of what was answered.

One officer drafts and sees how many it would reach; another one, a lead, approves.
"""

from datetime import date, datetime

from handlers.desk import access, letters
from handlers.desk.access import Signed
from handlers.desk.refusals import BadBasis, SameOfficer
from handlers.prompting import broadcast, corrections, plan
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge.citing import article_label, reference_in, short_title
from storage import audit, broadcasts, guidance, subscriptions
from storage.database import Session
from storage.errors import NotFound
from storage.guidance_tables import Broadcast
from storage.identity import id_of
from storage.lifecycle import BroadcastStatus, Role

DRAFTS = (Role.OFFICER, Role.LEAD)
APPROVES = (Role.LEAD,)
CORRECTS = (Role.LEAD, Role.EDITOR)
LONGEST_TITLE, LONGEST_TEXT = 30, 400


def draft(
    services: Services,
    signed: Signed,
    *,
    title: str,
    text: str,
    basis: str,
    industry: str,
    district: str,
    at: datetime,
) -> int:
    """Write a prompt to a group and count whom it would reach; nothing is sent.

    Raises:
        BadLength: title or text is empty or too long.
        BadBasis: the basis names no article that holds today.
        NotFound: no such trade or district, or not the officer's.
    """
    access.require(signed, *DRAFTS)
    title = letters.checked(title, most=LONGEST_TITLE)
    text = letters.checked(text, most=LONGEST_TEXT)
    cited = read_basis(services, basis, at.astimezone(LOCAL).date())
    base = services.knowledge
    if (industry and industry not in base.vocabulary.industries) or (
        district and district not in base.disputes.districts
    ):
        raise NotFound("no such group")
    access.must_see(signed, signed.organ, district)
    with services.database.transaction() as session:
        row = broadcasts.draft(
            session, organ=signed.organ, industry=industry, district=district, title=title,
            text=text, basis=cited, author_id=signed.officer_id,
            previewed=subscriptions.count(session, industry=industry, district=district), at=at,
        )  # fmt: skip
        return id_of(row)


def read_basis(services: Services, said: str, day: date) -> str:
    """Return the articles somebody named, one a line, as they are cited.

    Raises:
        BadBasis: a line names no article that holds on the day.
    """
    cited = []
    for line in said.splitlines():
        if not line.strip():
            continue
        found = reference_in(line, services.knowledge.statutes.register)
        if found is None or found.number is None:
            raise BadBasis
        article = services.knowledge.statutes.article(
            found.title, found.number, found.suffix, on=day
        )
        if article is None:
            raise BadBasis
        cited.append(f"{short_title(found.title)}{article_label(found.number, found.suffix)}")
    if not cited:
        raise BadBasis
    return "\N{FULLWIDTH SEMICOLON}".join(cited)


def decide(
    services: Services, signed: Signed, broadcast_id: int, *, approves: bool, at: datetime
) -> None:
    """Approve somebody else's draft, which is then sent, or reject it.

    Raises:
        SameOfficer: it is the officer's own.
        IllegalMove: it is no draft any more.
        NotFound: there is none, or it is another organ's.
    """
    access.require(signed, *APPROVES)
    with services.database.transaction() as session:
        row = _own(session, signed, broadcast_id)
        if row.author_id == signed.officer_id:
            raise SameOfficer
        to = BroadcastStatus.APPROVED if approves else BroadcastStatus.REJECTED
        broadcasts.move(session, row, to=to, by=signed.officer_id, at=at)
        if approves:
            calendar = services.knowledge.calendar
            is_open = plan.is_open(at, calendar)
            due = at if is_open else plan.next_opening(at, plan.HOURS[0], calendar)
            broadcast.schedule(session, row, due_at=due)


def stop(services: Services, signed: Signed, broadcast_id: int, *, at: datetime) -> int:
    """Stop a broadcast: what nobody has begun to send is not sent; return how many.

    Raises:
        IllegalMove: it is not being sent.
        NotFound: there is none, or it is another organ's.
    """
    access.require(signed, *DRAFTS)
    with services.database.transaction() as session:
        row = _own(session, signed, broadcast_id)
        broadcasts.move(session, row, to=BroadcastStatus.STOPPED, by=signed.officer_id, at=at)
        return guidance.withdraw(session, broadcast_id=broadcast_id, at=at)


def _own(session: Session, signed: Signed, broadcast_id: int) -> Broadcast:
    row = broadcasts.get(session, broadcast_id=broadcast_id)
    access.must_see(signed, row.organ, row.district)
    return row


def correct(services: Services, signed: Signed, *, entry_id: str, at: datetime) -> int:
    """Have a correction sent to whoever was answered with an entry; return how many.

    Raises:
        NotFound: no entry has this id.
    """
    access.require(signed, *CORRECTS)
    entry = services.knowledge.entries.get(entry_id.strip())
    if entry is None:
        raise NotFound("no such entry")
    with services.database.transaction() as session:
        by = f"officer:{signed.officer_id}"
        audit.record(session, actor=by, action="guidance.corrected", subject=entry.id, at=at)
        return corrections.start(
            session, entry_id=entry.id, title=entry.title, changed_at=at, by=by, at=at
        )
