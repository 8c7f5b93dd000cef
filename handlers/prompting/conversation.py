"""Prompts in conversation (Art. 8(3) 提示): start, see, change, pause and end them.

Takes the buttons below a prompt, short commands, and messages that tell what somebody
runs and holds. A question about the law is let through, also in the middle of it.
"""

from handlers.prompting import settings, subscribing
from handlers.talk import Talk
from handlers.turn import Reply
from knowledge import trades

VERBS = "pr_"


def answer(talk: Talk) -> list[Reply] | None:
    """Reply to whatever is about prompts."""
    if talk.action:
        if talk.action.verb == "reminders":
            return [settings.show(talk) or subscribing.start(talk)]
        if talk.action.verb.startswith(VERBS):
            return [settings.tapped(talk) or subscribing.tapped(talk)]
        return None
    if token := settings.code_in(talk.turn.text):
        return [settings.moved_here(talk, token)]
    if (wish := _wish(talk)) is not None:
        return [_done(talk, wish)]
    return _told(talk)


def _wish(talk: Talk) -> str | None:
    wish = talk.services.knowledge.prompts.command(talk.turn.text)
    if wish is None and talk.services.knowledge.scope.command(talk.turn.text) == "reminders":
        return "show"
    return wish if wish != "selfcheck" else None


def _done(talk: Talk, wish: str) -> Reply:
    match wish:
        case "end":
            return settings.end(talk)
        case "pause" | "resume":
            return settings.pause(talk, is_pause=wish == "pause")
        case "show":
            return settings.show(talk) or subscribing.start(talk)
    return subscribing.start(talk)


def _told(talk: Talk) -> list[Reply] | None:
    if (going_on := subscribing.go_on(talk)) is not None:
        return [going_on]
    book = talk.services.knowledge.prompts
    if trades.wants_reminders(talk.turn.text, book, talk.today):
        return [subscribing.told(talk)]
    return None
