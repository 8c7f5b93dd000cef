"""The state machines of records, as tables: status to the statuses it may move to.

Drawn in docs/diagrams/lifecycles.md. Only `may_move` reads them, and only the
record's own module writes a status.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)


class EscalationStatus(StrEnum):
    """Where a handed-over question stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


class CaseStatus(StrEnum):
    """Where a mediation case stands (first form; Art. 11–14)."""

    FILED = "filed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SETTLED = "settled"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


ESCALATION_MOVES: Mapping[EscalationStatus, frozenset[EscalationStatus]] = {
    EscalationStatus.WAITING: frozenset(
        {EscalationStatus.TAKEN, EscalationStatus.ANSWERED, EscalationStatus.CLOSED}
    ),
    EscalationStatus.TAKEN: frozenset({EscalationStatus.ANSWERED, EscalationStatus.WAITING}),
    EscalationStatus.ANSWERED: frozenset({EscalationStatus.CLOSED, EscalationStatus.ANSWERED}),
    EscalationStatus.CLOSED: frozenset(),
}

CASE_MOVES: Mapping[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.FILED: frozenset({CaseStatus.ACCEPTED, CaseStatus.REJECTED, CaseStatus.WITHDRAWN}),
    CaseStatus.ACCEPTED: frozenset({CaseStatus.SETTLED, CaseStatus.ENDED, CaseStatus.WITHDRAWN}),
    CaseStatus.REJECTED: frozenset(),
    CaseStatus.SETTLED: frozenset(),
    CaseStatus.ENDED: frozenset(),
    CaseStatus.WITHDRAWN: frozenset(),
}


def may_move(moves: Mapping[S, frozenset[S]], start: S, to: S) -> bool:
    """Whether the table has an arrow from `start` to `to`."""
    return to in moves[start]
