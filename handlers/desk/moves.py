"""Every move of a handed-over question at the desk, inside a transaction somebody else opened.

The console, in one of its own (`acting`), and the officers' Telegram, in that of its turn,
both come here. Each move holds the question's row,
asks whether the officer may see it, and compares the version their page showed: of two
officers the second is told, and a stale page overwrites nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import access, clocks, history, letters, messages
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, TakenByOther
from handlers.services import Services
from handlers.turn import Reply
from storage import audit, escalations, officers
from storage.database import Session
from storage.errors import IllegalMove
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status
from storage.lifecycle import Role

LONGEST_ANSWER = 2000
LONGEST_NOTE = 1000
WORKS = (Role.OFFICER, Role.LEAD)


@dataclass(frozen=True)
class Act:
    """Who acts, when, and in which transaction."""

    services: Services
    session: Session
    signed: Signed
    at: datetime

    @property
    def by(self) -> str:
        """How the officer is named in event rows."""
        return history.mark(self.signed)


@contextmanager
def acting(services: Services, signed: Signed, at: datetime) -> Iterator[Act]:
    """Open a transaction for one move, which is undone if the move is refused."""
    with services.database.transaction() as session:
        yield Act(services, session, signed, at)


def locked(act: Act, escalation_id: int) -> Escalation:
    """Return a question this officer may work on, its row held.

    Raises:
        NotAllowed: the officer has no role that answers questions.
        NotFound: there is none with this id, or it is another desk's.
    """
    access.require(act.signed, *WORKS)
    found = escalations.lock(act.session, escalation_id=escalation_id)
    access.must_see(act.signed, found.organ, found.district)
    return found


def take(act: Act, escalation_id: int) -> Escalation:
    """Make a waiting question the officer's own; theirs already is fine.

    Raises:
        NotFound: there is none with this id for them.
        TakenByOther: another officer was first.
        IllegalMove: it is answered or closed.
    """
    found = locked(act, escalation_id)
    if found.status in (Status.TAKEN, Status.ASKED):
        refuse_if_others(act, found)
        return found
    if found.status != Status.WAITING:
        raise IllegalMove(f"escalation {escalation_id}: {found.status} can't be taken")
    found.officer_id = act.signed.officer_id
    change(act, found, kind="taken", to=Status.TAKEN)
    clocks.watch(act.services, act.session, found)
    return found


def release(act: Act, escalation_id: int, *, reason: str = "") -> None:
    """Put a question back, so that others may take it; one that waits is fine.

    An overdue question may be put back by anybody, any by a lead: or a colleague's day
    off would hold it.

    Raises:
        NotFound: there is none with this id for them.
        TakenByOther: it is another officer's and not overdue.
        IllegalMove: it is answered or closed.
    """
    found = locked(act, escalation_id)
    if found.status == Status.WAITING:
        return
    is_late = found.status == Status.TAKEN and found.due_at <= act.at
    if not is_late and Role.LEAD not in act.signed.roles:
        refuse_if_others(act, found)
    if found.status == Status.ANSWERED:
        raise IllegalMove(f"escalation {escalation_id} is answered")
    give_back(act, found, kind="released", reason=reason)


def give_back(act: Act, found: Escalation, *, kind: str, reason: str) -> None:
    """Return a locked question to its queue, its clock running again."""
    found.officer_id = None
    clocks.resume(act.services, act.session, found, at=act.at)
    change(act, found, kind=kind, to=Status.WAITING, note=reason)
    clocks.watch(act.services, act.session, found)


def answer(act: Act, escalation_id: int, *, text: str, version: int) -> None:
    """Send the person an answer; the same answer to the same version is sent once.

    A waiting question becomes the officer's own with it.

    Raises:
        NotFound: there is none with this id for them.
        BadLength: the text is empty or longer than `LONGEST_ANSWER`.
        TakenByOther: another officer works on it.
        ChangedMeanwhile: something happened since the page was opened.
        IllegalMove: it is closed.
    """
    said = letters.checked(text, most=LONGEST_ANSWER)
    found = locked(act, escalation_id)
    reply = messages.answer(act.services, escalations.question_of(act.session, found), said)
    if _is_sent(act, found, "answer", version, reply):
        return
    _own(act, found, version)
    clocks.stop(act.services, act.session, found, at=act.at)
    change(act, found, kind="answered", to=Status.ANSWERED, note=said)
    _send(act, found, "answer", version, reply)


def ask_back(act: Act, escalation_id: int, *, text: str, version: int) -> None:
    """Ask the person something; the clock stands until they write.

    Raises:
        NotFound: there is none with this id for them.
        BadLength: the text is empty or longer than `LONGEST_ANSWER`.
        TakenByOther: another officer works on it.
        ChangedMeanwhile: something happened since the page was opened.
        IllegalMove: it is asked already, or closed.
    """
    said = letters.checked(text, most=LONGEST_ANSWER)
    found = locked(act, escalation_id)
    reply = messages.question(act.services, said)
    if _is_sent(act, found, "ask", version, reply):
        return
    _own(act, found, version)
    if found.status == Status.WAITING:
        change(act, found, kind="taken", to=Status.TAKEN)
    clocks.pause(act.services, act.session, found, at=act.at)
    change(act, found, kind="asked", to=Status.ASKED, note=said)
    _send(act, found, "ask", version, reply)


def note(act: Act, escalation_id: int, *, text: str) -> None:
    """Leave a note for colleagues; the person never sees it.

    Raises:
        NotFound: there is none with this id for them.
        BadLength: the text is empty or longer than `LONGEST_NOTE`.
    """
    said = letters.checked(text, most=LONGEST_NOTE)
    found = locked(act, escalation_id)
    escalations.note(act.session, found, kind="note", by=act.by, at=act.at, text=said)
    record(act, found, "note")


def refuse_if_others(act: Act, found: Escalation, *, unless: Role | None = None) -> None:
    """Let the owner pass, and who has the role `unless`.

    Raises:
        TakenByOther: it is another officer's.
    """
    if found.officer_id in (None, act.signed.officer_id) or unless in act.signed.roles:
        return
    number = found.officer_id or 0
    logins = officers.logins(act.session, officer_ids={number})
    raise TakenByOther(officer=logins.get(number, ""))


def _own(act: Act, found: Escalation, version: int) -> None:
    """Let the owner of this very version pass; who finds it waiting becomes the owner."""
    if found.status in (Status.TAKEN, Status.ASKED):
        refuse_if_others(act, found)
    if found.version != version:
        raise ChangedMeanwhile
    found.officer_id = act.signed.officer_id


def change(
    act: Act,
    found: Escalation,
    *,
    kind: str,
    to: Status | None = None,
    note: str = "",
    target: str = "",
) -> None:
    """Write down a move with who made it, in the history and in the audit chain."""
    escalations.change(
        act.session, found, kind=kind, by=act.by, at=act.at, to=to, note=note, target=target
    )
    record(act, found, kind)


def record(act: Act, found: Escalation, what: str) -> None:
    """Add what the officer did to the audit chain."""
    audit.record(
        act.session,
        actor=act.by,
        action=f"question.{what}",
        subject=f"question:{id_of(found)}",
        at=act.at,
        detail={"version": found.version},
    )


def _is_sent(act: Act, found: Escalation, what: str, version: int, reply: Reply) -> bool:
    key = f"{what}:{id_of(found)}:{version}"
    return letters.is_sent(act.session, key=key, reply=reply)


def _send(act: Act, found: Escalation, what: str, version: int, reply: Reply) -> None:
    key = f"{what}:{id_of(found)}:{version}"
    letters.send(act.session, person_id=found.person_id, key=key, reply=reply, at=act.at)
