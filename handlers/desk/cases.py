"""Mediation cases at the desk (Art. 11–14, first form): read them, decide, tell the applicant.

Withdrawing is the applicant's own; every other move takes a reason, which the applicant reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.actions import write
from handlers.desk import history, letters
from handlers.desk.access import Signed
from handlers.desk.history import Step
from handlers.filing import FIELDS
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import cases, outbox
from storage.database import Session
from storage.errors import IllegalMove
from storage.identity import id_of
from storage.lifecycle import CASE_MOVES, CaseStatus, may_move
from storage.tables import Case, CaseEvent

MOST_SHOWN = 200
LONGEST_REASON = 300
BY_OFFICERS = (CaseStatus.ACCEPTED, CaseStatus.REJECTED, CaseStatus.SETTLED, CaseStatus.ENDED)


@dataclass(frozen=True)
class Shown:
    """A case as the desk lists it. `days_left` counts to the decision, while that is awaited."""

    id: int
    number: str
    category: str
    district: str
    claim: str
    status: CaseStatus
    filed_at: datetime
    decide_by: date
    days_left: int | None

    @property
    def is_late(self) -> bool:
        """Whether the applicant should have heard from us by now."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class Detail:
    """One case: what the applicant wrote, in the order of the form, and where it may go."""

    case: Shown
    application: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    may: tuple[CaseStatus, ...]


def overview(services: Services, _signed: Signed, *, at: datetime) -> tuple[Shown, ...]:
    """Return the open cases, the first due first, at most `MOST_SHOWN`."""
    with services.database.reading() as session:
        rows = cases.open_ones(session, limit=MOST_SHOWN)
        return tuple(_shown(row, cases.application_of(session, row), at) for row in rows)


def detail(services: Services, _signed: Signed, *, case_id: int, at: datetime) -> Detail:
    """Return one case.

    Raises:
        NotFound: there is none with this id.
    """
    with services.database.reading() as session:
        case = cases.get(session, case_id=case_id)
        written = cases.application_of(session, case)
        events = cases.events_of(session, case_id=case_id)
        start = CaseStatus(case.status)
        return Detail(
            case=_shown(case, written, at),
            application=tuple((key, written[key]) for key in FIELDS if written.get(key)),
            steps=history.steps(session, events, notes=_reasons(session, case_id, events)),
            may=tuple(to for to in BY_OFFICERS if may_move(CASE_MOVES, start, to)),
        )


def move(
    services: Services,
    signed: Signed,
    *,
    case_id: int,
    to: CaseStatus,
    reason: str,
    at: datetime,
) -> None:
    """Move a case and tell the applicant why; the same form sent twice does it once.

    Raises:
        NotFound: there is none with this id.
        BadLength: the reason is empty or longer than `LONGEST_REASON`.
        IllegalMove: the case may not go there, or not by an officer's hand.
        ChangedMeanwhile: it went there already, for another reason.
    """
    said = letters.checked(reason, most=LONGEST_REASON)
    if to not in BY_OFFICERS:
        raise IllegalMove(f"mediation case {case_id}: {to} is not an officer's to decide")
    key = _key(case_id, to)
    with services.database.transaction() as session:
        try:
            case = cases.move(session, case_id=case_id, to=to, by=history.mark(signed), at=at)
        except IllegalMove:
            case = cases.get(session, case_id=case_id)
            if letters.is_sent(session, key=key, reply=_notice(services, case.number, to, said)):
                return
            raise
        reply = _notice(services, case.number, to, said)
        letters.send(session, person_id=case.person_id, key=key, reply=reply, at=at)


def _key(case_id: int, to: str) -> str:
    # A case reaches no status twice.
    return f"case:{case_id}:{to}"


def _shown(case: Case, application: dict[str, str], at: datetime) -> Shown:
    is_awaited = case.status == CaseStatus.FILED
    today = at.astimezone(LOCAL).date()
    return Shown(
        id=id_of(case),
        number=case.number,
        category=case.category,
        district=case.district,
        claim=application.get("claim", ""),
        status=CaseStatus(case.status),
        filed_at=case.filed_at,
        decide_by=case.decide_by,
        days_left=(case.decide_by - today).days if is_awaited else None,
    )


def _reasons(session: Session, case_id: int, events: Sequence[CaseEvent]) -> list[str]:
    found = [outbox.find(session, key=_key(case_id, event.to)) for event in events]
    return [
        str(outbox.body_of(session, row)["facts"].get("reason", "")) if row else "" for row in found
    ]


def _notice(services: Services, number: str, to: CaseStatus, reason: str) -> Reply:
    wording = services.wording
    parts = (
        Part(style=Style.LEAD, text=wording.say(f"desk.letter.case.{to}", number=number)),
        Part(style=Style.TEXT, text=wording.say("desk.letter.reason")),
        *letters.paragraphs(reason),
        Part(style=Style.NOTE, text=wording.say(f"desk.letter.next.{to}")),
    )
    progress = Button(label=wording.say("home.progress"), action=write("status"))
    facts = {"case": number, "status": to.value, "reason": reason}
    return Reply(kind=Kind.NOTICE, parts=parts, buttons=(progress,), facts=facts)
