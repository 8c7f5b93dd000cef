"""End a case and say what remains open: refused, terminated, left, withdrawn, archived.

What remedies there are, and by when, is data in knowledge with its articles.
"""

from datetime import datetime

from handlers.cases import papers, telling
from handlers.cases.doing import Doing, do
from handlers.services import Services
from storage import agreements, case_sessions
from storage.case_lifecycle import CaseAct, Hand
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of

# Which letter goes to both sides after an act that ends a case.
LETTERS = {
    CaseAct.REFUSE: "refused",
    CaseAct.TERMINATE: "terminated",
    CaseAct.LEAVE: "left",
    CaseAct.FAIL: "not_performed",
}

# After these the sides get a letter that the mediation ended.
WITH_LETTER = frozenset({"declined", "lapsed", "terminated", "left"})


def end(doing: Doing, *, act: CaseAct, reason: str) -> Case:
    """End a case for a reason and tell both sides what they can do now.

    A side's reason for leaving stays with the organ; an officer's is told to both.

    Raises:
        NotFound, Stale, IllegalMove: as `do` says.
    """
    case = do(doing, act, reason=reason)
    _clear_table(doing.session, case, doing.at)
    said = "" if act is CaseAct.LEAVE else reason
    tell_ended(doing.services, doing.session, case, LETTERS[act], at=doing.at, said=said)
    return case


def withdraw(doing: Doing, *, reason: str) -> Case:
    """Take the applicant's request back; the respondent hears of it without the reason."""
    case = do(doing, CaseAct.WITHDRAW, reason=reason)
    _clear_table(doing.session, case, doing.at)
    tell_ended(doing.services, doing.session, case, "withdrawn", at=doing.at)
    return case


def archive(doing: Doing, *, reason: str = "") -> Case:
    """Put a finished case away; its referrals, if any, go on."""
    return do(doing, CaseAct.ARCHIVE, reason=reason)


def tell_ended(
    services: Services, session: Session, case: Case, key: str, *, at: datetime, said: str = ""
) -> None:
    """Tell both sides that a case ended, and what is open to them by when."""
    left = remedies(services, case)
    if key in WITH_LETTER:
        why = said or services.wording.say(f"case.paper.why.{key}")
        papers.keep_ending(services, session, case, reason=why, at=at)
    for side in (Hand.APPLICANT, Hand.RESPONDENT):
        telling.tell(services, session, case, side, key, at=at, said=said, notes=left)


def remedies(services: Services, case: Case) -> tuple[str, ...]:
    """Return what remains open, each with its time limit and its article."""
    return services.knowledge.remedies.lines(category=case.category)


def _clear_table(session: Session, case: Case, at: datetime) -> None:
    case_sessions.drop(session, case_id=id_of(case))
    on_table = agreements.current(session, case_id=id_of(case))
    if on_table is not None and on_table.number is None:
        agreements.drop(session, on_table, at=at)
