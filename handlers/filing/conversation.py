"""Take a request in conversation (Art. 11–15): story, eligibility, consent, fields, submit.

Collects only what is missing and never asks twice. Category, district and organ are
suggestions from the story; acceptance is decided by the competent organ.
"""

from handlers import offers
from handlers.filing import draft as filing
from handlers.filing import drawing, taps, words
from handlers.filing import form as filing_form
from handlers.filing.buttons import say, start
from handlers.filing.form import FLOW, Form
from handlers.talk import Talk
from handlers.turn import Reply

TAPPED = "med_"


def answer(talk: Talk) -> list[Reply] | None:
    """Start, continue or end a request; anything else the person asks is let through."""
    verb = _verb(talk)
    if verb in ("mediate", "resume"):
        return [_start(talk, resume=verb == "resume")]
    if verb == "mediation_flow":
        return [say(talk, "flow_text", start(talk))]
    if talk.action is not None:
        return _tapped(talk) if verb and verb.startswith(TAPPED) else None
    if not filing_form.is_open(talk):
        return _wished(talk)
    form = filing_form.load(talk)
    if form is None:  # ended on another channel
        talk.state.pop(FLOW, None)
        return None
    return words.said(form, verb or "")


def _verb(talk: Talk) -> str | None:
    if talk.action is not None:
        return talk.action.verb
    return talk.services.knowledge.scope.command(talk.turn.text)


def _start(talk: Talk, *, resume: bool) -> Reply:
    form = filing_form.load(talk)
    if form is not None and form.draft.has_begun:
        form.go_on()
        return drawing.show(form, note=talk.say("filing.going_on"))
    if resume:
        return say(talk, "nothing_saved", start(talk))
    form = form or filing_form.begin(talk)
    if story := str(talk.state.pop("story", "")):
        return words.tell(form, story)
    form.stay(form.draft.awaiting(filing.STORY))
    return drawing.show(form)


def _wished(talk: Talk) -> list[Reply] | None:
    """Begin at once when somebody tells of a dispute and wants it mediated."""
    text = talk.turn.text
    if not talk.services.knowledge.mediation.wishes(text):
        return None
    if not talk.services.knowledge.disputes.sounds_like_one(text):
        return None
    form = filing_form.load(talk)
    if form is not None and form.draft.has_begun:
        return None
    return [words.tell(form or filing_form.begin(talk), text)]


def _tapped(talk: Talk) -> list[Reply] | None:
    form = filing_form.load(talk)
    if form is None:
        talk.state.pop(FLOW, None)
        return [say(talk, "gone", (*start(talk)[:1], *offers.menu(talk)[3:4]))]
    return [taps.tapped(_open(form))]


def _open(form: Form) -> Form:
    """A tap on one of the form's buttons takes it up again."""
    form.talk.state[FLOW] = filing_form.OPEN
    return form
