"""What a mediation request looks like while it is filled in: questions, consent, summary."""

from handlers import offers
from handlers.actions import write
from handlers.filing import TOTAL, Draft
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style


def consent(talk: Talk) -> Reply:
    """Ask for consent before any personal data, with another way where servers are abroad."""
    said = [talk.say("mediation.consent")]
    buttons = [button(talk, "agree")]
    if talk.turn.channel == "telegram":
        # Its servers are abroad: the choice comes before any personal data (PIPL Art. 36, 38).
        said.append(talk.say("mediation.abroad"))
        if talk.services.web_url:
            label = talk.say("mediation.on_web")
            buttons.append(Button(label=label, url=talk.services.web_url))
    privacy = Button(label=talk.say("mediation.read_privacy"), action=write("privacy"))
    parts = tuple(Part(style=Style.TEXT, text=text) for text in said)
    return Reply(kind=Kind.FLOW, parts=parts, buttons=(*buttons, privacy, button(talk, "cancel")))


def ask(talk: Talk, draft: Draft, *, note: str = "") -> Reply:
    """Ask for the awaited field; `note` says what was wrong with the last answer."""
    question = talk.say(f"mediation.ask_{draft.at}")
    step = talk.say("mediation.step", n=draft.place, total=TOTAL, question=question)
    parts = [Part(style=Style.TEXT, text=step)]
    if note:
        parts.insert(0, Part(style=Style.NOTE, text=note))
    picks = tuple(
        Button(label=label, action=write("med_pick", n))
        for n, label in enumerate(choices(talk, draft.at))
    )
    aside = (button(talk, "back"), button(talk, "save"), button(talk, "cancel"))
    return Reply(kind=Kind.FLOW, parts=tuple(parts), buttons=(*picks, *aside))


def choices(talk: Talk, key: str) -> tuple[str, ...]:
    """Return the answers to pick from for a field, if it has any."""
    disputes = talk.services.knowledge.disputes
    match key:
        case "category":
            return disputes.categories
        case "district":
            return (*disputes.districts, talk.say("mediation.elsewhere"))
    return ()


def summary(talk: Talk, draft: Draft) -> Reply:
    """Show everything once more before it is submitted."""
    text = talk.say("mediation.summary", **draft.fields)
    changes = tuple(
        Button(label=talk.say(f"mediation.change_{key}"), action=write("med_change", key))
        for key in ("claim", "other_party", "facts", "applicant", "phone")
    )
    buttons = (button(talk, "submit"), *changes, button(talk, "save"), button(talk, "cancel"))
    lines = tuple(Part(style=Style.TEXT, text=line) for line in text.split("\n"))
    return Reply(kind=Kind.FLOW, parts=lines, buttons=buttons)


def button(talk: Talk, what: str) -> Button:
    """One of the request's own buttons."""
    key = "start" if what == "apply" else what
    return Button(label=talk.say(f"mediation.{key}"), action=write(f"med_{what}"))


def start_buttons(talk: Talk) -> tuple[Button, ...]:
    """Buttons for somebody who has not started."""
    return (Button(label=talk.say("mediation.start"), action=write("mediate")), offers.human(talk))


def say(talk: Talk, key: str, buttons: tuple[Button, ...] = (), **values: object) -> Reply:
    """One sentence of the mediation wording."""
    return offers.say(talk, f"mediation.{key}", kind=Kind.FLOW, buttons=buttons, **values)
