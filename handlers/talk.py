"""One turn's working memory: the open session, who is speaking, where the talk stands.

Steps read and change `state`; the router writes it back once, in the turn's own
transaction. Nothing here outlives the turn.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from handlers.actions import Action
from handlers.services import Services
from handlers.turn import Reply, Turn
from storage.database import Session

LOCAL = ZoneInfo("Asia/Shanghai")


@dataclass
class Talk:
    """What every step of the router is given.

    `afterwards` is said after the reply of whichever step answers: a form's open question.
    """

    turn: Turn
    action: Action | None
    services: Services
    session: Session
    person_id: int
    turn_id: int
    state: dict[str, Any] = field(default_factory=dict)
    afterwards: list[Reply] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day in Luoyang on which the turn happens; decides which law holds."""
        return self.turn.at.astimezone(LOCAL).date()

    def say(self, key: str, **values: object) -> str:
        """Return a curated sentence."""
        return self.services.wording.say(key, **values)
