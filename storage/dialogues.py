"""Where each conversation stands, as one sealed JSON object per person."""

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.once import add_once
from storage.sealing import sealer
from storage.tables import Dialogue

State = dict[str, Any]


def lock(session: Session, *, person_id: int, at: datetime) -> State:
    """Return the person's state and hold its row until the turn ends.

    Two processes that got two messages of one person take turns here.
    """
    row = session.get(Dialogue, person_id, with_for_update=True)
    if row is None:
        sealed = sealer(session).seal("{}")
        new = Dialogue(person_id=person_id, sealed_state=sealed, updated_at=at)
        if add_once(session, new):
            return {}
        row = session.get_one(Dialogue, person_id, with_for_update=True)
    state = json.loads(sealer(session).open(row.sealed_state))
    assert isinstance(state, dict)  # noqa: S101  # only `keep` writes it
    return state


def keep(session: Session, *, person_id: int, state: State, at: datetime) -> None:
    """Write the state back; the row is already locked by this turn."""
    row = session.get_one(Dialogue, person_id)
    row.sealed_state = sealer(session).seal(json.dumps(state, ensure_ascii=False))
    row.updated_at = at
    session.flush()
