"""What a request looks like at each step: one question, its buttons, the ways out."""

from collections.abc import Sequence

from handlers.actions import write
from handlers.filing import draft as filing
from handlers.filing import offer, summary
from handlers.filing.application import organ_called
from handlers.filing.buttons import button, change, say
from handlers.filing.form import Form
from handlers.filing.steps import QUESTION
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style


def show(form: Form, *, note: str = "") -> Reply:
    """Draw the awaited step; `note` says what was wrong with the last answer."""
    notes = [note] if note else []
    if form.has_new_rules:
        form.has_new_rules = False
        notes.insert(0, form.talk.say("filing.new_rules"))
    reply = _drawn(form)
    parts = tuple(Part(style=Style.NOTE, text=text) for text in notes)
    facts = {"step": form.draft.at, **reply.facts}
    return reply.model_copy(update={"parts": (*parts, *reply.parts), "facts": facts})


def _drawn(form: Form) -> Reply:
    match form.draft.at:
        case filing.STORY:
            return say(form.talk, "ask_story", (button(form.talk, "cancel"),))
        case filing.OFFERED:
            return offer.offered(form)
        case filing.VERDICT:
            return offer.refusal(form)
        case filing.CONSENT:
            return consent(form)
        case filing.SENSITIVE | filing.GUARDIAN as kind:
            return _second_consent(form, kind)
        case filing.MORE:
            return _more(form)
        case filing.SUMMARY:
            return summary.summary(form)
    return _question(form)


def _question(form: Form) -> Reply:
    talk, at = form.talk, form.draft.at
    question = ask(form)
    if place := form.steps.place(form.draft):
        question = talk.say("filing.step", n=place[0], total=place[1], question=question)
    picks = tuple(
        Button(label=label, action=write("med_pick", at, n))
        for n, (_, label) in enumerate(choices(form))
    )
    rule = form.steps.rules.fields.get(at)
    ways = ("back", "save", "cancel")
    if rule is not None and rule.optional:
        done = rule.kind == "files" and form.draft.fields.get(at)
        skips = Button(
            label=talk.say("filing.done" if done else "filing.skip"), action=write("med_skip", at)
        )
        picks = (*picks, skips)
    return _asking([question], (*picks, *(button(talk, way) for way in ways)))


def ask(form: Form) -> str:
    """Return the question of the awaited step."""
    at = form.draft.at
    if at.startswith(QUESTION):
        return form.steps.rules.eligibility.questions[at.removeprefix(QUESTION)].ask
    who = form.draft.fields.get("applicant_kind", "")
    special = "settlement" if form.draft.is_settlement else who
    known = form.talk.services.wording.keys()
    keys = (f"filing.ask_{at}_{one}" for one in (special, who))
    return form.talk.say(next((key for key in keys if key in known), f"filing.ask_{at}"))


def choices(form: Form) -> list[tuple[str, str]]:
    """Return the answers to pick from at the awaited step: what is kept, and its words."""
    talk, at = form.talk, form.draft.at
    if at.startswith(QUESTION):
        question = form.steps.rules.eligibility.questions[at.removeprefix(QUESTION)]
        return list(question.choices.items())
    disputes = talk.services.knowledge.disputes
    match at:
        case "category":
            return [(one, one) for one in disputes.categories]
        case "district":
            named = [(one, one) for one in disputes.districts]
            return [*named, (talk.say("filing.elsewhere"),) * 2]
        case filing.MINOR:
            return [(one, talk.say(f"filing.minor_{one}")) for one in ("under", "grown")]
    rule = form.steps.rules.fields.get(at)
    options = rule.options if rule else ()
    return [(one, talk.say(f"filing.choice_{at}_{one}")) for one in options]


def consent(form: Form) -> Reply:
    """Give the notice before any personal data, with another way where servers are abroad."""
    talk = form.talk
    said = [talk.say("filing.consent_lead"), talk.say("filing.consent", organ=organ_called(form))]
    buttons = [] if form.steps.is_abroad and talk.services.web_only else [button(talk, "agree")]
    if form.steps.is_abroad:
        # The servers are abroad: the choice comes before any personal data (PIPL Art. 36, 39).
        said.append(talk.say(_abroad(talk)))
        label = talk.say("filing.agree_here")
        buttons = [one.model_copy(update={"label": label}) for one in buttons]
        if talk.services.has_public_web:
            buttons.append(button(talk, "web"))
    privacy = Button(label=talk.say("filing.read_privacy"), action=write("privacy"))
    ways = (privacy, button(talk, "save"), button(talk, "cancel"))
    return _asking(said, (*buttons, *ways))


def _abroad(talk: Talk) -> str:
    if talk.services.web_only:
        return "filing.web_only"
    return "filing.abroad" if talk.services.has_public_web else "filing.abroad_only"


def _second_consent(form: Form, kind: str) -> Reply:
    """Ask for the separate consent to sensitive data, or for the guardian's."""
    talk = form.talk
    buttons = (
        Button(label=talk.say(f"filing.{kind}_yes"), action=write("med_yes", kind)),
        Button(label=talk.say(f"filing.{kind}_no"), action=write("med_no", kind)),
        button(talk, "save"),
        button(talk, "cancel"),
    )
    return _asking([talk.say(f"filing.{kind}")], buttons)


def _more(form: Form) -> Reply:
    """Offer everything that may be added and need not be."""
    talk = form.talk
    added = tuple(change(talk, key) for key in form.steps.extras(form.draft))
    ways = tuple(button(talk, way) for way in ("enough", "back", "save", "cancel"))
    return _asking([talk.say("filing.more")], (*added, *ways))


def _asking(said: Sequence[str], buttons: tuple[Button, ...]) -> Reply:
    parts = tuple(Part(style=Style.TEXT, text=text) for text in said)
    return Reply(kind=Kind.FLOW, parts=parts, buttons=buttons)
