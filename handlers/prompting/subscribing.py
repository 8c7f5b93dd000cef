"""Talk a subscription over: what somebody runs and holds, one question at a time.

Nothing is kept before the person has seen what will come and said yes.
"""

from handlers.actions import write
from handlers.prompting import drawing, keeping, plan
from handlers.prompting.draft import CONFIRM, DATE, INDUSTRY, OPEN, PERSONAL, Draft
from handlers.prompting.facts import facts_of
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from knowledge import dates, trades
from knowledge.prompt_calendar import DateKey, Facts
from knowledge.prompt_schema import BeforeDate
from storage import subscriptions

STATE = "prompting"
PAGE = 10


def start(talk: Talk) -> Reply:
    """Ask what somebody runs and holds."""
    _keep(talk, Draft(at=OPEN))
    return drawing.say(
        talk, "start", drawing.button(talk, "pr_trades", 0), drawing.button(talk, "pr_cancel")
    )


def told(talk: Talk) -> Reply:
    """Take a message that tells what to be reminded of."""
    return _take(talk, _draft(talk) or _known(talk) or Draft())


def go_on(talk: Talk) -> Reply | None:
    """Take the answer to what was asked; None when nothing was, or it is something else."""
    draft = _draft(talk)
    if draft is None:
        return None
    said = talk.turn.text
    if talk.services.knowledge.scope.command(said) == "cancel":
        return _cancelled(talk)
    if draft.at == CONFIRM and said.strip() in talk.say("prompting.yes_words").split():
        return _subscribe(talk, draft)
    if draft.at == DATE and (day := dates.read(said, talk.today)) is not None:
        draft = draft.dated(draft.asking[0], day).next()
        return _next(talk, draft, _trouble(talk, day))
    found = trades.told(said, talk.services.knowledge.prompts, talk.today)
    district = talk.services.knowledge.disputes.district(said)
    if (found or found.audience or district) and not trades.is_question(said):
        return _take(talk, draft)
    return None if trades.is_question(said) or draft.at == CONFIRM else _again(talk, draft)


def tapped(talk: Talk) -> Reply:
    """Take a button of the dialogue."""
    assert talk.action is not None  # noqa: S101  # asked by the caller
    draft = _draft(talk) or _known(talk) or Draft()
    match talk.action.verb, talk.action.args:
        case "pr_trades", (page,) if page.isdigit():
            return _trades(talk, draft, int(page))
        case "pr_trade", (place,) if place.isdigit():
            return _pick_trade(talk, draft, int(place))
        case "pr_who", (place,) if place in "012" and place:
            who = list(talk.services.knowledge.prompts.audiences)
            return _next(talk, _with(draft, audience=who[int(place)]).next())
        case "pr_skip", _ if draft.asking:
            return _next(talk, draft.skipped())
        case "pr_yes", _:
            return _subscribe(talk, draft)
        case "pr_change", _:
            _keep(talk, _with(draft, at=OPEN))
            return drawing.say(talk, "change", drawing.button(talk, "pr_cancel"))
        case "pr_cancel", _:
            return _cancelled(talk)
    return _next(talk, draft.next())


def _with(draft: Draft, **values: object) -> Draft:
    return Draft(**{**vars(draft), **values})


def _draft(talk: Talk) -> Draft | None:
    return Draft.from_state(talk.state.get(STATE))


def _known(talk: Talk) -> Draft | None:
    """Return what the person told before, as a draft to be changed."""
    row = subscriptions.of_person(talk.session, person_id=talk.person_id)
    if row is None:
        return None
    [wanted] = subscriptions.wanted_by(talk.session, [row]).values()
    return Draft.of(facts_of(wanted), row.hour)


def _keep(talk: Talk, draft: Draft) -> None:
    talk.state[STATE] = draft.as_state()


def _cancelled(talk: Talk) -> Reply:
    talk.state.pop(STATE, None)
    return drawing.say(talk, "cancelled")


def _take(talk: Talk, draft: Draft) -> Reply:
    book = talk.services.knowledge.prompts
    found = trades.told(talk.turn.text, book, talk.today)
    district = talk.services.knowledge.disputes.district(talk.turn.text)
    draft = draft.told(found, district=district, known_dates=_counted_to(talk))
    troubles = [day for _, day in found.dates if day.trouble is not None]
    return _next(talk, draft, _trouble(talk, troubles[0]) if troubles else "")


def _counted_to(talk: Talk) -> set[DateKey]:
    """Return the dates that rules count down to; others are not asked for."""
    book = talk.services.knowledge.prompts
    named = {
        (rule.when.date, rule.when.of)
        for rule in book.prompts.values()
        if isinstance(rule.when, BeforeDate)
    }
    anything = {name for name, of in named if not of}
    return named | {(name, licence) for name in anything for licence in book.licences}


def _trouble(talk: Talk, day: dates.Said) -> str:
    if day.trouble is None:
        return ""
    return talk.say(f"prompting.trouble_{day.trouble}", words=day.words)


def _again(talk: Talk, draft: Draft) -> Reply:
    if draft.at == OPEN:
        return drawing.say(
            talk,
            "not_understood",
            drawing.button(talk, "pr_trades", 0),
            drawing.button(talk, "pr_cancel"),
        )
    return _next(talk, draft, talk.say("prompting.say_again"))


def _next(talk: Talk, draft: Draft, note: str = "") -> Reply:
    """Ask for what is missing, or show everything to be confirmed."""
    _keep(talk, draft)
    match draft.at:
        case "industry":
            reply = _trades(talk, draft, 0)
        case "audience":
            who = enumerate(talk.services.knowledge.prompts.audiences)
            kinds = (Button(label=name, action=write("pr_who", n)) for n, name in who)
            reply = drawing.say(talk, "ask_audience", *kinds, drawing.button(talk, "pr_cancel"))
        case "date":
            thing = drawing.thing_in_words(talk.services, *draft.asking[0])
            buttons = (drawing.button(talk, "pr_skip"), drawing.button(talk, "pr_cancel"))
            reply = drawing.say(talk, "ask_date", *buttons, thing=thing)
        case _:
            reply = _confirm(talk, draft)
    if not note:
        return reply
    return reply.model_copy(update={"parts": (Part(style=Style.TEXT, text=note), *reply.parts)})


def _trades(talk: Talk, draft: Draft, page: int) -> Reply:
    _keep(talk, _with(draft, at=INDUSTRY))
    names = list(enumerate(talk.services.knowledge.vocabulary.industries))
    shown = names[page * PAGE : (page + 1) * PAGE] or names[:PAGE]
    buttons = [Button(label=name, action=write("pr_trade", n)) for n, name in shown]
    following = page + 1 if (page + 1) * PAGE < len(names) else 0
    none = Button(label=talk.say("prompting.no_trade"), action=write("pr_trade", len(names)))
    more = drawing.button(talk, "pr_trades", following)
    return drawing.say(
        talk, "ask_industry", *buttons, none, more, drawing.button(talk, "pr_cancel")
    )


def _pick_trade(talk: Talk, draft: Draft, place: int) -> Reply:
    names = talk.services.knowledge.vocabulary.industries
    name = names[place] if place < len(names) else PERSONAL
    return _next(
        talk, _with(draft, industries=tuple(dict.fromkeys([*draft.industries, name]))).next()
    )


def _confirm(talk: Talk, draft: Draft) -> Reply:
    facts, hour = keeping.facts_with(talk, draft), draft.hour or plan.HOURS[0]
    parts = (
        Part(style=Style.LEAD, text=talk.say("prompting.confirm")),
        Part(style=Style.TEXT, text=drawing.facts_in_words(talk, facts, draft.months_only)),
        *drawing.coming(talk, keeping.coming(talk, facts), hour),
        Part(style=Style.NOTE, text=talk.say("prompting.what_is_kept")),
    )
    verbs = ("pr_yes", "pr_change", "pr_hour", "pr_cancel")
    buttons = tuple(drawing.button(talk, verb) for verb in verbs)
    return Reply(kind=Kind.FLOW, parts=parts, buttons=buttons)


def choose_hour(talk: Talk, hour: int) -> Reply | None:
    """Take an hour while a subscription is talked over; None when none is."""
    draft = _draft(talk)
    if draft is None or draft.at != CONFIRM:
        return None
    return _next(talk, _with(draft, hour=hour))


def _subscribe(talk: Talk, draft: Draft) -> Reply:
    if draft.at != CONFIRM:
        return _next(talk, draft.next())
    talk.state.pop(STATE, None)
    facts, hour = keeping.facts_with(talk, draft), draft.hour or plan.HOURS[0]
    due_at = keeping.keep(talk, facts, hour)
    if due_at is None:
        return drawing.say(talk, "subscribed_empty", drawing.button(talk, "pr_change"))
    first = drawing.day_in_words(talk.services.wording, due_at.astimezone(LOCAL).date())
    buttons = (
        *_selfcheck(talk, facts),
        drawing.button(talk, "pr_hour"),
        drawing.button(talk, "pr_end"),
    )
    return drawing.say(talk, "subscribed", *buttons, first=first, hour=hour)


def _selfcheck(talk: Talk, facts: Facts) -> tuple[Button, ...]:
    checks, book = talk.services.knowledge.selfchecks, talk.services.knowledge.prompts
    every = (trades.check_for(name, checks, book) for name in facts.industries)
    found = next(filter(None, every), None)
    label = talk.say("prompting.buttons.check")
    return (Button(label=label, action=write("check", found.id)),) if found else ()
