"""What officers do to a case, by the word on the form.

Each runs in one transaction and against the version the page showed: of two officers the
second is told, and a form sent twice does it once.
"""

from collections.abc import Mapping
from datetime import datetime

from handlers.cases.doing import Doing
from handlers.desk import case_hands, history, letters
from handlers.desk.access import Signed
from handlers.desk.case_orders import MOVES, Order
from handlers.desk.refusals import ChangedMeanwhile
from handlers.services import Services
from storage import cases
from storage.case_lifecycle import CaseAct
from storage.errors import IllegalMove, Stale

LONGEST = 2000
# Every act that is explained to somebody, or must be on record with its reason.
NEEDS_WORDS = frozenset(
    {
        CaseAct.ASK_SUPPLEMENT,
        CaseAct.REFUSE,
        CaseAct.NOTE,
        CaseAct.OFFER,
        CaseAct.HOLD,
        CaseAct.SUSPEND,
        CaseAct.EXTEND,
        CaseAct.FAIL,
        CaseAct.TERMINATE,
        CaseAct.TRANSFER,
        CaseAct.RECUSE,
        CaseAct.KEEP_MEDIATOR,
        CaseAct.REFER,
    }
)


def move(
    services: Services,
    signed: Signed,
    *,
    case_id: int,
    act: str,
    fields: Mapping[str, str],
    seen: int,
    at: datetime,
) -> str:
    """Do one thing to a case; return what is shown once, as an invitation's secret, or nothing.

    Raises:
        NotAllowed, NotFound: the case is not this officer's to see.
        IllegalMove: that can't be done now, or not by this officer.
        BadLength, BadFields, BadTime, StatutoryPeriod: what was written can't be taken.
        ChangedMeanwhile: something happened since the page was drawn.
    """
    if act not in MOVES:
        raise IllegalMove(f"no such act: {act[:16]}")
    chosen = CaseAct(act)
    if chosen in NEEDS_WORDS:
        letters.checked(fields.get("text", ""), most=LONGEST)
    with services.database.transaction() as session:
        case = cases.lock(session, case_id=case_id)
        case_hands.must_read(signed, case)
        doer = case_hands.doer(signed, case, chosen)
        doing = Doing(services, session, case_id, doer, at, seen)
        order = Order(doing, chosen, fields)
        try:
            return MOVES[act](order) or ""
        except Stale:
            if _is_repeat(order, signed):
                return ""
            raise ChangedMeanwhile from None


def _is_repeat(order: Order, signed: Signed) -> bool:
    """Whether the very next thing after what the page showed was this, by this officer."""
    session, seen = order.doing.session, order.doing.seen
    events = cases.events_of(session, case_id=order.doing.case_id)
    if seen is None or not 0 < seen < len(events):
        return False
    done = events[seen]
    same = done.act == order.act and done.by == history.mark(signed)
    return same and cases.reason_of(session, done) in ("", order.text)
