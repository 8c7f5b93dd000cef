"""Go on with a request on the web: a one-time link from the channel where it began.

The link opens the request of the person who was given it, once, for fifteen minutes; the
browser that spends it may then go on with the same request.
"""

from dataclasses import replace
from datetime import timedelta

from handlers.actions import write
from handlers.filing import drawing
from handlers.filing.buttons import button, resume
from handlers.filing.form import Form
from handlers.services import Services
from handlers.turn import Button, Kind, Part, Reply, Style, Turn
from storage import dialogues, filing_drafts, links, people
from storage.identity import id_of

PURPOSE = "filing"
HOLDS = timedelta(minutes=15)
RESUME = write("resume")


def offer(form: Form) -> Reply:
    """Give the link, and put the request aside on this channel."""
    talk = form.talk
    if not talk.services.has_public_web:
        return drawing.show(form)
    links.revoke(talk.session, purpose=PURPOSE, subject=form.owner)
    token = links.make(
        talk.session, purpose=PURPOSE, subject=form.owner, expires_at=talk.turn.at + HOLDS
    )
    form.put_aside()
    address = f"{talk.services.web_url}/continue/{token}"
    opening = Button(label=talk.say("filing.open_web"), url=address)
    again = button(talk, "web").model_copy(update={"label": talk.say("filing.new_link")})
    minutes = int(HOLDS.total_seconds() // 60)
    part = Part(style=Style.TEXT, text=talk.say("filing.link", minutes=minutes))
    return Reply(kind=Kind.FLOW, parts=(part,), buttons=(opening, again, resume(talk)))


def take_up(services: Services, turn: Turn, token: str) -> Turn | None:
    """Spend a link for the visitor of `turn`; return the turn that goes on, or None.

    None for a link that is unknown, spent by somebody else, or too old. The visitor who
    spent it may open it again until it ends.
    """
    with services.database.transaction() as session:
        person_id = id_of(
            people.meet(session, channel=turn.channel, address=turn.address, at=turn.at)
        )
        dialogues.lock(session, person_id=person_id, at=turn.at)
        link = links.use(session, token=token, purpose=PURPOSE, at=turn.at, by=person_id)
        if link is None:
            return None
        row = filing_drafts.find(session, draft_id=int(link.subject.partition(":")[2]))
        if row is None:
            return None
        filing_drafts.link(session, row, person_id=person_id)
    return replace(turn, action=RESUME)
