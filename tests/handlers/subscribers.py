"""People who are prompted: put into the database as a subscription leaves them."""

from collections.abc import Mapping
from datetime import date, datetime

from handlers.prompting import delivery, plan
from handlers.prompting.facts import wanted_of
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge.prompt_calendar import DateKey, Facts
from storage import guidance, people, subscriptions
from storage.database import Session
from storage.identity import id_of

EXPIRY: DateKey = ("licence_expiry", "食品经营许可证")


def hotpot(**dates: date) -> Facts:
    """What a hotpot restaurant in 涧西 tells, with the day its licence ends."""
    held = {EXPIRY: dates.get("expiry", date(2027, 3, 31))}
    return Facts(("餐饮",), "个体工商户", "涧西区", ("食品经营许可证",), held)


def subscribe(
    services: Services,
    session: Session,
    facts: Facts,
    *,
    at: datetime,
    address: str,
    hour: int = 9,
    channel: str = "web",
) -> int:
    """Subscribe somebody at a moment, as the conversation does; return who."""
    person_id = id_of(people.meet(session, channel=channel, address=address, at=at))
    today, calendar = at.astimezone(LOCAL).date(), services.knowledge.calendar
    found = plan.wanted(
        services.knowledge.prompts.prompts.values(), facts,
        since=today, today=today, known=(), calendar=calendar,
    )  # fmt: skip
    due_at = plan.next_moment(found, at, hour, calendar)
    subscriptions.keep(
        session, person_id=person_id, wanted=wanted_of(facts), hour=hour,
        next_due_at=due_at, at=at,
    )  # fmt: skip
    if due_at is not None:
        delivery.wake(session, due_at=due_at, at=at)
    return person_id


def said_to(session: Session, person_ids: list[int]) -> Mapping[int, list[tuple[str, datetime]]]:
    """Return which prompts were recorded for people, by rule and period, with their time."""
    rows = guidance.prompted(
        session, person_ids=person_ids, since=datetime(2000, 1, 1, tzinfo=LOCAL)
    )
    return {
        person_id: sorted(((key.split(":", 2)[2], at) for key, at in said), key=lambda x: x[::-1])
        for person_id, said in rows.items()
    }
