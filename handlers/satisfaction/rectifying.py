"""What a bad rating of a matter sets in motion, and what the person hears of it (Art. 20).

Somebody else than was rated looks into it; officers never learn who rated unless the
person left their name. The terms are the service's own, shown as such.
"""

from datetime import datetime

from handlers import offers
from handlers.actions import write
from handlers.desk import duty
from handlers.services import Services
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import case_rating, escalations, outbox, rectifications
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import RectificationStatus as Status
from storage.satisfaction_tables import Rectification
from storage.tables import Person, Rating

MOST_REOPENINGS = 2


def follow(talk: Talk, rating: Rating) -> datetime:
    """Open what follows a bad rating, once; return by when somebody looks into it."""
    known = rectifications.of_rating(talk.session, rating_id=id_of(rating))
    if known is not None:
        return known.contact_by.astimezone(LOCAL)
    organ, officer_id = _rated(talk.session, rating)
    terms = duty.current(talk.services, talk.session)
    contact_by = terms.due_after(talk.turn.at, terms.terms["callback"])
    rectifications.open_for(
        talk.session,
        rating,
        organ=organ,
        rated_officer_id=officer_id,
        contact_by=contact_by,
        resolve_by=terms.due_after(talk.turn.at, terms.terms["rectify"]),
        at=talk.turn.at,
    )
    return contact_by.astimezone(LOCAL)


def disagree(talk: Talk, rectification_id: int) -> Reply:
    """Open it again when the person is not content with the outcome; only so often."""
    found = rectifications.lock_of_person(
        talk.session, rectification_id=rectification_id, person_id=talk.person_id
    )
    if found is None:
        return offers.say(talk, "rating.gone", kind=Kind.NOTICE)
    if found.status not in rectifications.ENDED:
        return offers.say(talk, "rating.rechecking", kind=Kind.NOTICE)
    if found.reopened >= MOST_REOPENINGS:
        return offers.say(talk, "rating.other_ways", kind=Kind.NOTICE)
    terms = duty.current(talk.services, talk.session)
    found.reopened += 1
    found.contact_by = terms.due_after(talk.turn.at, terms.terms["callback"])
    found.resolve_by = terms.due_after(talk.turn.at, terms.terms["rectify"])
    rectifications.reopen(talk.session, found, at=talk.turn.at)
    due = offers.moment(talk, found.resolve_by.astimezone(LOCAL))
    return offers.say(talk, "rating.rechecked", kind=Kind.NOTICE, due=due)


def tell_outcome(
    services: Services, session: Session, found: Rectification, *, said: str, at: datetime
) -> None:
    """Write the outcome to whoever rated, without an officer learning who that is."""
    rating = rectifications.rating_of(session, found)
    person = session.get_one(Person, rating.person_id)
    key = "unfounded" if found.status == Status.UNFOUNDED else "resolved"
    again = Button(
        label=services.wording.say("rating.disagree"), action=write("recheck", id_of(found))
    )
    parts = (
        Part(style=Style.LEAD, text=services.wording.say(f"rating.outcome.{key}")),
        *(Part(style=Style.TEXT, text=line) for line in said.splitlines() if line.strip()),
        Part(style=Style.NOTE, text=services.wording.say("rating.outcome.again")),
    )
    reply = Reply(kind=Kind.NOTICE, parts=parts, buttons=(again,))
    outbox.put(
        session,
        person_id=id_of(person),
        channel=person.channel,
        key=f"rectification:{found.id}:{found.version}",
        body=reply.model_dump(mode="json"),
        at=at,
        author="officer",
    )


def _rated(session: Session, rating: Rating) -> tuple[str, int | None]:
    """Return whose work was rated: the organ, and the officer when there is one."""
    if rating.subject == "escalation":
        matter = escalations.of_person(
            session, escalation_id=rating.subject_id, person_id=rating.person_id
        )
        return (matter.organ, matter.officer_id) if matter else ("", None)
    return case_rating.rated(session, case_id=rating.subject_id)
