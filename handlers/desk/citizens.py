"""How the desk calls a person: a channel and a number, and a masked name when one is known."""

from collections.abc import Collection
from dataclasses import dataclass

from handlers.desk import masking
from handlers.services import Services
from storage import cases, escalation_queue
from storage.database import Session
from storage.identity import id_of
from storage.tables import Person


@dataclass(frozen=True)
class Citizen:
    """A person as officers see them. `name` is masked, and empty for most."""

    id: int
    channel: str
    label: str
    name: str

    @property
    def full(self) -> str:
        """The label, with the name if there is one."""
        return f"{self.name} {self.label}".strip()


def of_ids(services: Services, session: Session, ids: Collection[int]) -> dict[int, Citizen]:
    """Return these people by their ids."""
    names = _names(session, ids)
    people = escalation_queue.people_of(session, ids)
    channels = services.wording.below("queue.channel.")
    return {id_of(one): _citizen(services, one, names, channels) for one in people}


def _citizen(
    services: Services, person: Person, names: dict[int, str], channels: dict[str, str]
) -> Citizen:
    channel = channels.get(person.channel, person.channel)
    label = services.wording.say("queue.citizen", channel=channel, number=id_of(person))
    return Citizen(id_of(person), person.channel, label, names.get(id_of(person), ""))


def _names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the masked names people gave in their mediation requests; most gave none."""
    found = {}
    for case in escalation_queue.cases_of(session, ids):
        name = cases.application_of(session, case).get("applicant", "")
        if name:
            found[case.person_id] = masking.name(name)
    return found
