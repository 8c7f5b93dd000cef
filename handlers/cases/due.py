"""The periods of a case: what begins, ends, pauses or moves them, and how they explain themselves.

An act begins the periods the rules name for it and ends those that waited for it. Each
period puts two jobs on the clock: a warning before its last day and a look after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.desk import times
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge.periods import Account, Rule, reckon
from storage import case_deadlines, cases, jobs
from storage.case_lifecycle import CaseAct
from storage.case_tables import Case, CaseDeadline
from storage.database import Session
from storage.identity import id_of

EVERY = frozenset({"decide", "supplement", "answer", "mediate", "again", "visit"})
_BEFORE_AGREEMENT = frozenset({"mediate", "again"})
MET_BY: Mapping[CaseAct, frozenset[str]] = {
    CaseAct.ASK_SUPPLEMENT: frozenset({"decide"}),
    CaseAct.SUPPLEMENT: frozenset({"supplement"}),
    CaseAct.ACCEPT: frozenset({"decide"}),
    CaseAct.REFUSE: EVERY,
    CaseAct.JOIN: frozenset({"answer"}),
    CaseAct.DECLINE: EVERY,
    CaseAct.LAPSE: EVERY,
    CaseAct.AGREE: _BEFORE_AGREEMENT,
    CaseAct.PERFORM: EVERY,
    CaseAct.FAIL: EVERY,
    CaseAct.TERMINATE: EVERY,
    CaseAct.LEAVE: EVERY,
    CaseAct.WITHDRAW: EVERY,
}
# A long period warns earlier: working days before its last day.
LONG = 10
WARN_SHORT, WARN_LONG = 1, 3


@dataclass(frozen=True)
class Due:
    """A period as people see it; `why` is how its last day was counted."""

    kind: str
    due_on: date
    days_left: int
    why: str
    basis: str
    is_met: bool
    is_paused: bool
    is_escalated: bool

    @property
    def is_late(self) -> bool:
        """Whether its last day has passed in vain."""
        return not self.is_met and not self.is_paused and self.days_left < 0


def follow(services: Services, session: Session, case: Case, act: CaseAct, *, at: datetime) -> None:
    """End, pause, resume and begin what an act ends, pauses, resumes and begins."""
    running = [
        row for row in case_deadlines.of_case(session, case_id=id_of(case)) if row.met_at is None
    ]
    for row in running:
        if row.kind in MET_BY.get(act, frozenset()):
            case_deadlines.met(session, row, at=at)
    if act in (CaseAct.SUSPEND, CaseAct.RESUME):
        _pause_or_go_on(services, session, running, act, at)
    for rule in _beginning(services, session, case, act):
        _begin(services, session, case, rule, at)


def _beginning(services: Services, session: Session, case: Case, act: CaseAct) -> tuple[Rule, ...]:
    subject = cases.application_of(session, case).get("subject", "")
    periods = services.knowledge.periods
    if act is CaseAct.SUPPLEMENT:  # the organ's time to decide begins anew
        rule = periods.rule("decide", category=case.category, subject=subject)
        return (rule,) if rule else ()
    found = periods.starting(act, category=case.category, subject=subject)
    if act is not CaseAct.HOLD:
        return found
    is_first = case_deadlines.of_kind(session, case_id=id_of(case), kind="again") is None
    return found if is_first else ()


def _begin(services: Services, session: Session, case: Case, rule: Rule, at: datetime) -> None:
    start = at.astimezone(LOCAL).date()
    account = reckon(services.knowledge.calendar, start=start, count=rule.count, unit=rule.unit)
    row = case_deadlines.begin(
        session,
        case_id=id_of(case),
        kind=rule.kind,
        rule=rule.id,
        starts_on=start,
        count=rule.count,
        unit=rule.unit,
        due_on=account.last_day,
    )
    if rule.kind == "decide":
        cases.due(session, case, decide_by=account.last_day)
    _watch(services, session, row)


def _pause_or_go_on(
    services: Services,
    session: Session,
    running: list[CaseDeadline],
    act: CaseAct,
    at: datetime,
) -> None:
    today = at.astimezone(LOCAL).date()
    for row in running:
        rule = services.knowledge.periods.named(row.rule)
        if act is CaseAct.SUSPEND and rule is not None and rule.pauses:
            case_deadlines.pause(session, row, first=today)
        elif act is CaseAct.RESUME and case_deadlines.is_paused(row):
            case_deadlines.go_on(session, row, until=today)
            _move(services, session, row)


def extend(services: Services, session: Session, row: CaseDeadline, *, by: int) -> None:
    """Add days of the period's own unit and move its end; who and why is the case's event."""
    case_deadlines.extend(session, row, by=by)
    _move(services, session, row)


def _move(services: Services, session: Session, row: CaseDeadline) -> None:
    case_deadlines.due(session, row, due_on=account_of(services, row).last_day)
    _watch(services, session, row)


def _watch(services: Services, session: Session, row: CaseDeadline) -> None:
    calendar = services.knowledge.calendar
    warn_on = row.due_on
    for _ in range(WARN_LONG if row.count > LONG else WARN_SHORT):
        warn_on -= timedelta(days=1)
        while not calendar.is_working(warn_on):
            warn_on -= timedelta(days=1)
    payload = {"deadline": id_of(row), "due": row.due_on.isoformat()}
    when = {
        "case_warn": datetime.combine(warn_on, calendar.opens, LOCAL),
        "case_late": datetime.combine(row.due_on + timedelta(days=1), time.min, LOCAL),
    }
    for kind, due_at in when.items():
        key = f"{kind}:{id_of(row)}:{row.due_on}"
        jobs.schedule(session, kind=kind, key=key, payload=payload, due_at=due_at)


def account_of(services: Services, row: CaseDeadline) -> Account:
    """Return how the last day of a period is counted, as it stands."""
    return reckon(
        services.knowledge.calendar,
        start=row.starts_on,
        count=row.count + row.extra,
        unit=row.unit,
        pauses=case_deadlines.pauses_of(row),
    )


def shown(services: Services, row: CaseDeadline, *, at: datetime) -> Due:
    """Return a period as people see it."""
    rule = services.knowledge.periods.named(row.rule)
    return Due(
        kind=row.kind,
        due_on=row.due_on,
        days_left=(row.due_on - at.astimezone(LOCAL).date()).days,
        why=explain(services, row),
        basis=rule.basis if rule else "",
        is_met=row.met_at is not None,
        is_paused=row.met_at is None and case_deadlines.is_paused(row),
        is_escalated=row.escalated_at is not None,
    )


def explain(services: Services, row: CaseDeadline) -> str:
    """Return how the last day was counted, in one line."""
    say, account = services.wording.say, account_of(services, row)
    periods = services.knowledge.periods
    length = say(f"case.due.length_{row.unit}", count=row.count)
    if row.extra:
        length += say("case.due.extended", count=row.extra)
    parts = [say("case.due.starts", day=_day(services, row.starts_on))]
    for occasion, days in account.free:
        name = periods.holiday(occasion) if occasion else say("case.due.weekend")
        parts.append(say("case.due.free", name=name, days=days))
    parts += [say("case.due.made_up", day=_day(services, day)) for day in account.made_up]
    if account.paused:
        parts.append(say("case.due.paused", days=account.paused))
    if account.rolled:
        parts.append(say("case.due.rolled", days=account.rolled))
    if account.is_provisional:
        parts.append(say("case.due.provisional"))
    end = times.moment(services.wording, account.last_day)
    return say("case.due.line", length=length, parts=say("case.due.comma").join(parts), end=end)


def _day(services: Services, day: date) -> str:
    return services.wording.say("case.due.day", month=day.month, day=day.day)
