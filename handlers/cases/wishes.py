"""What a side may do in its case, by the word on the button: one table of small deeds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
from handlers.cases.doing import Doing, do
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import case_notes
from storage.agreements import DONE, MISSED
from storage.case_lifecycle import CaseAct, Hand
from storage.case_notes import NoteKind
from storage.case_sessions import NO, YES
from storage.case_tables import Case, CaseNote
from storage.identity import id_of


@dataclass(frozen=True)
class Scene:
    """One turn in one case: who speaks, as which side, with which words or number."""

    talk: Talk
    case: Case
    side: Hand
    number: int = 0
    text: str = ""

    @property
    def case_id(self) -> int:
        """The case's id."""
        return id_of(self.case)

    @property
    def doing(self) -> Doing:
        """What every deed is given: the side's hand in this case, now."""
        talk, doer = self.talk, sides.person(self.side, self.talk.person_id)
        return Doing(talk.services, talk.session, self.case_id, doer, talk.turn.at)


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
    invitation.join(scene.doing)


def _decline(scene: Scene) -> None:
    invitation.decline(scene.doing, reason=scene.text)


def _supplement(scene: Scene) -> None:
    talk = scene.talk
    do(scene.doing, CaseAct.SUPPLEMENT)
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
    return exchange.write_down(scene.doing, kind=kind, text=scene.text)


def _pass_on(scene: Scene) -> None:
    exchange.pass_on(scene.doing, note_id=scene.number)


def _time(says: str) -> Deed:
    def say(scene: Scene) -> None:
        meetings.answer(scene.doing, session_id=scene.number, says=says)

    return say


def _agree(scene: Scene) -> None:
    agreement.confirm(scene.doing, agreement_id=scene.number)


def _object(scene: Scene) -> None:
    agreement.object_to(scene.doing, agreement_id=scene.number, reason=scene.text)


def _duty(outcome: str) -> Deed:
    def say(scene: Scene) -> None:
        performance.tell(scene.doing, duty_id=scene.number, outcome=outcome)

    return say


def _recusal(scene: Scene) -> None:
    assigning.ask_recusal(scene.doing, reason=scene.text)


def _withdraw(scene: Scene) -> None:
    ending.withdraw(scene.doing, reason=scene.text)


def _leave(scene: Scene) -> None:
    ending.end(scene.doing, act=CaseAct.LEAVE, reason=scene.text)


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
