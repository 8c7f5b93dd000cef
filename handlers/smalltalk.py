"""Small talk gets a short human reply; what is not our business a calm refusal."""

from handlers import offers
from handlers.talk import Talk
from handlers.turn import Kind, Reply
from knowledge.policy import Verdict

LONGEST_CHAT = 30


def answer(talk: Talk) -> list[Reply] | None:
    """Reply to chat, abuse, injection and foreign matters; a sure answer goes first."""
    said = talk.turn.text
    if not said:
        return None
    base = talk.services.knowledge
    chat = base.scope.chat(said) if len(said) <= LONGEST_CHAT else None
    if chat is not None:
        reply = offers.say(
            talk,
            f"smalltalk.{chat.facts['say']}",
            kind=Kind.SMALLTALK,
            buttons=offers.menu(talk)[:3],
        )
        return [reply]
    foreign = base.scope.foreign(said)
    if foreign is None or base.find(said, talk.today).verdict is Verdict.SURE:
        return None
    key = f"decline.{foreign.facts['say']}"
    return [offers.say(talk, key, kind=Kind.DECLINE, buttons=offers.menu(talk))]
