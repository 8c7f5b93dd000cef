"""Small talk gets a short human reply; what is not our business a calm refusal."""

from handlers import offers
from handlers.talk import Talk
from handlers.turn import Kind, Reply
from knowledge.policy import Verdict

LONGEST_CHAT = 30


def answer(talk: Talk) -> list[Reply] | None:
    """Reply to chat, abuse, injection and foreign matters.

    What is clearly outside is refused whatever the base would find; what only seems so
    gives way to a sure answer. A follow-up question is neither.
    """
    said = talk.turn.text
    base = talk.services.knowledge
    if not said or base.followups.kind_of(said) is not None:
        return None
    chat = base.scope.chat(said) if len(said) <= LONGEST_CHAT else None
    if chat is not None:
        key, kind, buttons = f"smalltalk.{chat.facts['say']}", Kind.SMALLTALK, offers.menu(talk)[:3]
        return [offers.say(talk, key, kind=kind, buttons=buttons)]
    outside = base.scope.foreign(said)
    if outside is None:
        return None
    if not outside.is_clear and base.find(said, talk.today).verdict is Verdict.SURE:
        return None
    key = f"decline.{outside.say}"
    return [offers.say(talk, key, kind=Kind.DECLINE, buttons=offers.menu(talk))]
