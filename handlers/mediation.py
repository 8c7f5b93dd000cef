"""Take a mediation request in conversation (Art. 11–15): story, consent, what is missing, submit.

Collects only what is missing and never asks twice. Category and district are
suggestions from the story; acceptance is decided by the competent organ.
"""

from handlers import mediation_drawing as drawing
from handlers import offers
from handlers.actions import write
from handlers.filing import FIELDS, Draft, check_field
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from knowledge.disputes import NOT_MEDIABLE, OTHER, SETTLEMENT
from storage import cases, people

FLOW = "mediation"
# The service's own default, not a statutory period: working days until the first notice.
WORKING_DAYS_TO_FIRST_NOTICE = 5
FIRST_STORY = 8


def answer(talk: Talk) -> list[Reply] | None:
    """Start, continue or end a request; anything else the person asks is let through."""
    verb = (
        talk.action.verb if talk.action else talk.services.knowledge.scope.command(talk.turn.text)
    )
    draft = Draft.from_state(talk.state.get(FLOW))
    if verb in ("mediate", "resume"):
        return [_start(talk, draft, resume=verb == "resume")]
    if verb == "mediation_flow":
        return [drawing.say(talk, "flow_text", drawing.start_buttons(talk))]
    if draft is None or draft.is_saved:
        return None
    if talk.action:
        return _tapped(talk, draft)
    return [_told(talk, draft, verb)]


def _start(talk: Talk, draft: Draft | None, *, resume: bool) -> Reply:
    if draft is not None and draft.fields:
        draft = draft.woken()
        return _keep(talk, draft, _next(talk, draft))
    if resume:
        return drawing.say(talk, "nothing_saved", drawing.start_buttons(talk))
    story = str(talk.state.pop("story", ""))
    if story:
        return _sorted(talk, Draft.fresh(), story)
    return _keep(
        talk, Draft.fresh(), drawing.say(talk, "ask_facts", (drawing.button(talk, "cancel"),))
    )


def _told(talk: Talk, draft: Draft, command: str | None) -> Reply:
    if command in ("cancel", "save", "back"):
        return _step_aside(talk, draft, command)
    match draft.at:
        case "story":
            if len(talk.turn.text.strip()) < FIRST_STORY:
                return drawing.say(
                    talk, "too_short", (drawing.button(talk, "cancel"),), least=FIRST_STORY
                )
            return _sorted(talk, draft, talk.turn.text)
        case "offered":
            return _sorted(
                talk, draft, f"{draft.fields.get('facts', '')}\n{talk.turn.text}".strip()
            )
        case "consent" | "summary":
            return _next(talk, draft)
    return _fill(talk, draft, talk.turn.text)


def _tapped(talk: Talk, draft: Draft) -> list[Reply] | None:
    assert talk.action is not None  # noqa: S101  # asked by the caller
    match talk.action.verb, talk.action.args:
        case ("med_agree", _):
            people.consent(talk.session, person_id=talk.person_id, at=talk.turn.at)
            return [_advance(talk, draft.agreed())]
        case "med_apply", _:
            return [_advance(talk, draft.applying())]
        case "med_pick", (place,):
            return [_pick(talk, draft, place)]
        case "med_change", (key,) if key in FIELDS:
            return [_advance(talk, draft.changing(key))]
        case "med_submit", _:
            return [_submit(talk, draft)]
        case ("med_cancel" | "med_save" | "med_back") as verb, _:
            return [_step_aside(talk, draft, verb.removeprefix("med_"))]
    return None


def _sorted(talk: Talk, draft: Draft, story: str) -> Reply:
    found = talk.services.knowledge.disputes.sort(story)
    facts = {
        "category": found.category,
        "district": found.district,
        "confidence": str(found.confidence),
    }
    draft = draft.told(story, category=found.category, district=found.district)
    if found.category == NOT_MEDIABLE:
        key, articles = "not_mediable", talk.say("mediation.article_scope")
        buttons: tuple[Button, ...] = (
            offers.human(talk),
            drawing.button(talk, "apply"),
            drawing.button(talk, "cancel"),
        )
    elif found.category == SETTLEMENT:
        key, articles = "settlement", talk.say("mediation.article_settlement")
        buttons = (
            drawing.button(talk, "apply"),
            offers.human(talk),
            drawing.button(talk, "cancel"),
        )
    else:
        key, articles = "sounds_like", talk.say("mediation.article_mediation")
        flow = Button(label=talk.say("mediation.flow"), action=write("mediation_flow"))
        buttons = (
            drawing.button(talk, "apply"),
            flow,
            offers.human(talk),
            drawing.button(talk, "cancel"),
        )
    place = talk.say("mediation.place", district=found.district) if found.district else ""
    text = talk.say(f"mediation.{key}", category=found.category, place=place)
    parts = (
        Part(style=Style.TEXT, text=text),
        Part(style=Style.BASIS, text=talk.say("mediation.basis", articles=articles)),
    )
    reply = Reply(kind=Kind.FLOW, parts=parts, buttons=buttons, facts=facts)
    return _keep(talk, draft, reply)


def _fill(talk: Talk, draft: Draft, said: str) -> Reply:
    choices = drawing.choices(talk, draft.at)
    if choices and said.strip() not in choices:
        return drawing.ask(talk, draft, note=talk.say("mediation.choose"))
    complaint = None if choices else check_field(draft.at, said)
    if complaint:
        key, values = complaint
        return drawing.ask(talk, draft, note=talk.say(f"mediation.{key}", **values))
    return _advance(talk, draft.filled(said.strip()))


def _pick(talk: Talk, draft: Draft, place: str) -> Reply:
    choices = drawing.choices(talk, draft.at)
    if not place.isdigit() or int(place) >= len(choices):
        return _next(talk, draft)
    return _advance(talk, draft.filled(choices[int(place)]))


def _advance(talk: Talk, draft: Draft) -> Reply:
    return _keep(talk, draft, _next(talk, draft))


def _next(talk: Talk, draft: Draft) -> Reply:
    if draft.at == "story":
        return drawing.say(talk, "ask_facts", (drawing.button(talk, "cancel"),))
    if draft.at == "offered":
        return _sorted(talk, draft, draft.fields["facts"])
    if draft.at == "consent":
        return drawing.consent(talk)
    return drawing.summary(talk, draft) if draft.at == "summary" else drawing.ask(talk, draft)


def _submit(talk: Talk, draft: Draft) -> Reply:
    if draft.at != "summary":
        return _next(talk, draft)
    local = talk.turn.at.astimezone(LOCAL)
    due = talk.services.knowledge.calendar.after_working_days(
        local.date(), WORKING_DAYS_TO_FIRST_NOTICE
    )
    case = cases.file(
        talk.session,
        person_id=talk.person_id,
        category=draft.fields.get("category", OTHER),
        district=draft.fields.get("district", ""),
        application=draft.fields,
        decide_by=due,
        local_year=local.year,
        at=talk.turn.at,
    )
    talk.state.pop(FLOW, None)
    said = talk.say("mediation.filed", number=case.number, due=offers.moment(talk, due))
    parts = (
        Part(style=Style.LEAD, text=said),
        Part(style=Style.TEXT, text=talk.say("mediation.prepare")),
    )
    status = Button(label=talk.say("home.progress"), action=write("status"))
    return Reply(kind=Kind.FLOW, parts=parts, buttons=(status,), facts={"case": case.number})


def _step_aside(talk: Talk, draft: Draft, how: str) -> Reply:
    if how == "cancel":
        talk.state.pop(FLOW, None)
        return drawing.say(talk, "cancelled", offers.menu(talk)[:2])
    if how == "save":
        resume = Button(label=talk.say("mediation.resume"), action=write("resume"))
        return _keep(talk, draft.saved(), drawing.say(talk, "saved", (resume,)))
    return _advance(talk, draft.back())


def _keep(talk: Talk, draft: Draft, reply: Reply) -> Reply:
    talk.state[FLOW] = draft.as_state()
    return reply
