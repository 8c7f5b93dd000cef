"""The shapes of the web chat's HTTP interface; `openapi` is built from them.

What comes in is strict and refuses fields it doesn't know. What goes out may gain fields.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from handlers.actions import LONGEST
from handlers.turn import Reply

LONGEST_TEXT = 10_000
UUID = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class NewVisitor(_In):
    """Ask for a visitor token: an empty object."""


class SendMessage(_In):
    """One message or one button press: either `text` or `action`.

    Sending the same `message_id` again returns the first sending's replies.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["text"]}, {"required": ["action"]}]}
    )

    message_id: Annotated[str, StringConstraints(pattern=UUID, to_lower=True)] = Field(
        description="A UUID the client makes; the same one on every retry."
    )
    text: str = Field(default="", max_length=LONGEST_TEXT)
    action: str = Field(default="", min_length=1, max_length=LONGEST)

    @model_validator(mode="after")
    def _one_of_both(self) -> "SendMessage":
        if len({"text", "action"} & self.model_fields_set) != 1:
            raise ValueError("either text or action")
        return self


class Visitor(_Out):
    """A new visitor's token, to be kept by a portal and sent as `Authorization: Bearer`."""

    token: str


class SentMessage(_Out):
    """What the visitor sent: what they typed, or the label of the button they pressed.

    `text` is empty when the press was not the visitor's own doing, like the first greeting.
    """

    type: Literal["message"] = "message"
    message_id: str
    at: datetime
    text: str
    action: str = ""
    aside: bool = Field(default=False, description="Opened beside the conversation: an article.")


class ShownReply(_Out):
    """What the visitor was answered, by the bot or by an officer."""

    type: Literal["reply"] = "reply"
    id: int
    author: str = Field(description="`bot` or `officer`")
    at: datetime
    reply: Reply
    answers: str = Field(default="", description="The `message_id` it answers; empty for a notice.")
    aside: bool = Field(default=False, description="Opened beside the conversation: an article.")


Entry = Annotated[SentMessage | ShownReply, Field(discriminator="type")]


class Replies(_Out):
    """The replies to one message, in order."""

    replies: tuple[ShownReply, ...]


class History(_Out):
    """A stretch of the conversation, oldest first."""

    entries: tuple[Entry, ...]
    cursor: str = Field(description="Give it as `after` to read on from here.")
    more: bool = Field(description="There is more than `limit` in this direction.")


class Problem(_Out):
    """Why a request was refused: a key for programs, words for people."""

    error: str
    message: str


class Health(_Out):
    """Whether the service may be given work."""

    ready: bool
    database: bool
    schema_current: bool
    entries: int
