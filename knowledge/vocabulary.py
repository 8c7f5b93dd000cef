"""The closed lists an entry may choose from: organs, trades, topics."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.files import ROOT, RULES, read_yaml

ORGANS = RULES / "organs.yaml"
TOPICS = ROOT / "topics.yaml"


@dataclass(frozen=True)
class Topic:
    """A question the service owes an answer to."""

    id: str
    title: str
    domain: str
    organ: str
    audience: tuple[str, ...]
    importance: str
    owed: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """Organs with the words people use for them, trades, domains and owed topics."""

    organs: Mapping[str, tuple[str, ...]]
    industries: tuple[str, ...]
    domains: Mapping[str, str]
    topics: Mapping[str, Topic]
    called: Mapping[str, str]
    supervision: str = ""

    def organ_in_words(self, organ: str) -> str:
        """Return how an organ is called in a sentence."""
        return self.called.get(organ, f"{organ}部门")


def load_vocabulary() -> Vocabulary:
    """Read the lists as they are shipped."""
    lists: dict[str, Any] = read_yaml(ORGANS)
    owed: dict[str, Any] = read_yaml(TOPICS)
    found = {}
    for domain, facts in owed["domains"].items():
        for row in facts["topics"]:
            topic = Topic(
                id=row["id"],
                title=row["title"],
                domain=domain,
                organ=row["organ"],
                audience=tuple(row["audience"]),
                importance=row["importance"],
                owed=row.get("owed", ""),
            )
            found[topic.id] = topic
    return Vocabulary(
        organs={name: tuple(words) for name, words in lists["organs"].items()},
        industries=tuple(lists["industries"]),
        domains={domain: facts["title"] for domain, facts in owed["domains"].items()},
        topics=found,
        called=lists["called"],
        supervision=lists["supervision"],
    )
