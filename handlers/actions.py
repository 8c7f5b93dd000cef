"""Button actions: a verb and its arguments in at most 64 bytes, made to be read back.

Entries and laws are named by a short hash of their id or title, so that an action
stays short and stays valid over restarts and versions. What can't be read is None,
never an error: old and forged buttons get a friendly reply.
"""

import re
from dataclasses import dataclass

LONGEST = 64
_SHAPE = re.compile(r"[a-z_]{2,16}(?::[A-Za-z0-9_.-]{0,40}){0,4}")


@dataclass(frozen=True)
class Action:
    """What a button asks for."""

    verb: str
    args: tuple[str, ...] = ()


def write(verb: str, *args: str | int) -> str:
    """Return the action as a channel carries it."""
    text = ":".join([verb, *map(str, args)])
    if not _SHAPE.fullmatch(text) or len(text) > LONGEST:
        raise ValueError(f"not an action: {text}")
    return text


def read(text: str) -> Action | None:
    """Return the action behind a button, or None for anything we never wrote."""
    if len(text) > LONGEST or not _SHAPE.fullmatch(text):
        return None
    verb, *args = text.split(":")
    return Action(verb, tuple(args))
