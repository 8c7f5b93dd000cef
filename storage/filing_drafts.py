"""Drafts of mediation requests, and what people agreed to before they gave personal data.

A draft is one sealed JSON object. It belongs to a person and, once continued elsewhere by
a one-time link, to the same human's person on the other channel too.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from storage import files
from storage.file_tables import Consent, FilingDraft
from storage.identity import id_of
from storage.sealing import sealer

State = Mapping[str, Any]


def begin(session: Session, *, person_id: int, state: State, at: datetime) -> FilingDraft:
    """Begin a draft."""
    draft = FilingDraft(person_id=person_id, sealed_state=_sealed(session, state), updated_at=at)
    session.add(draft)
    session.flush()
    return draft


def of_person(session: Session, *, person_id: int) -> FilingDraft | None:
    """Return the person's draft, locked until the transaction ends, or None."""
    query = select(FilingDraft).where(
        or_(FilingDraft.person_id == person_id, FilingDraft.linked_person_id == person_id)
    )
    newest = query.order_by(col(FilingDraft.id).desc()).with_for_update()
    return session.exec(newest).first()


def find(session: Session, *, draft_id: int) -> FilingDraft | None:
    """Return one draft, locked until the transaction ends; None when it is gone."""
    return session.get(FilingDraft, draft_id, with_for_update=True, populate_existing=True)


def state_of(session: Session, draft: FilingDraft) -> dict[str, Any]:
    """Return what was filled in so far."""
    state = json.loads(sealer(session).open(draft.sealed_state))
    assert isinstance(state, dict)  # noqa: S101  # only this module writes it
    return state


def write(session: Session, draft: FilingDraft, *, state: State, at: datetime) -> None:
    """Keep what is filled in now."""
    draft.sealed_state, draft.updated_at = _sealed(session, state), at
    session.flush()


def link(session: Session, draft: FilingDraft, *, person_id: int) -> None:
    """Let the same human go on with the draft as another person: on another channel."""
    if person_id != draft.person_id:
        draft.linked_person_id = person_id
        session.flush()


def people_of(draft: FilingDraft) -> frozenset[int]:
    """Return everybody who may see a draft."""
    return frozenset({draft.person_id, draft.linked_person_id} - {None})  # type: ignore[arg-type]


def end(session: Session, draft: FilingDraft) -> None:
    """Delete a draft; its files are deleted too unless they were handed over."""
    files.drop(session, owner=owner_of(draft))
    session.delete(draft)
    session.flush()


def owner_of(draft: FilingDraft) -> str:
    """Return the name under which a draft's files are kept."""
    return f"draft:{id_of(draft)}"


def agree(
    session: Session, *, person_id: int, kind: str, version: str, subject: str, at: datetime
) -> None:
    """Record that a person agreed to one kind of notice in one version."""
    session.add(Consent(person_id=person_id, kind=kind, version=version, subject=subject, at=at))
    session.flush()


def file_consents(session: Session, *, from_subject: str, to_subject: str) -> None:
    """Let what was agreed to for a draft stand for the case it became."""
    query = select(Consent).where(Consent.subject == from_subject)
    for consent in session.exec(query).all():
        consent.subject = to_subject
    session.flush()


def _sealed(session: Session, state: State) -> str:
    return sealer(session).seal(json.dumps(dict(state), ensure_ascii=False))
