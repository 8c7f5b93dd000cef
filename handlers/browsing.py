"""For people who don't know what to type: welcome, topics, trades, help, privacy."""

from collections.abc import Sequence

from handlers import offers
from handlers.actions import write
from handlers.answering import entry_button
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from knowledge.schema import Entry

PAGE = 8


def answer(talk: Talk) -> list[Reply] | None:
    """Reply to the menu's buttons and to the same wishes in words."""
    verb = (
        talk.action.verb if talk.action else talk.services.knowledge.scope.command(talk.turn.text)
    )
    args = talk.action.args if talk.action else ()
    match verb:
        case "home":
            return [_home(talk)]
        case "help":
            return [offers.say(talk, "home.help_text", kind=Kind.MENU, buttons=offers.menu(talk))]
        case "ask":
            return [offers.say(talk, "home.ask", kind=Kind.MENU)]
        case "topics":
            return [_domains(talk, _page(args, 0))]
        case "industries":
            return [_industries(talk, _page(args, 0))]
        case "domain" | "industry" if args:
            return [_entries(talk, verb, args[0], _page(args, 1))]
    return None


def _page(args: Sequence[str], place: int) -> int:
    return int(args[place]) if len(args) > place and args[place].isdigit() else 0


def _home(talk: Talk) -> Reply:
    parts = (
        Part(style=Style.LEAD, text=talk.say("home.welcome")),
        Part(style=Style.TEXT, text=talk.say("home.how")),
    )
    more = tuple(
        Button(label=talk.say(f"home.{verb}"), action=write(verb)) for verb in ("help", "privacy")
    )
    return Reply(kind=Kind.MENU, parts=parts, buttons=(*offers.menu(talk), *more))


def _domains(talk: Talk, page: int) -> Reply:
    base = talk.services.knowledge
    filled = [
        (key, name)
        for key, name in base.vocabulary.domains.items()
        if base.in_domain(key, talk.today)
    ]
    buttons = [Button(label=name, action=write("domain", key)) for key, name in filled]
    return _paged(talk, talk.say("home.topics"), buttons, page, "topics")


def _industries(talk: Talk, page: int) -> Reply:
    base = talk.services.knowledge
    named = list(enumerate(base.vocabulary.industries))
    buttons = [
        Button(label=name, action=write("industry", n))
        for n, name in named
        if base.in_industry(name, talk.today)
    ]
    return _paged(talk, talk.say("home.industries"), buttons, page, "industries")


def _entries(talk: Talk, verb: str, which: str, page: int) -> Reply:
    name, entries = _found(talk, verb, which)
    if not entries:
        return offers.say(talk, "decline.old_button", kind=Kind.DECLINE, buttons=offers.menu(talk))
    buttons = [entry_button(entry) for entry in entries]
    return _paged(talk, talk.say("home.entries", name=name), buttons, page, verb, which)


def _found(talk: Talk, verb: str, which: str) -> tuple[str, list[Entry]]:
    base = talk.services.knowledge
    if verb == "domain":
        return base.vocabulary.domains.get(which, ""), base.in_domain(which, talk.today)
    trades = base.vocabulary.industries
    if which.isdigit() and int(which) < len(trades):
        return trades[int(which)], base.in_industry(trades[int(which)], talk.today)
    return "", []


def _paged(talk: Talk, text: str, buttons: list[Button], page: int, *verb: str) -> Reply:
    shown = buttons[page * PAGE : (page + 1) * PAGE] or buttons[:PAGE]
    rest: tuple[Button, ...] = ()
    if len(buttons) > PAGE:
        following = page + 1 if (page + 1) * PAGE < len(buttons) else 0
        rest = (Button(label=talk.say("home.more"), action=write(*verb, following)),)
    home = Button(label=talk.say("home.back"), action=write("home"))
    return Reply(
        kind=Kind.MENU, parts=(Part(style=Style.TEXT, text=text),), buttons=(*shown, *rest, home)
    )
