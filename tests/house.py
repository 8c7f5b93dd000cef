"""Talk to the service as people do, turn by turn, with a clock the test owns."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from handlers import router
from handlers.services import Services
from handlers.turn import Attachment, Button, Reply, Turn
from knowledge.base import KnowledgeBase, load_base
from knowledge.wording import Wording, load_wording
from storage.database import Database
from storage.sealing import Sealer

# A Monday, 10:00 in Luoyang.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
INDEX = Path(__file__).parents[1] / ".pytest_cache" / "index"


@cache
def shipped_knowledge() -> KnowledgeBase:
    """The shipped knowledge, read once: it never changes. Its index is kept between runs."""
    return load_base(local_rules=Path("no-local-rules"), cache=INDEX)


@cache
def shipped_wording() -> Wording:
    """The shipped wording."""
    return load_wording()


@cache
def _migrated() -> Path:
    """An empty database with the newest schema, made once: migrating is most of a short test."""
    path = Path(tempfile.mkdtemp(prefix="luowen-empty-")) / "luowen.db"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    database = Database(f"sqlite:///{path}", sealer=Sealer("seals nothing: no row is written here"))
    database.upgrade()
    database.close()
    return path


def database_at(path: Path, *, secret: str) -> Database:
    """The SQLite database at `path`; an empty one when there is none yet."""
    if not path.exists():
        shutil.copyfile(_migrated(), path)
    return Database(f"sqlite:///{path}", sealer=Sealer(secret))


@dataclass
class House:
    """The service and the people who write to it."""

    services: Services
    now: datetime = MONDAY
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __repr__(self) -> str:
        """Stay short where a failing test prints its arguments."""
        return "House()"

    def say(
        self, text: str = "", *, who: str = "somebody", action: str = "", channel: str = "web"
    ) -> Reply:
        """Send one message or action and return the (first) reply."""
        self.now += timedelta(seconds=5)
        turn = Turn(channel, who, f"m{next(self._numbers)}", self.now, text, action)
        return router.receive(turn, self.services).replies[0][1]

    def give(
        self, name: str, content: bytes, *, who: str = "somebody", channel: str = "web"
    ) -> Reply:
        """Send one file and return the (first) reply."""
        self.now += timedelta(seconds=5)
        file = Attachment(name, content)
        turn = Turn(channel, who, f"m{next(self._numbers)}", self.now, file=file)
        return router.receive(turn, self.services).replies[0][1]

    def press(
        self, reply: Reply, label: str, *, who: str = "somebody", channel: str = "web"
    ) -> Reply:
        """Tap the button with this label below a reply."""
        return self.say(action=button(reply, label).action, who=who, channel=channel)


def button(reply: Reply, label: str) -> Button:
    """Return the button with a label; the failure names what there was."""
    found = [one for one in reply.buttons if one.label == label]
    assert found, f"no button {label}, only {[one.label for one in reply.buttons]}"
    return found[0]
