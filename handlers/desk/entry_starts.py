"""How a draft begins: from an answered question, from what was missed, anew, from an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.desk import access, masking
from handlers.desk.access import Signed
from handlers.desk.editing import WRITES, note
from handlers.desk.refusals import ChangedMeanwhile, NotAnswered
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import drafting
from storage import entry_drafts, entry_versions, escalations
from storage.database import Session
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EntryStatus as Status
from storage.lifecycle import EscalationStatus, Role

TRIES = 5
ANSWERED = (EscalationStatus.ANSWERED, EscalationStatus.CLOSED)


@dataclass(frozen=True)
class Start:
    """What a draft is made from; `answer` may be empty."""

    question: str
    wordings: Sequence[str]
    source: str
    answer: str = ""
    organ: str = ""
    near: str = ""


def from_question(services: Services, signed: Signed, escalation_id: int, *, at: datetime) -> int:
    """Draft an entry from an answered question; return the version, the open one if there is.

    Raises:
        NotAllowed: the officer answers no questions and edits nothing.
        NotFound: there is no such question for them.
        NotAnswered: nobody has answered it.
    """
    access.require(signed, *WRITES)
    with services.database.transaction() as session:
        found = escalations.lock(session, escalation_id=escalation_id)
        access.must_see(signed, found.organ, found.district)
        said = _answer_of(session, found)
        if found.status not in ANSWERED or not said:
            raise NotAnswered
        asked = masking.numbers(escalations.question_of(session, found))
        start = Start(
            question=asked.split("\n", 1)[0],
            wordings=asked.split("\n"),
            source=f"question:{escalation_id}",
            answer=masking.numbers(said),
            organ=found.about_organ or found.organ,
            near=found.entry_id,
        )
        return begin(services, session, signed, start, at=at)


def _answer_of(session: Session, found: Escalation) -> str:
    events = escalations.events_of(session, escalation_id=id_of(found))
    said = [one for one in events if one.kind == "answered"]
    return escalations.note_of(session, said[-1]) if said else ""


def write_new(services: Services, signed: Signed, *, question: str, at: datetime) -> int:
    """Draft an entry for a question nobody has asked yet.

    Raises:
        NotAllowed: the officer is no editor.
    """
    access.require(signed, Role.EDITOR)
    start = Start(masking.numbers(question), [masking.numbers(question)], "editor")
    with services.database.transaction() as session:
        return begin(services, session, signed, start, at=at)


def begin(
    services: Services, session: Session, signed: Signed, start: Start, *, at: datetime
) -> int:
    """Keep a first draft; return its version, or the open one drafted from the same.

    Raises:
        NotAllowed: the officer has nothing to write.
    """
    access.require(signed, *WRITES)
    earlier = entry_versions.of_source(session, source=start.source)
    if earlier is not None and earlier.status in entry_versions.OPEN and start.source != "editor":
        return id_of(earlier)
    today = at.astimezone(LOCAL).date()
    register = services.knowledge.statutes.register
    body = drafting.first_body(
        start.question, start.wordings, start.answer, register=register, today=today
    )
    organ = signed.organ or start.organ
    domain, first = _domain(services, start, today), entry_drafts.fresh_number(session)
    tried = (
        entry_drafts.begin(
            session,
            entry_id=f"{domain}/desk-{number}",
            body={**body, "organ": organ},
            organ=organ,
            source=start.source,
            author_id=signed.officer_id,
            at=at,
        )
        for number in range(first, first + TRIES)  # another officer may draft at this moment
    )
    draft = next((one for one in tried if one is not None), None)
    if draft is None:
        raise ChangedMeanwhile
    note(session, signed, draft, "drafted", at=at)
    return id_of(draft)


def _domain(services: Services, start: Start, today: date) -> str:
    """Return the domain that such questions belong to, for the editor to correct."""
    base = services.knowledge
    known = base.entries.get(start.near)
    if known is not None:
        return known.domain
    found = base.find(start.question, today).entry_ids
    return base.entries[found[0]].domain if found else next(iter(base.vocabulary.domains))


def revise(services: Services, signed: Signed, entry_id: str, *, at: datetime) -> int:
    """Draft the next version of an entry from how it reads; return it, or the open one.

    Raises:
        NotAllowed: the officer is no editor.
        NotFound: there is no such entry for them.
    """
    access.require(signed, Role.EDITOR)
    with services.database.transaction() as session:
        rows = entry_versions.of_entry(session, entry_id=entry_id)
        last = rows[0] if rows else None
        if last is not None and last.status in entry_versions.OPEN:
            access.must_see(signed, last.organ)
            return id_of(last)
        body, organ = known(services, session, entry_id)
        if last is not None and last.status == Status.SENT_BACK:
            body, organ = entry_versions.body_of(last), last.organ
        access.must_see(signed, organ)
        draft = entry_drafts.begin(
            session,
            entry_id=entry_id,
            body=body,
            organ=organ,
            source=f"version:{last.id}" if last else "shipped",
            author_id=signed.officer_id,
            at=at,
        )
        if draft is None:
            raise ChangedMeanwhile
        note(session, signed, draft, "drafted", at=at)
        return id_of(draft)


def known(services: Services, session: Session, entry_id: str) -> tuple[dict[str, Any], str]:
    """Return how an entry reads, or last read, and whose it is.

    Raises:
        NotFound: there is no such entry.
    """
    entry = services.knowledge.entries.get(entry_id) or services.shipped.entries.get(entry_id)
    if entry is not None:
        body = entry.model_dump(mode="json", exclude={"id"}, exclude_defaults=True)
        return body, entry.organ
    rows = entry_versions.of_entry(session, entry_id=entry_id)
    row = rows[0] if rows else entry_versions.get(session, version_id=0)
    return entry_versions.body_of(row), row.organ
