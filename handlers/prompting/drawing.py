"""Draw prompts and what is said about them: short, the day first, how to end it last."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from handlers import offers
from handlers.actions import write
from handlers.answering import article_buttons, references
from handlers.prompting.plan import HOURS
from handlers.services import Services
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Role, Style
from knowledge import citing
from knowledge.prompt_calendar import Facts, Occurrence
from knowledge.prompt_schema import BeforeDate, LawTakesEffect, Prompt
from knowledge.prompts import rule_key
from knowledge.wording import Wording

SHOWN = 8


def notice(
    services: Services, rule: Prompt, occurrence: Occurrence, guidance_id: int, today: date
) -> Reply:
    """Return a prompt as it is sent."""
    say = services.wording.say
    when = _when(services, rule, occurrence, today)
    parts = (
        Part(style=Style.LEAD, text=say("prompting.lead", title=rule.title)),
        Part(style=Style.TEXT, text=when),
        *_said(services.wording, rule),
        Part(style=Style.NOTE, text=say("prompting.not_binding")),
    )
    return Reply(
        kind=Kind.NOTICE,
        parts=parts,
        buttons=(*_answers(services.wording, rule, guidance_id), *article_buttons(rule.cites[:2])),
        cites=references(rule.cites),
        facts={"prompt": rule.id},
    )


def _said(wording: Wording, rule: Prompt) -> Iterator[Part]:
    yield Part(style=Style.TEXT, text=rule.text)
    for key, text in (("consequence", rule.consequence), ("how", rule.how)):
        if text:
            yield Part(style=Style.TEXT, text=wording.say(f"prompting.part_{key}", text=text))
    basis = wording.say("answer.basis", cites=citing.listing(rule.cites))
    yield Part(style=Style.BASIS, text=basis)


def _answers(wording: Wording, rule: Prompt, guidance_id: int) -> Iterator[Button]:
    for verb, argument in (
        ("pr_read", guidance_id),
        ("pr_done", guidance_id),
        ("pr_later", guidance_id),
        ("pr_off", rule_key(rule.id)),
        ("pr_end", "all"),
    ):
        label = wording.say(f"prompting.buttons.{verb}")
        yield Button(label=label, action=write(verb, argument))


def _when(services: Services, rule: Prompt, occurrence: Occurrence, today: date) -> str:
    """Say the day a prompt counts to, and how many days are left."""
    say, left = services.wording.say, (occurrence.target - today).days
    day = day_in_words(services.wording, occurrence.target)
    key = "left" if left > 0 else "today" if left == 0 else "since"
    match rule.when:
        case BeforeDate() as when:
            of = occurrence.round.partition(":")[0] if ":" in occurrence.round else ""
            thing = thing_in_words(services, when.date, of)
            return say(f"prompting.own_date_{key}", thing=thing, day=day, left=left)
        case LawTakesEffect():
            return say(f"prompting.law_{key}", day=day, left=left)
    return say(f"prompting.until_{key}", day=day, left=left)


def thing_in_words(services: Services, name: str, of: str) -> str:
    """Return what a date is the date of: a licence, or the date's own label."""
    if of:
        return services.wording.say("prompting.expiry_of", of=of)
    known = services.knowledge.prompts.dates.get(name)
    return known.label if known and known.label else name


def day_in_words(wording: Wording, day: date) -> str:
    """Return 2027年3月31日（星期三）."""
    weekday = wording.say(f"time.weekdays.{day.isoweekday()}")
    return wording.say(
        "prompting.day", year=day.year, month=day.month, day=day.day, weekday=weekday
    )


def button(talk: Talk, verb: str, *arguments: str | int) -> Button:
    """One of the buttons about prompts."""
    return Button(label=talk.say(f"prompting.buttons.{verb}"), action=write(verb, *arguments))


def say(talk: Talk, key: str, *buttons: Button, **values: object) -> Reply:
    """One sentence about prompts."""
    return offers.say(talk, f"prompting.{key}", kind=Kind.FLOW, buttons=buttons, **values)


def facts_in_words(talk: Talk, facts: Facts, months_only: Sequence[tuple[str, str]] = ()) -> str:
    """Return what somebody told, in one paragraph."""
    joined = talk.say("prompting.and").join
    lines = [
        talk.say(f"prompting.fact_{key}", value=value)
        for key, value in (
            ("industry", joined(facts.industries)),
            ("audience", facts.audience),
            ("district", facts.district),
        )
        if value
    ]
    undated = [one for one in facts.licences if one not in {of for _, of in facts.dates}]
    if undated:
        lines.append(talk.say("prompting.fact_licences", value=joined(undated)))
    for (name, of), day in facts.dates.items():
        key = "fact_month" if (name, of) in months_only else "fact_date"
        thing = thing_in_words(talk.services, name, of)
        shown = day_in_words(talk.services.wording, day)
        lines.append(talk.say(f"prompting.{key}", thing=thing, day=shown))
    return "\n".join(lines)


def coming(talk: Talk, found: Sequence[Occurrence], hour: int) -> Iterator[Part]:
    """Show what will come and when: the first ones by name, the rest as a number."""
    if not found:
        yield Part(style=Style.TEXT, text=talk.say("prompting.nothing_comes"))
        return
    yield Part(style=Style.TEXT, text=talk.say("prompting.comes", count=len(found), hour=hour))
    for one in found[:SHOWN]:
        rule = talk.services.knowledge.prompts.prompts[one.rule_id]
        day = day_in_words(talk.services.wording, max(one.day, talk.today))
        text = talk.say("prompting.one_comes", day=day, title=rule.title)
        yield Part(style=Style.STEP, text=text)
    if len(found) > SHOWN:
        more = talk.say("prompting.more_come", count=len(found) - SHOWN)
        yield Part(style=Style.TEXT, text=more)


def overview(talk: Talk, facts: Facts, found: Sequence[Occurrence], hour: int) -> Reply:
    """Show a subscriber what they told, what will come, and how to change it."""
    parts = (
        Part(style=Style.LEAD, text=talk.say("prompting.yours")),
        Part(style=Style.TEXT, text=facts_in_words(talk, facts)),
        *coming(talk, found, hour),
    )
    verbs = ("pr_change", "pr_hour", "pr_drop", "pr_move", "pr_pause", "pr_end")
    buttons = tuple(button(talk, verb) for verb in verbs)
    return Reply(kind=Kind.FLOW, parts=parts, buttons=buttons)


def hours(talk: Talk) -> tuple[Button, ...]:
    """The hours somebody may choose."""
    return tuple(
        Button(label=talk.say("prompting.hour", hour=hour), action=write("pr_hour", hour))
        for hour in HOURS
    )


def rules_to_drop(talk: Talk, found: Iterable[Occurrence]) -> tuple[Button, ...]:
    """One button for every rule that is coming, to have it no more."""
    book = talk.services.knowledge.prompts.prompts
    ids = dict.fromkeys(one.rule_id for one in found)
    return tuple(
        Button(label=book[one].title, action=write("pr_off", rule_key(one)), role=Role.CHOICE)
        for one in ids
    )
