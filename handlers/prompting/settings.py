"""What a subscriber can do at any time: another hour, a pause, one prompt less, the end."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from handlers.actions import write
from handlers.prompting import delivery, drawing, keeping, plan, subscribing
from handlers.prompting.facts import facts_of, merged, wanted_of
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, Reply
from knowledge.prompt_calendar import Facts, Occurrence, after
from storage import guidance, jobs, links, subscriptions
from storage.guidance_tables import Guidance, Subscription
from storage.lifecycle import SubscriptionStatus

MOVE = "prompts_move"
MOVE_FOR = timedelta(minutes=30)
CODE = "PR-"
_CODE = re.compile(rf"{CODE}([A-Za-z0-9_-]{{32}})")
# How many days later a prompt may be asked for again; wording `prompting.later_<n>`.
LATER = (1, 7)
ABOUT_ONE = ("pr_read", "pr_done", "pr_later")


def tapped(talk: Talk) -> Reply | None:
    """Take a button below a prompt or of the overview; None for those of the dialogue."""
    assert talk.action is not None  # noqa: S101  # asked by the caller
    verb, args = talk.action.verb, talk.action.args
    if verb in ABOUT_ONE:
        return _about_one(talk, verb, args)
    if verb == "pr_off":
        return _without(talk, args[0] if args else "")
    if verb == "pr_hour":
        return _hour(talk, args[0] if args else "")
    act = OF_ALL.get(verb)
    return act(talk) if act else None


def _hour(talk: Talk, hour: str) -> Reply:
    if not hour.isdigit() or int(hour) not in plan.HOURS:
        return drawing.say(talk, "choose_hour", *drawing.hours(talk))
    return subscribing.choose_hour(talk, int(hour)) or _at_hour(talk, int(hour))


def show(talk: Talk) -> Reply | None:
    """Show what somebody will be told and when; None when they never subscribed."""
    row = _current(talk)
    if row is None:
        return None
    if row.status == SubscriptionStatus.PAUSED:
        return drawing.say(
            talk, "is_paused", drawing.button(talk, "pr_resume"), drawing.button(talk, "pr_end")
        )
    facts = _facts(talk, row)
    return drawing.overview(talk, facts, _still_coming(talk, facts), row.hour)


def _current(talk: Talk) -> Subscription | None:
    """Return the person's subscription unless it was ended."""
    row = subscriptions.of_person(talk.session, person_id=talk.person_id)
    return None if row is None or row.status == SubscriptionStatus.ENDED else row


def _facts(talk: Talk, row: Subscription) -> Facts:
    return facts_of(subscriptions.wanted_by(talk.session, [row])[row.id or 0])


def _still_coming(talk: Talk, facts: Facts) -> list[Occurrence]:
    start = f"prompt:{talk.person_id}:"
    keys = {f"{start}{one.key}": one for one in keeping.coming(talk, facts)}
    known = guidance.known_keys(talk.session, keys=keys)
    return [one for key, one in keys.items() if key not in known]


def end(talk: Talk) -> Reply:
    """End all prompts, also for who never had any: nothing unasked is said any more."""
    talk.state.pop(subscribing.STATE, None)
    subscriptions.move(
        talk.session,
        person_id=talk.person_id,
        to=SubscriptionStatus.ENDED,
        why="person",
        at=talk.turn.at,
    )
    return drawing.say(talk, "ended", drawing.button(talk, "pr_resume"))


def pause(talk: Talk, *, is_pause: bool) -> Reply:
    """Pause or take up again; who never subscribed is asked what to be told."""
    row = subscriptions.of_person(talk.session, person_id=talk.person_id)
    if row is None or not (row.hour or is_pause):
        return subscribing.start(talk)
    if is_pause:
        if row.status == SubscriptionStatus.ACTIVE:
            _move(talk, SubscriptionStatus.PAUSED)
        return drawing.say(talk, "paused", drawing.button(talk, "pr_resume"))
    facts = _facts(talk, row)
    keeping.keep(talk, facts, row.hour)
    return drawing.overview(talk, facts, _still_coming(talk, facts), row.hour)


def _move(talk: Talk, to: SubscriptionStatus) -> None:
    subscriptions.move(talk.session, person_id=talk.person_id, to=to, why="person", at=talk.turn.at)


def _about_one(talk: Talk, verb: str, args: Sequence[str]) -> Reply:
    """Take 知道了, 已办好, or another time for one prompt; always somebody's own."""
    number, *rest = [int(arg) if arg.isdigit() else 0 for arg in args] or [0]
    row = guidance.of_person(talk.session, guidance_id=number, person_id=talk.person_id)
    if row is None:
        return drawing.say(talk, "gone")
    if verb == "pr_read":
        guidance.read(talk.session, row, at=talk.turn.at)
        return drawing.say(talk, "noted")
    if verb == "pr_done":
        return _settled(talk, row)
    guidance.read(talk.session, row, at=talk.turn.at)
    if rest and rest[0] in LATER:
        return _later(talk, row, rest[0])
    buttons = (
        Button(label=talk.say(f"prompting.later_{days}"), action=write("pr_later", number, days))
        for days in LATER
    )
    return drawing.say(talk, "when_later", *buttons)


def _settled(talk: Talk, row: Guidance) -> Reply:
    """Note that it is done: the same thing is not told again this time round."""
    guidance.settle(talk.session, row, at=talk.turn.at)
    subscription = _current(talk)
    rule_id, _, period = row.key.partition(":")[2].partition(":")[2].partition("@")
    if subscription is not None and period:
        facts = _facts(talk, subscription)
        round_ = f"{rule_id}@{period.rpartition(':')[0]}"
        _change(talk, subscription, facts, done=merged(facts.done, [round_]))
    return drawing.say(talk, "settled")


def _later(talk: Talk, row: Guidance, days: int) -> Reply:
    """Say the same again on a working day some days on."""
    calendar = talk.services.knowledge.calendar
    subscription = subscriptions.of_person(talk.session, person_id=talk.person_id)
    hour = (subscription and subscription.hour) or plan.HOURS[0]
    due_at = plan.moment(after(talk.today + timedelta(days=days), calendar), hour)
    jobs.schedule(
        talk.session,
        kind=delivery.AGAIN,
        key=f"{delivery.AGAIN}:{row.id}:{due_at:%Y-%m-%d}",
        payload={"guidance": row.id},
        due_at=due_at,
    )
    day = drawing.day_in_words(talk.services.wording, due_at.astimezone(LOCAL).date())
    return drawing.say(talk, "again_on", day=day, hour=hour)


def _without(talk: Talk, key: str) -> Reply:
    """Leave one rule out from now on."""
    rule = talk.services.knowledge.prompts.by_key(key)
    row = _current(talk)
    if rule is None or row is None:
        return drawing.say(talk, "gone")
    facts = _facts(talk, row)
    _change(talk, row, facts, off=merged(facts.off, [rule.id]))
    return drawing.say(talk, "dropped", drawing.button(talk, "pr_end"), title=rule.title)


def _choose_to_drop(talk: Talk) -> Reply:
    row = _current(talk)
    if row is None:
        return drawing.say(talk, "gone")
    found = _still_coming(talk, _facts(talk, row))
    return drawing.say(talk, "which_to_drop", *drawing.rules_to_drop(talk, found))


def _change(talk: Talk, row: Subscription, facts: Facts, **values: tuple[str, ...]) -> None:
    changed = Facts(**{**vars(facts), **{k: frozenset(v) for k, v in values.items()}})
    subscriptions.rewrite(talk.session, row, wanted=wanted_of(changed))


def _at_hour(talk: Talk, hour: int) -> Reply:
    row = subscriptions.of_person(talk.session, person_id=talk.person_id)
    if row is None or row.status != SubscriptionStatus.ACTIVE:
        return subscribing.start(talk)
    keeping.keep(talk, _facts(talk, row), hour)
    return drawing.say(talk, "hour_chosen", hour=hour)


def _code(talk: Talk) -> Reply:
    """Give a code that brings the prompts to another channel when it is typed there."""
    row = _current(talk)
    if row is None:
        return subscribing.start(talk)
    token = links.make(
        talk.session,
        purpose=MOVE,
        subject=str(talk.person_id),
        expires_at=talk.turn.at + MOVE_FOR,
    )
    minutes = int(MOVE_FOR.total_seconds() // 60)
    return drawing.say(talk, "move_code", code=f"{CODE}{token}", minutes=minutes)


def code_in(said: str) -> str | None:
    """Return the secret of a code that somebody typed, or None."""
    found = _CODE.fullmatch(said.strip())
    return found[1] if found else None


def moved_here(talk: Talk, token: str) -> Reply:
    """Bring prompts from another channel to this one."""
    link = links.use(talk.session, token=token, purpose=MOVE, at=talk.turn.at, by=talk.person_id)
    old = link and subscriptions.of_person(talk.session, person_id=int(link.subject))
    if not old or old.person_id == talk.person_id:
        return drawing.say(talk, "gone")
    facts, hour = _facts(talk, old), old.hour
    subscriptions.erase(talk.session, person_id=old.person_id)
    keeping.keep(talk, facts, hour)
    return show(talk) or drawing.say(talk, "gone")


OF_ALL: Mapping[str, Callable[[Talk], Reply]] = {
    "pr_end": end,
    "pr_drop": _choose_to_drop,
    "pr_pause": lambda talk: pause(talk, is_pause=True),
    "pr_resume": lambda talk: pause(talk, is_pause=False),
    "pr_move": _code,
}
