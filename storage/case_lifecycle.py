"""What may be done to a mediation case, by whom and when (Art. 11–14): one table of acts.

Drawn in docs/diagrams/mediation-case.md. `cases.move` is the only one who walks it; an act
without a target leaves the case where it is and is recorded all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.errors import IllegalMove
from storage.lifecycle import CaseStatus


class Hand(StrEnum):
    """Whose hand moves a case. A clerk is any officer of the organ that has it."""

    APPLICANT = "applicant"
    RESPONDENT = "respondent"
    CLERK = "clerk"
    MEDIATOR = "mediator"
    LEAD = "lead"
    SERVICE = "service"


class CaseAct(StrEnum):
    """Everything that can happen to a case."""

    FILE = "file"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ASSIGN = "assign"
    INVITE = "invite"
    JOIN = "join"
    DECLINE = "decline"
    LAPSE = "lapse"
    ADD = "add"
    OFFER = "offer"
    PASS_ON = "pass_on"  # noqa: S105  # not a password
    NOTE = "note"
    SCHEDULE = "schedule"
    ANSWER_TIME = "answer_time"
    HOLD = "hold"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    DRAFT = "draft"
    CONFIRM = "confirm"
    OBJECT = "object"
    AGREE = "agree"
    ISSUE = "issue"
    VISIT = "visit"
    PERFORM = "perform"
    FAIL = "fail"
    TERMINATE = "terminate"
    LEAVE = "leave"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    ASK_RECUSAL = "ask_recusal"
    RECUSE = "recuse"
    KEEP_MEDIATOR = "keep_mediator"
    RELEASE = "release"
    REFER = "refer"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Arrow:
    """Where an act may start, where it leads (None: nowhere else), and whose it is."""

    starts: frozenset[CaseStatus]
    to: CaseStatus | None
    hands: frozenset[Hand]


_S, _H = CaseStatus, Hand
WAITING = frozenset({_S.FILED, _S.SUPPLEMENTING})
MEDIATED = frozenset({_S.ACCEPTED, _S.INVITED, _S.IN_MEDIATION, _S.SUSPENDED})
TALKING = frozenset({_S.IN_MEDIATION, _S.SUSPENDED})
AGREED = frozenset({_S.AGREED, _S.PERFORMING})
OPEN = WAITING | MEDIATED | AGREED
ENDED = frozenset({_S.NOT_ACCEPTED, _S.TERMINATED, _S.WITHDRAWN, _S.PERFORMED, _S.NOT_PERFORMED})
_SIDES = frozenset({_H.APPLICANT, _H.RESPONDENT})
_CLERKS = frozenset({_H.CLERK, _H.MEDIATOR, _H.LEAD})
_RUNNERS = frozenset({_H.MEDIATOR, _H.LEAD})
_LEAD = frozenset({_H.LEAD})


def _arrow(
    starts: frozenset[CaseStatus] | CaseStatus, to: CaseStatus | None, hands: frozenset[Hand]
) -> Arrow:
    return Arrow(frozenset({starts}) if isinstance(starts, CaseStatus) else starts, to, hands)


ACTS: Mapping[CaseAct, Arrow] = {
    CaseAct.FILE: _arrow(frozenset(), _S.FILED, frozenset({_H.APPLICANT})),
    CaseAct.ASK_SUPPLEMENT: _arrow(_S.FILED, _S.SUPPLEMENTING, _CLERKS),
    CaseAct.SUPPLEMENT: _arrow(_S.SUPPLEMENTING, _S.FILED, frozenset({_H.APPLICANT})),
    CaseAct.ACCEPT: _arrow(_S.FILED, _S.ACCEPTED, _CLERKS),
    CaseAct.REFUSE: _arrow(WAITING, _S.NOT_ACCEPTED, _CLERKS),
    CaseAct.ASSIGN: _arrow(MEDIATED | AGREED, None, frozenset({_H.SERVICE, _H.LEAD})),
    CaseAct.INVITE: _arrow(frozenset({_S.ACCEPTED, _S.INVITED}), _S.INVITED, _RUNNERS),
    CaseAct.JOIN: _arrow(_S.INVITED, _S.IN_MEDIATION, _RUNNERS | {_H.RESPONDENT}),
    CaseAct.DECLINE: _arrow(_S.INVITED, _S.TERMINATED, _RUNNERS | {_H.RESPONDENT}),
    CaseAct.LAPSE: _arrow(_S.INVITED, _S.TERMINATED, frozenset({_H.SERVICE})),
    CaseAct.ADD: _arrow(OPEN, None, _SIDES),
    CaseAct.OFFER: _arrow(_S.IN_MEDIATION, None, _SIDES | _RUNNERS),
    CaseAct.PASS_ON: _arrow(_S.IN_MEDIATION, None, _SIDES),
    CaseAct.NOTE: _arrow(OPEN, None, _CLERKS),
    CaseAct.SCHEDULE: _arrow(_S.IN_MEDIATION, None, _RUNNERS),
    CaseAct.ANSWER_TIME: _arrow(_S.IN_MEDIATION, None, _SIDES),
    CaseAct.HOLD: _arrow(_S.IN_MEDIATION, None, _RUNNERS),
    CaseAct.SUSPEND: _arrow(_S.IN_MEDIATION, _S.SUSPENDED, _RUNNERS),
    CaseAct.RESUME: _arrow(_S.SUSPENDED, _S.IN_MEDIATION, _RUNNERS),
    CaseAct.EXTEND: _arrow(OPEN, None, _LEAD),
    CaseAct.DRAFT: _arrow(_S.IN_MEDIATION, None, _RUNNERS),
    CaseAct.CONFIRM: _arrow(_S.IN_MEDIATION, None, _SIDES),
    CaseAct.OBJECT: _arrow(_S.IN_MEDIATION, None, _SIDES),
    CaseAct.AGREE: _arrow(_S.IN_MEDIATION, _S.AGREED, frozenset({_H.SERVICE})),
    CaseAct.ISSUE: _arrow(_S.AGREED, _S.PERFORMING, _RUNNERS),
    CaseAct.VISIT: _arrow(_S.PERFORMING, None, _SIDES | _RUNNERS),
    CaseAct.PERFORM: _arrow(_S.PERFORMING, _S.PERFORMED, _RUNNERS),
    CaseAct.FAIL: _arrow(_S.PERFORMING, _S.NOT_PERFORMED, _RUNNERS),
    CaseAct.TERMINATE: _arrow(MEDIATED, _S.TERMINATED, _RUNNERS),
    CaseAct.LEAVE: _arrow(TALKING, _S.TERMINATED, frozenset({_H.RESPONDENT})),
    CaseAct.WITHDRAW: _arrow(WAITING | MEDIATED, _S.WITHDRAWN, frozenset({_H.APPLICANT})),
    CaseAct.TRANSFER: _arrow(WAITING | MEDIATED, None, _CLERKS),
    CaseAct.ASK_RECUSAL: _arrow(MEDIATED, None, _SIDES),
    CaseAct.RECUSE: _arrow(MEDIATED | AGREED, None, _RUNNERS),
    CaseAct.KEEP_MEDIATOR: _arrow(MEDIATED, None, _LEAD),
    CaseAct.RELEASE: _arrow(MEDIATED, None, _RUNNERS),
    CaseAct.REFER: _arrow(frozenset(CaseStatus) - {_S.ARCHIVED}, None, _CLERKS),
    CaseAct.ARCHIVE: _arrow(ENDED, _S.ARCHIVED, _CLERKS),
}


def target(act: CaseAct, start: CaseStatus, hand: Hand) -> CaseStatus:
    """Return where an act leads from a status.

    Raises:
        IllegalMove: the table has no such arrow, or it is not this hand's.
    """
    arrow = ACTS[act]
    if start not in arrow.starts or hand not in arrow.hands:
        raise IllegalMove(f"{hand} may not {act} a case that is {start}")
    return arrow.to or start


def may(act: CaseAct, start: CaseStatus, hands: frozenset[Hand]) -> bool:
    """Whether one of these hands may do this to a case that stands here."""
    arrow = ACTS[act]
    return start in arrow.starts and bool(hands & arrow.hands)
