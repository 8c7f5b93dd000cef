"""Approve an entry by its risk: one editor, and legal review besides where it is high.

Nobody approves what they wrote in, and legal review is a further person. What is published
or taken away holds at once, in every process; what people were told before is corrected
when an editor says so.
"""

from collections.abc import Collection
from datetime import datetime

from handlers.desk import access, approving_clocks, editing, entry_starts, history, letters
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, NotReady, SameOfficer
from handlers.prompting import corrections
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import drafting, entry_check
from storage import entry_drafts, entry_versions
from storage.database import Session
from storage.errors import NotFound, Stale
from storage.knowledge_tables import EntryVersion
from storage.lifecycle import EntryStatus as Status
from storage.lifecycle import Role

LONGEST_REASON = 500
MOST_MONTHS = 12
REVIEWS = {Status.IN_REVIEW: Role.EDITOR, Status.LEGAL_REVIEW: Role.LEGAL_REVIEWER}


def review(
    services: Services,
    signed: Signed,
    version_id: int,
    *,
    agrees: bool,
    reason: str,
    seen: int,
    at: datetime,
) -> None:
    """Approve a version, or send it back with a reason.

    Raises:
        NotAllowed: this review is another role's.
        SameOfficer: they wrote in it, or reviewed it before.
        NotReady: the law changed since, and the machine now finds something to mend.
        BadLength: it is sent back without a reason.
        NotFound: there is none for this officer.
        ChangedMeanwhile: the page was old.
    """
    access.require(signed, *REVIEWS.values())
    said = (
        reason.strip()[:LONGEST_REASON] if agrees else letters.checked(reason, most=LONGEST_REASON)
    )
    with services.database.transaction() as session:
        found = _locked(session, signed, version_id, seen)
        if found.status not in REVIEWS:
            raise ChangedMeanwhile
        stage = Status(found.status)
        access.require(signed, REVIEWS[stage])
        if not may_decide(signed, found, entry_versions.hands(session, found)):
            raise SameOfficer
        _decide(services, session, signed, found, agrees=agrees, reason=said, at=at)
        editing.note(session, signed, found, f"{stage}.{'agreed' if agrees else 'refused'}", at=at)
    services.live.catch_up(services.database, at=at, wait=True)


def may_decide(signed: Signed, found: EntryVersion, hands: Collection[str]) -> bool:
    """Whether this officer may decide on a version as it stands: no one twice, no one's own."""
    role = REVIEWS.get(Status(found.status))
    if role is None or role not in signed.roles or not access.may_see(signed, found.organ):
        return False
    return history.mark(signed) not in hands and signed.officer_id not in (
        found.author_id,
        found.reviewer_id,
    )


def _decide(
    services: Services,
    session: Session,
    signed: Signed,
    found: EntryVersion,
    *,
    agrees: bool,
    reason: str,
    at: datetime,
) -> None:
    by, stage = history.mark(signed), Status(found.status)
    if not agrees:
        entry_drafts.move(session, found, to=Status.SENT_BACK, by=by, at=at, reason=reason)
        return
    if stage is Status.IN_REVIEW:
        found.reviewer_id = signed.officer_id
    else:
        found.lawyer_id = signed.officer_id
    if stage is Status.IN_REVIEW and found.tier == drafting.HIGH:
        entry_drafts.move(session, found, to=Status.LEGAL_REVIEW, by=by, at=at, reason=reason)
        approving_clocks.start(services, session, found, at=at)
        return
    today = at.astimezone(LOCAL).date()
    body = entry_versions.body_of(found)
    wrong = entry_check.flaws(services.knowledge, found.entry_id, body, on=today)
    if wrong:
        raise NotReady(count=len(wrong))
    entry_drafts.move(session, found, to=Status.PUBLISHED, by=by, at=at, reason=reason)


def retire(services: Services, signed: Signed, entry_id: str, *, reason: str, at: datetime) -> int:
    """Take an entry away, so that nobody is answered with it any more; return the version.

    Raises:
        NotAllowed: the officer is no editor.
        BadLength: no reason was given.
        NotFound: there is no such entry, or it is another organ's.
    """
    access.require(signed, Role.EDITOR)
    said = letters.checked(reason, most=LONGEST_REASON)
    with services.database.transaction() as session:
        entry = services.knowledge.entries.get(entry_id)
        if entry is None:
            raise NotFound(f"entry {entry_id}")
        access.must_see(signed, entry.organ)
        body, organ = entry_starts.known(services, session, entry_id)
        found = entry_drafts.take_away(
            session,
            entry_id=entry_id,
            body=body,
            organ=organ,
            officer_id=signed.officer_id,
            reason=said,
            at=at,
        )
        editing.note(session, signed, found, "retired", at=at)
        number = found.id or 0
    services.live.catch_up(services.database, at=at, wait=True)
    return number


def correct(
    services: Services, signed: Signed, version_id: int, *, months: int, at: datetime
) -> int:
    """Have whoever was answered before this version told of the change; return how many.

    Raises:
        NotAllowed: the officer is no editor.
        NotFound: there is none for this officer.
        ChangedMeanwhile: it is not what the bot goes by.
    """
    access.require(signed, Role.EDITOR)
    with services.database.transaction() as session:
        found = entry_versions.get(session, version_id=version_id)
        access.must_see(signed, found.organ)
        if found.status not in entry_versions.LIVE or found.decided_at is None:
            raise ChangedMeanwhile
        editing.note(session, signed, found, "corrected", at=at)
        return corrections.start(
            session,
            entry_id=found.entry_id,
            title=str(entry_versions.body_of(found).get("title", "")),
            changed_at=_changed_at(session, found),
            by=history.mark(signed),
            months=min(max(months, 1), MOST_MONTHS),
            at=at,
        )


def _changed_at(session: Session, found: EntryVersion) -> datetime:
    """Return when the version took effect, or was taken away: its last event."""
    return entry_versions.events_of(session, version_id=found.id or 0)[-1].at


def _locked(session: Session, signed: Signed, version_id: int, seen: int) -> EntryVersion:
    access.must_see(signed, entry_versions.get(session, version_id=version_id).organ)
    try:
        return entry_drafts.lock(session, version_id=version_id, seen=seen)
    except Stale as stale:
        raise ChangedMeanwhile from stale
