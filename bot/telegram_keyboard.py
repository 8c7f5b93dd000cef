"""Lay a reply's buttons out as an inline keyboard a thumb can use.

Roles stand in the order the reply names them, two buttons a row, a long one alone, or a
phone would cut its words; rating and the officer share the last row. What Telegram would refuse is
left out here, so that a bad button never costs somebody the answer.
"""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cleaning import clean
from handlers import actions
from handlers.turn import Button, Role

LONGEST_LABEL = 30
# Two labels of at most this many characters fit side by side on a phone.
HALF_A_ROW = 10
WIDEST_ROW = 4
MOST_BUTTONS = 60
LAST = (Role.RATE, Role.HUMAN)


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Return the keyboard for these buttons, or None when there are none to show."""
    shown = [button for button in buttons if _works(button)][:MOST_BUTTONS]
    roles = dict.fromkeys(button.role for button in shown if button.role not in LAST)
    rows = [
        row for role in roles for row in _rows([button for button in shown if button.role is role])
    ]
    last = [button for role in LAST for button in shown if button.role is role]
    rows += [last[at : at + WIDEST_ROW] for at in range(0, len(last), WIDEST_ROW)]
    return InlineKeyboardMarkup([[_key(b) for b in row] for row in rows]) if rows else None


def _rows(buttons: Sequence[Button]) -> Iterator[list[Button]]:
    """Yield the buttons in order, two short ones to a row, a long one alone."""
    waiting: list[Button] = []
    for button in buttons:
        if len(label(button)) > HALF_A_ROW:
            yield from filter(None, [waiting, [button]])
            waiting = []
        elif waiting:
            yield [*waiting, button]
            waiting = []
        else:
            waiting = [button]
    if waiting:
        yield waiting


def label(button: Button) -> str:
    """Return the words on a button, shortened to what a phone shows."""
    text = clean(button.label.replace("\n", " "))
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _key(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(label(button), url=button.url)
    return InlineKeyboardButton(label(button), callback_data=button.action)


def _works(button: Button) -> bool:
    if not label(button):
        return False
    if button.url:
        return is_public(button.url)
    return 1 <= len(button.action.encode("utf-8", "replace")) <= actions.LONGEST


def is_public(url: str) -> bool:
    """Whether somebody else's phone could open this address; Telegram refuses the others."""
    try:
        address = urlsplit(url)
        host = address.hostname or ""
    except ValueError:
        return False
    if address.scheme not in ("http", "https") or "." not in host:
        return False
    try:
        return not (ip_address(host).is_loopback or ip_address(host).is_unspecified)
    except ValueError:
        return True
