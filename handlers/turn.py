"""What goes in and what comes out: a Turn from a channel, Replies for it to draw.

A reply is a list of parts with a style, and buttons with a role. It says nothing
about bold, HTML or keyboards: that is the channel's part.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Fault(StrEnum):
    """Why the content of a file did not reach us."""

    TOO_LARGE = "too_large"
    INFECTED = "infected"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Attachment:
    """A file somebody sent, as a channel hands it over; empty when it has a fault."""

    name: str
    content: bytes = field(default=b"", repr=False)
    fault: Fault | None = None


@dataclass(frozen=True)
class Turn:
    """One message or button press, as a channel hands it over.

    `message_id` is unique per channel, so that a repeated delivery is recognised. `about` is
    what our message said that the person replied to, where a channel knows replies.
    """

    channel: str
    address: str
    message_id: str
    at: datetime
    text: str = ""
    action: str = ""
    file: Attachment | None = None
    about: str = ""


class Style(StrEnum):
    """What a part of a reply is, not how it looks."""

    LEAD = "lead"
    TEXT = "text"
    STEP = "step"
    NOTE = "note"
    BASIS = "basis"
    QUOTE = "quote"


class Role(StrEnum):
    """What a button is for; channels may group by it."""

    CHOICE = "choice"
    ARTICLE = "article"
    FOLLOW = "follow"
    RATE = "rate"
    HUMAN = "human"


class Kind(StrEnum):
    """What sort of reply it is; the first six are decisions on a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    HANDOVER = "handover"
    DECLINE = "decline"
    SMALLTALK = "smalltalk"
    URGENT = "urgent"
    STATUTE = "statute"
    FLOW = "flow"
    NOTICE = "notice"
    MENU = "menu"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Part(_Model):
    """A paragraph of a reply."""

    style: Style
    text: str


class Button(_Model):
    """Something to tap. `action` comes back unchanged, at most 64 bytes; or a link to open."""

    label: str
    action: str = ""
    role: Role = Role.CHOICE
    url: str = ""


class CiteRef(_Model):
    """A law and article an answer rests on, for machines."""

    law: str
    article: int
    suffix: str = ""


class FileRef(_Model):
    """A kept file that goes along with a reply; only its owner can fetch it."""

    id: int
    name: str
    media_type: str


class Reply(_Model):
    """One message to a person."""

    kind: Kind
    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()
    cites: tuple[CiteRef, ...] = ()
    files: tuple[FileRef, ...] = ()
    entry: str = ""
    confidence: float = Field(default=0.0, ge=0.0, le=1.0)
    facts: dict[str, str] = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """The reply as plain lines, steps numbered."""
        lines, step = [], 0
        for part in self.parts:
            step = step + 1 if part.style is Style.STEP else 0
            lines.append(f"{step}. {part.text}" if step else part.text)
        return "\n".join(lines)
