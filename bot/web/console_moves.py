"""The forms of a question's page: each names a move of `replying` and reads its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.web.console_fields import whole
from handlers.desk import replying
from handlers.desk.access import Signed
from handlers.services import Services


@dataclass(frozen=True)
class Asked:
    """A form as it came: who asks what of which question."""

    services: Services
    signed: Signed
    number: int
    fields: Mapping[str, str]
    at: datetime

    @property
    def text(self) -> str:
        """What was written."""
        return self.fields.get("text", "")

    @property
    def seen(self) -> int:
        """The version the page showed; no version is zero."""
        return self.whole("seen")

    def whole(self, name: str) -> int:
        """Return a field as a number, zero when it is none."""
        text = self.fields.get(name, "")
        return whole(text, most_digits=15) or 0


def take(asked: Asked) -> None:
    """Claim."""
    replying.take(asked.services, asked.signed, escalation_id=asked.number, at=asked.at)


def release(asked: Asked) -> None:
    """Put back."""
    replying.release(
        asked.services,
        asked.signed,
        escalation_id=asked.number,
        reason=asked.text[:300],
        at=asked.at,
    )


def answer(asked: Asked) -> None:
    """Answer the person."""
    replying.answer(
        asked.services,
        asked.signed,
        escalation_id=asked.number,
        text=asked.text,
        seen=asked.seen,
        at=asked.at,
    )


def ask(asked: Asked) -> None:
    """Ask the person."""
    replying.ask_back(
        asked.services,
        asked.signed,
        escalation_id=asked.number,
        text=asked.text,
        seen=asked.seen,
        at=asked.at,
    )


def transfer(asked: Asked) -> None:
    """Pass on."""
    replying.transfer(
        asked.services,
        asked.signed,
        escalation_id=asked.number,
        to=asked.fields.get("to", ""),
        reason=asked.text,
        seen=asked.seen,
        at=asked.at,
    )


def merge(asked: Asked) -> None:
    """Join to another question."""
    replying.merge(
        asked.services,
        asked.signed,
        escalation_id=asked.number,
        into=asked.whole("into"),
        seen=asked.seen,
        at=asked.at,
    )


def close(asked: Asked) -> None:
    """End."""
    replying.close(
        asked.services,
        asked.signed,
        escalation_id=asked.number,
        outcome=asked.fields.get("outcome", "answered"),
        seen=asked.seen,
        at=asked.at,
    )


def reopen(asked: Asked) -> None:
    """Take up again."""
    replying.reopen(asked.services, asked.signed, escalation_id=asked.number, at=asked.at)


def note(asked: Asked) -> None:
    """Leave a note."""
    replying.note(
        asked.services, asked.signed, escalation_id=asked.number, text=asked.text, at=asked.at
    )


MOVES: Mapping[str, Callable[[Asked], None]] = {
    "take": take,
    "release": release,
    "answer": answer,
    "ask": ask,
    "transfer": transfer,
    "merge": merge,
    "close": close,
    "reopen": reopen,
    "note": note,
}
# After these the question is done with, or another desk's: back to the queue.
LEAVES = frozenset({"close", "transfer", "merge"})
