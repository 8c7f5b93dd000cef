"""Invite the other side: a one-time link, what they may see before they answer, their answer.

The link opens the case for one person only. Nobody answers by the last day: that counts as
declined, and both are told.
"""

import re
from datetime import datetime, time, timedelta

from handlers.actions import write
from handlers.cases import ending, telling
from handlers.cases.doing import Doing, do
from handlers.cases.sides import SERVICE
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import Button
from storage import case_deadlines, cases, links
from storage.case_lifecycle import CaseAct, Hand
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of

PURPOSE = "respondent"
# What the invited may read of the application: never where the applicant lives or can be
# reached, nor any number of theirs.
OPEN_FIELDS = ("category", "district", "applicant", "facts", "claim", "amount")
_NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
_HIDDEN = "＊＊＊"


def invite(doing: Doing) -> str:
    """Invite the respondent and return the secret of the link; earlier links end.

    Raises:
        NotFound, Stale, IllegalMove: as `do` says.
    """
    case = do(doing, CaseAct.INVITE)
    links.revoke(doing.session, purpose=PURPOSE, subject=_subject(case))
    period = case_deadlines.of_kind(doing.session, case_id=doing.case_id, kind="answer")
    assert period is not None  # noqa: S101  # begun by the act
    ends_at = datetime.combine(period.due_on + timedelta(days=1), time.min, LOCAL)
    token = links.make(doing.session, purpose=PURPOSE, subject=_subject(case), expires_at=ends_at)
    until = doing.services.wording.say("case.until", day=f"{period.due_on:%Y-%m-%d}")
    telling.tell(
        doing.services, doing.session, case, Hand.APPLICANT, "invited", at=doing.at, until=until
    )
    telling.tell(
        doing.services,
        doing.session,
        case,
        Hand.RESPONDENT,
        "you_are_invited",
        at=doing.at,
        buttons=buttons(doing.services, case),
        until=until,
    )
    return token


def enter(session: Session, *, token: str, person_id: int, at: datetime) -> Case | None:
    """Let the holder of a link in as the respondent; None for every link that opens nothing.

    The applicant can't spend the other side's link, and nobody can take a respondent's place.
    """
    found = links.look(session, token=token, purpose=PURPOSE, at=at)
    if found is None:
        return None
    case = cases.lock(session, case_id=int(found.subject.removeprefix("case:")))
    if person_id == case.person_id or case.respondent_id not in (None, person_id):
        return None
    if links.use(session, token=token, purpose=PURPOSE, by=person_id, at=at) is None:
        return None
    cases.bind_respondent(session, case, person_id=person_id)
    return case


def join(doing: Doing) -> Case:
    """Take the respondent's yes; the mediator may record one given by word of mouth."""
    case = do(doing, CaseAct.JOIN)
    telling.both(doing.services, doing.session, case, "joined", at=doing.at)
    return case


def decline(doing: Doing, *, reason: str = "") -> Case:
    """Take the respondent's no: the case is terminated, and both hear what is open to them."""
    case = do(doing, CaseAct.DECLINE, reason=reason)
    ending.tell_ended(doing.services, doing.session, case, "declined", at=doing.at)
    return case


def lapse(services: Services, session: Session, *, case_id: int, at: datetime) -> None:
    """Count silence as a no."""
    case = do(Doing(services, session, case_id, SERVICE, at), CaseAct.LAPSE)
    links.revoke(session, purpose=PURPOSE, subject=_subject(case))
    ending.tell_ended(services, session, case, "lapsed", at=at)


def visible(session: Session, case: Case) -> dict[str, str]:
    """Return what the respondent may read of the application, with numbers hidden."""
    written = cases.application_of(session, case)
    return {key: hidden(written[key]) for key in OPEN_FIELDS if written.get(key)}


def hidden(text: str) -> str:
    """Return a text without identity and telephone numbers."""
    return _NUMBERS.sub(_HIDDEN, text)


def buttons(services: Services, case: Case) -> tuple[Button, ...]:
    """Yes and no, for who is invited."""
    return tuple(
        Button(
            label=services.wording.say(f"case.button.{what}"),
            action=write("case_do", id_of(case), what),
        )
        for what in ("join", "decline")
    )


def _subject(case: Case) -> str:
    return f"case:{id_of(case)}"
