"""Answer what can't be a question: nothing, too much, or a button we don't know any more."""

from handlers import offers
from handlers.talk import Talk
from handlers.turn import Kind, Reply
from knowledge import text

MOST_CHARACTERS = 2000


def answer(talk: Talk) -> list[Reply] | None:
    """Reply to empty, endless or wordless messages, and to broken buttons."""
    turn = talk.turn
    if turn.action:
        return None if talk.action else [_menu(talk, "decline.old_button")]
    if len(turn.text) > MOST_CHARACTERS:
        return [offers.say(talk, "decline.too_long", kind=Kind.DECLINE, limit=MOST_CHARACTERS)]
    plain = text.normalise(turn.text)
    if not plain:
        return [_menu(talk, "decline.empty")]
    if not text.bare(plain):
        return [_menu(talk, "decline.nothing")]
    return None


def _menu(talk: Talk, key: str) -> Reply:
    return offers.say(talk, key, kind=Kind.DECLINE, buttons=offers.menu(talk))
