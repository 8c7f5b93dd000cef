"""What handlers are given: the knowledge, the words, the memory. Built once, in bot/wiring."""

from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.wording import Wording
from storage.database import Database


@dataclass(frozen=True)
class Services:
    """Everything a handler may use besides the turn itself.

    `web_url` is the address people reach the web chat at, for links; it may be empty.
    """

    knowledge: KnowledgeBase
    wording: Wording
    database: Database
    web_url: str = ""
