"""Letters about a case to its sides, through the channel each writes on, once per event.

A letter to one side never carries the other side's words unless they were passed on: the
callers give only curated sentences, the mediator's own text, and what was released.
"""

from collections.abc import Sequence
from datetime import datetime

from handlers.actions import write
from handlers.cases import sides
from handlers.desk import letters
from handlers.services import Services
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import outbox
from storage.case_lifecycle import Hand
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of
from storage.tables import Person


def tell(
    services: Services,
    session: Session,
    case: Case,
    side: Hand,
    key: str,
    *,
    at: datetime,
    said: str = "",
    notes: Sequence[str] = (),
    buttons: Sequence[Button] = (),
    once: str = "",
    **values: object,
) -> None:
    """Write to a side if it can be reached; the same event writes once.

    `key` names the sentence below `case.tell.`; `said` is an officer's own text; `once`
    tells apart letters that follow from no act.
    """
    person_id = sides.known(case).get(side)
    if person_id is None:
        return
    lead = services.wording.say(f"case.tell.{key}", number=case.number, **values)
    parts = [Part(style=Style.LEAD, text=lead)]
    if said:
        parts.append(Part(style=Style.TEXT, text=services.wording.say("case.tell.reason")))
        parts += letters.paragraphs(said)
    parts += [Part(style=Style.NOTE, text=note) for note in notes]
    open_it = Button(label=services.wording.say("case.open"), action=write("case", id_of(case)))
    reply = Reply(
        kind=Kind.NOTICE,
        parts=tuple(parts),
        buttons=(*buttons, open_it),
        facts={"case": case.number, "about": key},
    )
    send(session, person_id, f"case:{case.id}:{once or case.version}:{side}:{key}", reply, at=at)


def both(
    services: Services,
    session: Session,
    case: Case,
    key: str,
    *,
    at: datetime,
    said: str = "",
    notes: Sequence[str] = (),
    buttons: Sequence[Button] = (),
    once: str = "",
    **values: object,
) -> None:
    """Write the same to each side."""
    for side in sides.SIDES:
        tell(
            services,
            session,
            case,
            side,
            key,
            at=at,
            said=said,
            notes=notes,
            buttons=buttons,
            once=once,
            **values,
        )


def send(session: Session, person_id: int, key: str, reply: Reply, *, at: datetime) -> None:
    """Queue a letter for the channel a person writes on; a key that was used sends nothing."""
    outbox.put(
        session,
        person_id=person_id,
        channel=session.get_one(Person, person_id).channel,
        key=key,
        body=reply.model_dump(mode="json"),
        at=at,
        author="officer",
    )
