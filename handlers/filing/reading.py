"""Read what somebody typed into a field: checked as it is entered, kept in one written form.

What can't be right is refused with the reason (`knowledge.identifiers.Wrong`), and the
field is asked again.
"""

import re
from datetime import date

from handlers.talk import Talk
from knowledge import identifiers
from knowledge.identifiers import Wrong
from knowledge.mediation import FieldRule

# Below this age a guardian acts (PIPL Art. 31).
CHILD = 14
LONGEST_QUESTION = 40
# A field that takes more than this is an account of what happened.
LONG = 1000
_BETWEEN_PARTIES = re.compile(r"[;\uff1b\n]+")
_BETWEEN_NAMES = re.compile(r"[,;\uff0c\uff1b\u3001\s]+")


def read(talk: Talk, rule: FieldRule, said: str) -> str:
    """Return the value of a field as it is kept.

    Raises:
        Wrong: the answer can't be right; `reason` says why.
    """
    match rule.kind:
        case "day":
            return day(talk, said)
        case "money":
            return money(talk, identifiers.money(said))
        case "phone":
            return identifiers.phone(said)
        case "id_number":
            return _adult(talk, said)
        case "credit_code":
            return identifiers.credit_code(said)
        case "name":
            return identifiers.name(said)
        case "people":
            return _names(talk, said)
    return _text(rule, said)


def day(talk: Talk, said: str) -> str:
    """Return the day somebody named, in words."""
    return worded_day(talk, identifiers.past_day(said, today=talk.today))


def worded_day(talk: Talk, found: date) -> str:
    """Return a day in words."""
    return talk.say("filing.day", year=found.year, month=found.month, day=found.day)


def money(talk: Talk, yuan: float) -> str:
    """Return an amount in words, without a fraction when there is none."""
    return talk.say("filing.money", yuan=f"{yuan:,.2f}".removesuffix(".00"))


def clean(said: str) -> str:
    """Return a text without what no paper can hold: control signs, halves of characters."""
    return "".join(c for c in said if c.isprintable() or c == "\n").strip()


def _adult(talk: Talk, said: str) -> str:
    found = identifiers.id_number(said, today=talk.today)
    if identifiers.age_in(found, today=talk.today) < CHILD:
        raise Wrong("child")
    return found


def _names(talk: Talk, said: str) -> str:
    names = [identifiers.name(one) for one in _BETWEEN_NAMES.split(said.strip()) if one]
    if not names:
        raise Wrong("length")
    return talk.say("filing.and").join(dict.fromkeys(names))


def _text(rule: FieldRule, said: str) -> str:
    plain = clean(said)
    if len(plain) < rule.least:
        raise Wrong("short")
    if len(plain) > rule.most:
        raise Wrong("long")
    if rule.kind == "parties":
        return _parties(plain)
    return plain


def _parties(plain: str) -> str:
    parties = [one.strip() for one in _BETWEEN_PARTIES.split(plain) if one.strip()]
    if any(not re.search(r"[^\W\d_]", one) for one in parties):
        raise Wrong("number")
    return "\n".join(parties)


def complaint(talk: Talk, rule: FieldRule, wrong: Wrong) -> str:
    """Return why an answer was refused, in words."""
    kind = "text" if wrong.reason in ("short", "long") else rule.kind
    return talk.say(f"filing.wrong_{kind}_{wrong.reason}", least=rule.least, most=rule.most)


def off_topic(talk: Talk, rule: FieldRule | None, said: str) -> bool:
    """Whether a message asks about something else instead of answering the awaited step."""
    rules = talk.services.knowledge.mediation
    if not rules.asks(said):
        return False
    if rule is None or rule.kind != "text":
        return True
    # A claim may sound like a question, and an account may hold one.
    return not rules.demands(said) and len(said) <= LONGEST_QUESTION and rule.most < LONG
