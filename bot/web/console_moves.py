"""The forms of a question's page: each names a move of the desk and reads its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.web.console_fields import whole
from handlers.desk import closing, moves, passing_on
from handlers.desk.access import Signed
from handlers.desk.moves import Act
from handlers.services import Services


@dataclass(frozen=True)
class Asked:
    """A form as it came: what is asked of which question."""

    number: int
    fields: Mapping[str, str]

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


def do(name: str, services: Services, signed: Signed, asked: Asked, at: datetime) -> None:
    """Do the move a form names, in a transaction of its own; refused, nothing was done."""
    with moves.acting(services, signed, at) as act:
        MOVES[name](act, asked)


def _take(act: Act, asked: Asked) -> None:
    moves.take(act, asked.number)


def _release(act: Act, asked: Asked) -> None:
    moves.release(act, asked.number, reason=asked.text[:300])


def _answer(act: Act, asked: Asked) -> None:
    moves.answer(act, asked.number, text=asked.text, version=asked.seen)


def _ask(act: Act, asked: Asked) -> None:
    moves.ask_back(act, asked.number, text=asked.text, version=asked.seen)


def _transfer(act: Act, asked: Asked) -> None:
    to = asked.fields.get("to", "")
    passing_on.transfer(act, asked.number, to=to, reason=asked.text, version=asked.seen)


def _merge(act: Act, asked: Asked) -> None:
    passing_on.merge(act, asked.number, into=asked.whole("into"), version=asked.seen)


def _close(act: Act, asked: Asked) -> None:
    outcome = asked.fields.get("outcome", "answered")
    closing.close(act, asked.number, outcome=outcome, version=asked.seen)


def _reopen(act: Act, asked: Asked) -> None:
    closing.reopen(act, asked.number)


def _note(act: Act, asked: Asked) -> None:
    moves.note(act, asked.number, text=asked.text)


MOVES: Mapping[str, Callable[[Act, Asked], None]] = {
    "take": _take,
    "release": _release,
    "answer": _answer,
    "ask": _ask,
    "transfer": _transfer,
    "merge": _merge,
    "close": _close,
    "reopen": _reopen,
    "note": _note,
}
# After these the question is done with, or another desk's: back to the queue.
LEAVES = frozenset({"close", "transfer", "merge"})
