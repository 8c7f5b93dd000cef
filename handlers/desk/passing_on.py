"""Pass a question on to an officer, a group, an organ or the city's desk; join duplicates.

A target is written `officer:3`, `group:2`, `organ:市场监管`, or `organ:` for the city. A
question passed on too often only goes to the city's desk, or it would circle for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.desk import access, clocks, closing, letters, messages, moves, notices
from handlers.desk.moves import Act
from handlers.desk.refusals import ChangedMeanwhile, NoSuchTarget, PassedAround
from handlers.escalation import routing
from storage import escalations, officers, organs
from storage.errors import IllegalMove
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status
from storage.lifecycle import Role
from storage.tables import Officer

LONGEST_REASON = 300
TO_CITY = "organ:"


@dataclass(frozen=True)
class Target:
    """Somewhere a question may be passed on to, with its name for the list."""

    code: str
    name: str
    kind: str


def transfer(act: Act, escalation_id: int, *, to: str, reason: str, version: int) -> Escalation:
    """Pass a question on with a reason that the next desk reads; tell the person who answers now.

    An organ nobody works for passes it to the city's desk at once.

    Raises:
        NotFound: there is none with this id for them.
        BadLength: the reason is empty or too long.
        TakenByOther: another officer works on it.
        ChangedMeanwhile: something happened since the page was opened.
        NoSuchTarget: nobody and nothing is called so.
        PassedAround: passed on too often; only the city's desk may have it now.
        IllegalMove: it is closed.
    """
    said = letters.checked(reason, most=LONGEST_REASON)
    found = moves.locked(act, escalation_id)
    if found.status == Status.CLOSED:
        raise IllegalMove(f"escalation {escalation_id} is closed")
    if found.status != Status.WAITING:
        moves.refuse_if_others(act, found, unless=Role.LEAD)
    if found.version != version:
        raise ChangedMeanwhile
    most = act.services.handing_over.most_transfers
    if found.transfers >= most and act.signed.organ and to != TO_CITY:
        raise PassedAround(most=most)
    before = (found.organ, found.group_id)
    status = _place(act, found, to)
    found.transfers += 1
    clocks.claim_again(act.services, act.session, found, at=act.at)
    if status is Status.WAITING:
        clocks.resume(act.services, act.session, found, at=act.at)
    to_status = status if status != found.status else None
    moves.change(act, found, kind="transferred", to=to_status, note=said, target=to)
    clocks.watch(act.services, act.session, found)
    notices.tell_owner(act.services, act.session, found, occasion="passed", at=act.at)
    if before != (found.organ, found.group_id):
        _tell_person(act, found)
    return found


def merge(act: Act, escalation_id: int, *, into: int, version: int) -> None:
    """Close a question as part of another one of the same person, which gets its words.

    Raises:
        NotFound: there is none with one of these ids for them, or of another person.
        ChangedMeanwhile: something happened since the page was opened.
        IllegalMove: one of them is closed, or they are the same.
    """
    first, second = (moves.locked(act, number) for number in sorted((escalation_id, into)))
    found, other = (first, second) if id_of(first) == escalation_id else (second, first)
    if found.person_id != other.person_id:
        raise NoSuchTarget
    if found is other or Status.CLOSED in (found.status, other.status):
        raise IllegalMove(f"escalation {escalation_id} into {into}")
    if found.status != Status.WAITING:
        moves.refuse_if_others(act, found, unless=Role.LEAD)
    if found.version != version:
        raise ChangedMeanwhile
    words = escalations.question_of(act.session, found)
    escalations.add_to(act.session, escalation=other, text=words, by=act.by, at=act.at)
    other.version += 1
    found.merged_into = id_of(other)
    closing.end(act, found, outcome="merged", target=f"question:{into}")
    reply = messages.merged(act.services)
    key = f"merged:{escalation_id}:{found.version}"
    letters.send(act.session, person_id=found.person_id, key=key, reply=reply, at=act.at)


def targets(act: Act) -> tuple[Target, ...]:
    """Return where this officer may pass questions on to: colleagues, groups, organs."""
    return tuple(_targets(act))


def _targets(act: Act) -> Iterator[Target]:
    everybody = [one for one in officers.everybody(act.session) if one.is_active]
    for one in everybody:
        if one.organ == act.signed.organ and id_of(one) != act.signed.officer_id:
            yield Target(f"officer:{one.id}", one.name or one.login, "officer")
    for group in organs.groups(act.session, organ=act.signed.organ):
        yield Target(f"group:{group.id}", group.name, "group")
    for organ in sorted({one.organ for one in everybody} - {act.signed.organ, ""}):
        yield Target(f"organ:{organ}", organ, "organ")
    if act.signed.organ:
        yield Target(TO_CITY, act.services.wording.say("human.city_desk"), "organ")


def _place(act: Act, found: Escalation, to: str) -> Status:
    """Lay a question where the target says and return the status it has there."""
    kind, _, name = to.partition(":")
    if kind == "officer" and name.isdigit():
        return _to_officer(act, found, int(name))
    if kind == "group" and name.isdigit():
        _to_group(act, found, int(name))
    elif kind == "organ" and (not name or name in act.services.knowledge.vocabulary.organs):
        route = routing.to_organ(act.session, organ=name, district=found.district)
        found.organ, found.group_id = route.organ, route.group_id
        found.about_organ = name or found.about_organ
    else:
        raise NoSuchTarget
    found.officer_id = None
    return Status.WAITING


def _to_officer(act: Act, found: Escalation, number: int) -> Status:
    officer = act.session.get(Officer, number)
    if officer is None or not officer.is_active or officer.organ != act.signed.organ:
        raise NoSuchTarget
    if officers.post_of(officer).roles.isdisjoint(moves.WORKS):
        raise NoSuchTarget
    found.officer_id = number
    found.organ, found.group_id = officer.organ, officer.group_id
    return Status(found.status) if found.status in (Status.ASKED, Status.ANSWERED) else Status.TAKEN


def _to_group(act: Act, found: Escalation, number: int) -> None:
    group = organs.group(act.session, group_id=number)
    if group is None or not access.may_see(act.signed, group.organ):
        raise NoSuchTarget
    found.organ, found.group_id = group.organ, number


def _tell_person(act: Act, found: Escalation) -> None:
    unit = notices.unit(act.services, act.session, found)
    reply = messages.moved(act.services, unit, found.due_at)
    key = f"moved:{found.id}:{found.version}"
    letters.send(act.session, person_id=found.person_id, key=key, reply=reply, at=act.at)
