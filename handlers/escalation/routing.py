"""Choose whose desk a question goes to: the organ of its topic, a group by district.

An organ that nobody works for never gets a question: the city's own desk does, at once.
"""

from dataclasses import dataclass
from datetime import date

from handlers.services import Services
from knowledge.base import Finding
from knowledge.policy import Verdict
from knowledge.schema import Entry
from storage import officers, organs
from storage.database import Session
from storage.lifecycle import Role
from storage.tables import Officer

CITY = ""
# So many of the best candidates must agree on an organ when none of them is sure.
AGREEING = 3


@dataclass(frozen=True)
class Route:
    """Where a question goes: who is responsible by topic, whose desk, which group."""

    about_organ: str = ""
    organ: str = CITY
    group_id: int | None = None
    district: str = ""


def choose(
    services: Services, session: Session, *, question: str, entry: Entry | None, on: date
) -> Route:
    """Return where a question goes, by the entry it was about or by its own words."""
    about = entry.organ if entry else _organ_of(services, question, on)
    district = services.knowledge.disputes.district(question)
    return to_organ(session, organ=about, district=district)


def to_organ(session: Session, *, organ: str, district: str = "") -> Route:
    """Return the desk of an organ, or the city's when nobody works there."""
    is_open = bool(organ) and organs.is_open(session, organ=organ)
    if not is_open or not workers(session, organ=organ, district=district):
        return Route(about_organ=organ, district=district)
    group_id = _group_of(session, organ, district)
    return Route(about_organ=organ, organ=organ, group_id=group_id, district=district)


def workers(session: Session, *, organ: str, district: str = "") -> list[Officer]:
    """Return who answers questions at an organ's desk and may see the district's."""
    found = officers.active_in(session, organ=organ)
    return [one for one in found if _answers(one) and _covers(one, district)]


def _answers(officer: Officer) -> bool:
    return not officers.post_of(officer).roles.isdisjoint({Role.OFFICER, Role.LEAD})


def _covers(officer: Officer, district: str) -> bool:
    districts = officers.post_of(officer).districts
    return not districts or not district or district in districts


def _group_of(session: Session, organ: str, district: str) -> int | None:
    """Return the group that looks after a district, or the only one there is."""
    found = [group.id for group in organs.groups(session, organ=organ)]
    if len(found) == 1:
        return found[0]
    for one in workers(session, organ=organ, district=district):
        if one.group_id in found and district in officers.post_of(one).districts:
            return one.group_id
    return None


def _organ_of(services: Services, question: str, on: date) -> str:
    """Return the organ a question is for, as far as it can be told; nothing when it can't."""
    if named := _named(services, question):
        return named
    return likely(services, services.knowledge.find(question, on))


def _named(services: Services, question: str) -> str:
    for organ, called in services.knowledge.vocabulary.organs.items():
        if any(word in question for word in called):
            return organ
    return ""


def likely(services: Services, found: Finding) -> str:
    """Return the organ of what was found: the best when sure, else what the best agree on."""
    organs = [services.knowledge.entries[one].organ for one in found.entry_ids[:AGREEING]]
    if not organs:
        return ""
    if found.verdict in (Verdict.SURE, Verdict.TORN) or len(set(organs)) == 1:
        return organs[0]
    return ""
