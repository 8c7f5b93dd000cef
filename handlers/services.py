"""What handlers are given: the knowledge, the words, the memory. Built once, in bot/wiring."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from handlers.live import Live
from knowledge.base import KnowledgeBase
from knowledge.handing_over import HandingOver, load_handing_over
from knowledge.wording import Wording
from storage.database import Database

LARGEST_FILE = 20 * 1024 * 1024


@dataclass(frozen=True)
class Services:
    """Everything a handler may use besides the turn itself.

    `knowledge` is the shipped base with what the desk published; `live` keeps it current.
    `web_url` is the address people reach the web chat at, for links; it may be empty.
    `web_only` keeps requests with personal data off channels whose servers are abroad;
    `largest_file` is how many bytes a file may have.
    """

    shipped: KnowledgeBase
    wording: Wording
    database: Database
    web_url: str = ""
    web_only: bool = False
    largest_file: int = LARGEST_FILE
    handing_over: HandingOver = field(default_factory=load_handing_over)
    live: Live = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin with the shipped knowledge."""
        object.__setattr__(self, "live", Live(self.shipped))

    @property
    def knowledge(self) -> KnowledgeBase:
        """What is known now."""
        return self.live.base

    @property
    def has_public_web(self) -> bool:
        """Whether somebody else's phone could open `web_url`."""
        host = urlsplit(self.web_url).hostname or ""
        return "." in host and not host.startswith("127.")
