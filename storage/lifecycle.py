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
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


class CaseStatus(StrEnum):
    """Where a mediation case stands (Art. 11–14); the acts are in `case_lifecycle`."""

    FILED = "filed"
    SUPPLEMENTING = "supplementing"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    INVITED = "invited"
    IN_MEDIATION = "in_mediation"
    SUSPENDED = "suspended"
    AGREED = "agreed"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    PERFORMING = "performing"
    PERFORMED = "performed"
    NOT_PERFORMED = "not_performed"
    ARCHIVED = "archived"


class SubscriptionStatus(StrEnum):
    """Whether somebody is prompted; ended also says that they want nothing unasked."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class BroadcastStatus(StrEnum):
    """Where an officers' prompt to a group stands."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    REJECTED = "rejected"
    STOPPED = "stopped"
    SENT = "sent"


class Role(StrEnum):
    """What an officer may do; an officer without a role may do nothing."""

    OFFICER = "officer"
    MEDIATOR = "mediator"
    EDITOR = "editor"
    LEGAL_REVIEWER = "legal_reviewer"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class RectificationStatus(StrEnum):
    """Where putting right after a bad rating stands (Art. 20)."""

    OPEN = "open"
    WORKING = "working"
    IN_REVIEW = "in_review"
    RESOLVED = "resolved"
    UNFOUNDED = "unfounded"


class SurveyStatus(StrEnum):
    """Where a survey stands (Art. 20)."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class EntryStatus(StrEnum):
    """Where a version of an entry written at the desk stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LEGAL_REVIEW = "legal_review"
    PUBLISHED = "published"
    SENT_BACK = "sent_back"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    DROPPED = "dropped"


ESCALATION_MOVES: Mapping[EscalationStatus, frozenset[EscalationStatus]] = {
    EscalationStatus.WAITING: frozenset(
        {EscalationStatus.TAKEN, EscalationStatus.ANSWERED, EscalationStatus.CLOSED}
    ),
    EscalationStatus.TAKEN: frozenset(
        {
            EscalationStatus.WAITING,
            EscalationStatus.ASKED,
            EscalationStatus.ANSWERED,
            EscalationStatus.CLOSED,
        }
    ),
    EscalationStatus.ASKED: frozenset(
        {
            EscalationStatus.WAITING,
            EscalationStatus.TAKEN,
            EscalationStatus.ANSWERED,
            EscalationStatus.CLOSED,
        }
    ),
    EscalationStatus.ANSWERED: frozenset(
        {
            EscalationStatus.WAITING,
            EscalationStatus.TAKEN,
            EscalationStatus.ASKED,
            EscalationStatus.ANSWERED,
            EscalationStatus.CLOSED,
        }
    ),
    EscalationStatus.CLOSED: frozenset({EscalationStatus.WAITING, EscalationStatus.TAKEN}),
}


RECTIFICATION_MOVES: Mapping[RectificationStatus, frozenset[RectificationStatus]] = {
    RectificationStatus.OPEN: frozenset({RectificationStatus.WORKING}),
    RectificationStatus.WORKING: frozenset(
        {
            RectificationStatus.OPEN,
            RectificationStatus.IN_REVIEW,
            RectificationStatus.RESOLVED,
        }
    ),
    RectificationStatus.IN_REVIEW: frozenset(
        {RectificationStatus.UNFOUNDED, RectificationStatus.WORKING}
    ),
    RectificationStatus.RESOLVED: frozenset({RectificationStatus.OPEN}),
    RectificationStatus.UNFOUNDED: frozenset({RectificationStatus.OPEN}),
}

SURVEY_MOVES: Mapping[SurveyStatus, frozenset[SurveyStatus]] = {
    SurveyStatus.DRAFT: frozenset({SurveyStatus.OPEN, SurveyStatus.CLOSED}),
    SurveyStatus.OPEN: frozenset({SurveyStatus.CLOSED}),
    SurveyStatus.CLOSED: frozenset(),
}

SUBSCRIPTION_MOVES: Mapping[SubscriptionStatus, frozenset[SubscriptionStatus]] = {
    SubscriptionStatus.ACTIVE: frozenset({SubscriptionStatus.PAUSED, SubscriptionStatus.ENDED}),
    SubscriptionStatus.PAUSED: frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.ENDED}),
    SubscriptionStatus.ENDED: frozenset({SubscriptionStatus.ACTIVE}),
}

BROADCAST_MOVES: Mapping[BroadcastStatus, frozenset[BroadcastStatus]] = {
    BroadcastStatus.DRAFTED: frozenset({BroadcastStatus.APPROVED, BroadcastStatus.REJECTED}),
    BroadcastStatus.APPROVED: frozenset({BroadcastStatus.STOPPED, BroadcastStatus.SENT}),
    BroadcastStatus.REJECTED: frozenset(),
    BroadcastStatus.STOPPED: frozenset(),
    BroadcastStatus.SENT: frozenset(),
}


ENTRY_MOVES: Mapping[EntryStatus, frozenset[EntryStatus]] = {
    EntryStatus.DRAFT: frozenset({EntryStatus.IN_REVIEW, EntryStatus.DROPPED}),
    EntryStatus.IN_REVIEW: frozenset(
        {EntryStatus.LEGAL_REVIEW, EntryStatus.PUBLISHED, EntryStatus.SENT_BACK}
    ),
    EntryStatus.LEGAL_REVIEW: frozenset({EntryStatus.PUBLISHED, EntryStatus.SENT_BACK}),
    EntryStatus.PUBLISHED: frozenset({EntryStatus.SUPERSEDED, EntryStatus.RETIRED}),
    EntryStatus.SENT_BACK: frozenset(),
    EntryStatus.SUPERSEDED: frozenset(),
    EntryStatus.RETIRED: frozenset(),
    EntryStatus.DROPPED: frozenset(),
}


def may_move(moves: Mapping[S, frozenset[S]], start: S, to: S) -> bool:
    """Whether the table has an arrow from `start` to `to`."""
    return to in moves[start]
