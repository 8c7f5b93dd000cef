"""What may be done to a settlement, by whom and when (Art. 15): one table of acts.

Drawn in docs/diagrams/settlement.md; only `settlements` walks it.
"""

from collections.abc import Mapping
from enum import StrEnum


class SettlementStatus(StrEnum):
    """Where a settlement stands."""

    FILED = "filed"
    REFUSED = "refused"
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    SIGNED = "signed"
    CLOSED = "closed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class SettlementAct(StrEnum):
    """What can happen to a settlement."""

    FILE = "file"
    REFUSE = "refuse"
    PROPOSE = "propose"
    REVIEW = "review"
    RETURN = "return"
    APPROVE = "approve"
    CONFIRM = "confirm"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    END = "end"
    CLOSE = "close"


class SettlementHand(StrEnum):
    """Whose hand moves a settlement."""

    APPLICANT = "applicant"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    LEAD = "lead"


_S, _A, _H = SettlementStatus, SettlementAct, SettlementHand
OPEN = frozenset({_S.FILED, _S.PROPOSED, _S.REVIEWED, _S.APPROVED, _S.SIGNED})
_UNSIGNED = OPEN - {_S.SIGNED}

ACTS: Mapping[
    SettlementAct,
    tuple[frozenset[SettlementStatus], SettlementStatus, frozenset[SettlementHand]],
] = {
    _A.FILE: (frozenset(), _S.FILED, frozenset({_H.APPLICANT})),
    _A.REFUSE: (frozenset({_S.FILED}), _S.REFUSED, frozenset({_H.CLERK})),
    _A.PROPOSE: (frozenset({_S.FILED}), _S.PROPOSED, frozenset({_H.CLERK})),
    _A.REVIEW: (frozenset({_S.PROPOSED}), _S.REVIEWED, frozenset({_H.REVIEWER})),
    _A.RETURN: (
        frozenset({_S.PROPOSED, _S.REVIEWED}),
        _S.FILED,
        frozenset({_H.REVIEWER, _H.LEAD}),
    ),
    _A.APPROVE: (frozenset({_S.REVIEWED}), _S.APPROVED, frozenset({_H.LEAD})),
    _A.CONFIRM: (frozenset({_S.APPROVED}), _S.SIGNED, frozenset({_H.APPLICANT})),
    _A.DECLINE: (frozenset({_S.APPROVED}), _S.ENDED, frozenset({_H.APPLICANT})),
    _A.WITHDRAW: (_UNSIGNED, _S.WITHDRAWN, frozenset({_H.APPLICANT})),
    _A.END: (frozenset({_S.FILED}), _S.ENDED, frozenset({_H.CLERK})),
    _A.CLOSE: (frozenset({_S.SIGNED}), _S.CLOSED, frozenset({_H.CLERK})),
}
