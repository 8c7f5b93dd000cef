"""Read a Telegram update: what it asks of us, as a turn or as something to be said.

Knows Telegram's shapes and nothing else. Only private chats are served: a group or
channel asks us to leave, and nothing of it is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from handlers.actions import write
from handlers.turn import Turn

CHANNEL = "telegram"
# What Telegram is asked to send us.
KINDS = ("message", "edited_message", "callback_query", "channel_post", "my_chat_member")

# Each command and the button action it stands for.
COMMANDS: Mapping[str, str] = {
    "start": "home",
    "ask": "ask",
    "mediation": "mediate",
    "status": "status",
    "reminders": "reminders",
    "human": "human",
    "privacy": "privacy",
    "help": "help",
}

EDITED = "telegram.edited"
NEEDS_TEXT = "telegram.needs_text"

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
# What a link to our bot carries for somebody invited to a mediation.
_INVITATION = re.compile(r"[A-Za-z0-9_-]{32}")
_PRESENT = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)


@dataclass(frozen=True)
class SentFile:
    """A file to be fetched: where it lies, what it is called, and how large Telegram says it is."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True)
class Incoming:
    """An update worth acting on.

    `note` is a wording key: said before the answer to `turn`, or alone. `about` is the
    message it speaks of. `query_id` is a button press that must be answered. `leave`
    means the chat is not private.
    """

    update_id: int
    chat: int
    turn: Turn | None = None
    note: str = ""
    about: int | None = None
    query_id: str = ""
    leave: bool = False
    file: SentFile | None = None


def id_of(raw: object) -> int | None:
    """Return the id of a parsed JSON update, or None for anything that is not one."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def read(update: Update, at: datetime) -> Incoming | None:
    """Return what an update asks of us, or None for what needs no answer."""
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query, at)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message or update.channel_post
    if message is None:
        return None
    if message.chat.type != ChatType.PRIVATE:
        # Service messages tell of members coming and going, also of ourselves leaving.
        said = message.text or message.effective_attachment
        return Incoming(update.update_id, message.chat.id, leave=True) if said else None
    return _message(update.update_id, message, is_edit=update.edited_message is not None, at=at)


def _press(update_id: int, query: CallbackQuery, at: datetime) -> Incoming:
    chat: Chat | None = query.message.chat if query.message else None
    number = chat.id if chat else query.from_user.id
    if chat is not None and chat.type != ChatType.PRIVATE:
        return Incoming(update_id, number, query_id=query.id, leave=True)
    turn = _turn(update_id, number, at, action=query.data) if query.data else None
    return Incoming(update_id, number, turn, query_id=query.id)


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    is_in = change.new_chat_member.status in _PRESENT
    if change.chat.type == ChatType.PRIVATE or not is_in:
        return None
    return Incoming(update_id, change.chat.id, leave=True)


def _message(update_id: int, message: Message, *, is_edit: bool, at: datetime) -> Incoming | None:
    chat, about = message.chat.id, message.message_id
    if message.text:
        turn = replace(_spoken(update_id, chat, message.text, at), about=_replied_to(message))
        return Incoming(update_id, chat, turn, EDITED if is_edit else "", about)
    if message.caption and is_edit:
        return Incoming(
            update_id, chat, _spoken(update_id, chat, message.caption, at), EDITED, about
        )
    if (file := _file(message)) is not None and not is_edit:
        turn = _turn(update_id, chat, at, text=message.caption or "")
        return Incoming(update_id, chat, turn, about=about, file=file)
    if message.effective_attachment is None or is_edit:
        return None  # a pinned message, a moving location …
    return Incoming(update_id, chat, None, NEEDS_TEXT, about)


def _replied_to(message: Message) -> str:
    """Return what our message said that this one replies to; nothing when it replies to none."""
    ours = message.reply_to_message
    if ours is None or ours.from_user is None or not ours.from_user.is_bot:
        return ""
    return ours.text or ""


def _file(message: Message) -> SentFile | None:
    """Return the file of a message, of a photo its largest size; None for a sticker and the like."""
    if message.photo:
        best = message.photo[-1]
        return SentFile(best.file_id, "", best.file_size or 0)
    named = message.document or message.audio or message.video
    if named is not None:
        return SentFile(named.file_id, named.file_name or "", named.file_size or 0)
    said = message.voice or message.video_note
    return SentFile(said.file_id, "", said.file_size or 0) if said is not None else None


def _spoken(update_id: int, chat: int, text: str, at: datetime) -> Turn:
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return _turn(update_id, chat, at, text=text)
    name, rest = command[1].lower(), (command[2] or "").strip()
    if name == "start" and _INVITATION.fullmatch(rest):
        return _turn(update_id, chat, at, action=write("case_in", rest))
    if name == "ask" and rest:
        return _turn(update_id, chat, at, text=rest)
    return _turn(update_id, chat, at, action=COMMANDS.get(name, COMMANDS["help"]))


def _turn(update_id: int, chat: int, at: datetime, *, text: str = "", action: str = "") -> Turn:
    return Turn(CHANNEL, str(chat), f"u{update_id}", at, text, action)
