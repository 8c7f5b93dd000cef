"""What a side may do in its case, by the word on the button: one table of small deeds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from handlers.actions import write
from handlers.cases import (
    agreement,
    assigning,
    conduct,
    ending,
    exchange,
    invitation,
    meetings,
    performance,
    sides,
)
from handlers.cases.doing import do
from handlers.cases.sides import Doer
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import case_notes
from storage.agreements import DONE, MISSED
from storage.case_lifecycle import CaseAct, Hand
from storage.case_notes import NoteKind
from storage.case_sessions import NO, YES
from storage.case_tables import Case, CaseNote
from storage.identity import id_of


class Hands(TypedDict):
    """What every deed in a case is given."""

    case_id: int
    doer: Doer
    at: datetime


@dataclass(frozen=True)
class Scene:
    """One turn in one case: who speaks, as which side, with which words or number."""

    talk: Talk
    case: Case
    side: Hand
    number: int = 0
    text: str = ""

    @property
    def doer(self) -> Doer:
        """The side as a doer."""
        return sides.person(self.side, self.talk.person_id)

    @property
    def case_id(self) -> int:
        """The case's id."""
        return id_of(self.case)

    @property
    def hand(self) -> "Hands":
        """What every deed is given: which case, whose hand, when."""
        return {"case_id": self.case_id, "doer": self.doer, "at": self.talk.turn.at}


# A deed answers with a reply of its own, or with None: then it is simply noted as done.
Deed = Callable[[Scene], Reply | None]

# Wishes that take words, and the act that must be open for asking.
PROMPTS: Mapping[str, CaseAct | None] = {
    "supplement": CaseAct.SUPPLEMENT,
    "add": CaseAct.ADD,
    "offer": CaseAct.OFFER,
    "recusal": CaseAct.ASK_RECUSAL,
    "withdraw": CaseAct.WITHDRAW,
    "leave": CaseAct.LEAVE,
    "decline": CaseAct.DECLINE,
    "deal_no": CaseAct.OBJECT,
    "conduct": None,
}
# Those that may be done without a word of reason.
WITHOUT_WORDS = frozenset({"withdraw", "leave", "decline"})


def _join(scene: Scene) -> None:
    invitation.join(scene.talk.services, scene.talk.session, **scene.hand)


def _decline(scene: Scene) -> None:
    talk = scene.talk
    invitation.decline(talk.services, talk.session, reason=scene.text, **scene.hand)


def _supplement(scene: Scene) -> None:
    talk = scene.talk
    do(talk.services, talk.session, act=CaseAct.SUPPLEMENT, **scene.hand)
    case_notes.add(
        talk.session,
        case_id=scene.case_id,
        kind=NoteKind.ADDITION,
        side=scene.side,
        text=scene.text,
        at=talk.turn.at,
    )


def _add(scene: Scene) -> None:
    _write_down(scene, NoteKind.ADDITION if scene.side is Hand.APPLICANT else NoteKind.ANSWER)


def _offer(scene: Scene) -> Reply:
    note = _write_down(scene, NoteKind.OFFER)
    say = scene.talk.say
    part = Part(style=Style.TEXT, text=say("case.done.offer"))
    keep = Button(label=say("case.button.keep_private"), action=write("case", scene.case_id))
    buttons = (exchange.pass_button(scene.talk.services, note), keep)
    return Reply(kind=Kind.NOTICE, parts=(part,), buttons=buttons)


def _write_down(scene: Scene, kind: NoteKind) -> CaseNote:
    talk = scene.talk
    return exchange.write_down(
        talk.services, talk.session, kind=kind, text=scene.text, **scene.hand
    )


def _pass_on(scene: Scene) -> None:
    talk = scene.talk
    exchange.pass_on(talk.services, talk.session, note_id=scene.number, **scene.hand)


def _time(says: str) -> Deed:
    def say(scene: Scene) -> None:
        talk = scene.talk
        meetings.answer(
            talk.services, talk.session, session_id=scene.number, says=says, **scene.hand
        )

    return say


def _agree(scene: Scene) -> None:
    talk = scene.talk
    agreement.confirm(talk.services, talk.session, agreement_id=scene.number, **scene.hand)


def _object(scene: Scene) -> None:
    agreement.object_to(
        scene.talk.services,
        scene.talk.session,
        agreement_id=scene.number,
        reason=scene.text,
        **scene.hand,
    )


def _duty(outcome: str) -> Deed:
    def say(scene: Scene) -> None:
        performance.tell(
            scene.talk.services,
            scene.talk.session,
            duty_id=scene.number,
            outcome=outcome,
            **scene.hand,
        )

    return say


def _recusal(scene: Scene) -> None:
    talk = scene.talk
    assigning.ask_recusal(talk.services, talk.session, reason=scene.text, **scene.hand)


def _withdraw(scene: Scene) -> None:
    talk = scene.talk
    ending.withdraw(talk.services, talk.session, reason=scene.text, **scene.hand)


def _leave(scene: Scene) -> None:
    talk = scene.talk
    ending.end(talk.services, talk.session, act=CaseAct.LEAVE, reason=scene.text, **scene.hand)


def _conduct(scene: Scene) -> None:
    talk = scene.talk
    conduct.complain(
        talk.services,
        talk.session,
        case=scene.case,
        person_id=talk.person_id,
        text=scene.text,
        at=talk.turn.at,
    )


# After these the mediator is alerted; asking for another one is for the lead.
ALERTS = frozenset(
    {"join", "decline", "supplement", "add", "offer", "time_no", "deal_no", "withdraw", "leave"}
    | {f"duty_{MISSED}"}
)

DEEDS: Mapping[str, Deed] = {
    "join": _join,
    "decline": _decline,
    "supplement": _supplement,
    "add": _add,
    "offer": _offer,
    "pass_on": _pass_on,
    f"time_{YES}": _time(YES),
    f"time_{NO}": _time(NO),
    "deal_yes": _agree,
    "deal_no": _object,
    f"duty_{DONE}": _duty(DONE),
    f"duty_{MISSED}": _duty(MISSED),
    "recusal": _recusal,
    "withdraw": _withdraw,
    "leave": _leave,
    "conduct": _conduct,
}
