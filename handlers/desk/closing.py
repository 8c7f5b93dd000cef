"""End a question, with what it ended in, and take an ended one up again."""

from handlers.desk import clocks, letters, messages, moves
from handlers.desk.moves import Act
from handlers.desk.refusals import ChangedMeanwhile, NotAnswered
from storage import escalations
from storage.errors import IllegalMove
from storage.escalation_tables import Escalation
from storage.lifecycle import EscalationStatus as Status
from storage.lifecycle import Role

# What a question may end with. Who was never answered is told why.
OUTCOMES = ("answered", "no_reply", "not_ours", "invalid")
UNANSWERED_OUTCOMES = OUTCOMES[1:]


def close(act: Act, escalation_id: int, *, outcome: str = "answered", version: int = 0) -> None:
    """End a question. An answered one asks how satisfied the person is (Art. 20).

    Raises:
        NotFound: there is none with this id for them.
        NotAnswered: nobody has answered yet, and the outcome says that somebody had.
        TakenByOther: another officer works on it.
        ChangedMeanwhile: a version was given, and something happened since.
    """
    found = moves.locked(act, escalation_id)
    if found.status == Status.CLOSED:
        return
    if version and found.version != version:
        raise ChangedMeanwhile
    if found.status != Status.WAITING:
        moves.refuse_if_others(act, found, unless=Role.LEAD)
    if outcome not in OUTCOMES or (outcome == "answered") != (found.status == Status.ANSWERED):
        raise NotAnswered
    end(act, found, outcome=outcome)
    reply = messages.closed(act.services, escalation_id, outcome)
    key = f"closed:{escalation_id}:{found.version}"
    letters.send(act.session, person_id=found.person_id, key=key, reply=reply, at=act.at)


def end(act: Act, found: Escalation, *, outcome: str, target: str = "") -> None:
    """Close a locked question and end its clocks."""
    clocks.stop(act.services, act.session, found, at=act.at)
    found.outcome = outcome
    moves.change(act, found, kind="closed", to=Status.CLOSED, target=target)


def reopen(act: Act, escalation_id: int) -> None:
    """Take a closed question up again; it is the officer's own then.

    Raises:
        NotFound: there is none with this id for them.
        IllegalMove: it is not closed, or the person has an open one on the same subject.
    """
    found = moves.locked(act, escalation_id)
    if found.status != Status.CLOSED:
        raise IllegalMove(f"escalation {escalation_id} is not closed")
    if escalations.open_on(act.session, person_id=found.person_id, subject=found.subject):
        raise IllegalMove(f"escalation {escalation_id}: its subject is open elsewhere")
    found.officer_id, found.outcome, found.merged_into = act.signed.officer_id, "", None
    clocks.restart(act.services, act.session, found, at=act.at)
    moves.change(act, found, kind="reopened", to=Status.TAKEN)
    clocks.watch(act.services, act.session, found)
