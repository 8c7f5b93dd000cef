"""Write an entry at the desk, and hand it to a reviewer; `entry_starts` begins the draft.

Whoever writes in a version may not approve it (`approving`). What is wrong with a draft is
found by the very checks the shipped entries go through, and shown beside its fields.
"""

from collections.abc import Mapping
from datetime import datetime

from handlers.desk import access, approving_clocks, history
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, NotReady
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import drafting, entry_check
from storage import audit, entry_drafts, entry_versions
from storage.database import Session
from storage.errors import IllegalMove, Stale
from storage.knowledge_tables import EntryVersion
from storage.lifecycle import EntryStatus as Status
from storage.lifecycle import Role

WRITES = (Role.OFFICER, Role.LEAD, Role.EDITOR)


def save(
    services: Services,
    signed: Signed,
    version_id: int,
    fields: Mapping[str, str],
    *,
    seen: int,
    at: datetime,
) -> None:
    """Keep what an officer typed, however unfinished.

    Raises:
        NotAllowed: the officer may not write.
        NotFound: there is no such draft for them.
        ChangedMeanwhile: somebody else wrote in it since, or it is no draft any more.
    """
    access.require(signed, *WRITES)
    with services.database.transaction() as session:
        found = _draft(session, signed, version_id, seen)
        _rewrite(services, session, signed, found, fields, at)


def submit(
    services: Services,
    signed: Signed,
    version_id: int,
    fields: Mapping[str, str],
    *,
    seen: int,
    at: datetime,
) -> None:
    """Keep what was typed and hand it to a reviewer; what is unfinished is kept and stays.

    Raises:
        NotReady: the machine found something to mend; the draft was kept.
        NotAllowed: the officer may not write.
        NotFound: there is no such draft for them.
        ChangedMeanwhile: somebody else wrote in it since, or it is no draft any more.
    """
    access.require(signed, *WRITES)
    with services.database.transaction() as session:
        found = _draft(session, signed, version_id, seen)
        _rewrite(services, session, signed, found, fields, at)
        body = entry_versions.body_of(found)
        today = at.astimezone(LOCAL).date()
        wrong = entry_check.flaws(services.knowledge, found.entry_id, body, on=today)
        if not wrong:
            found.tier = str(body["risk"])
            before = services.knowledge.entries.get(found.entry_id)
            if before is not None and before.risk == drafting.HIGH:
                found.tier = drafting.HIGH  # nobody slips past legal review by a lower grade
            by = history.mark(signed)
            entry_drafts.move(session, found, to=Status.IN_REVIEW, by=by, at=at)
            approving_clocks.start(services, session, found, at=at)
            note(session, signed, found, "submitted", at=at)
    if wrong:
        raise NotReady(count=len(wrong))


def drop(services: Services, signed: Signed, version_id: int, *, seen: int, at: datetime) -> None:
    """Give a draft up; it stays to be read.

    Raises:
        NotAllowed: the officer may not write.
        NotFound: there is no such draft for them.
        ChangedMeanwhile: somebody else wrote in it since, or it is no draft any more.
    """
    access.require(signed, *WRITES)
    with services.database.transaction() as session:
        found = _draft(session, signed, version_id, seen)
        entry_drafts.move(session, found, to=Status.DROPPED, by=history.mark(signed), at=at)
        note(session, signed, found, "dropped", at=at)


def _draft(session: Session, signed: Signed, version_id: int, seen: int) -> EntryVersion:
    access.must_see(signed, entry_versions.get(session, version_id=version_id).organ)
    try:
        found = entry_drafts.lock(session, version_id=version_id, seen=seen)
    except Stale as stale:
        raise ChangedMeanwhile from stale
    if found.status != Status.DRAFT:
        raise ChangedMeanwhile
    return found


def _rewrite(
    services: Services,
    session: Session,
    signed: Signed,
    found: EntryVersion,
    fields: Mapping[str, str],
    at: datetime,
) -> None:
    base = services.knowledge
    body = drafting.body_of(
        fields,
        entry_versions.body_of(found),
        register=base.statutes.register,
        today=at.astimezone(LOCAL).date(),
    )
    if body["organ"] not in base.vocabulary.organs or not access.may_see(signed, body["organ"]):
        body["organ"] = signed.organ
    entry_id, domain = found.entry_id, fields.get("domain", "")
    if found.number == 1 and domain in base.vocabulary.domains and "/desk-" in entry_id:
        entry_id = f"{domain}/{entry_id.partition('/')[2]}"
    by = history.mark(signed)
    try:
        entry_drafts.rewrite(
            session, found, entry_id=entry_id, body=body, organ=body["organ"], by=by, at=at
        )
    except IllegalMove as error:
        raise ChangedMeanwhile from error


def note(session: Session, signed: Signed, found: EntryVersion, what: str, *, at: datetime) -> None:
    """Write down in the audit chain what an officer did to a version."""
    audit.record(
        session,
        actor=history.mark(signed),
        action=f"entry.{what}",
        subject=f"entry:{found.id}",
        at=at,
        detail={"entry": found.entry_id, "number": found.number},
    )
