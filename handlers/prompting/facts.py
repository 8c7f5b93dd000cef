"""What a subscriber told, between its two forms: rows in storage, facts of the calendar."""

from collections.abc import Iterable
from datetime import date

from knowledge.prompt_calendar import Facts
from storage.subscriptions import Wanted


def facts_of(wanted: Wanted) -> Facts:
    """Return what the calendar needs."""
    held = wanted.held
    return Facts(
        industries=wanted.industries,
        audience=wanted.audience,
        district=wanted.district,
        licences=tuple(held.get("licences", ())),
        dates={(name, of): date.fromisoformat(day) for name, of, day in held.get("dates", ())},
        off=frozenset(held.get("off", ())),
        done=frozenset(held.get("done", ())),
    )


def wanted_of(facts: Facts) -> Wanted:
    """Return what storage keeps."""
    return Wanted(
        industries=facts.industries,
        audience=facts.audience,
        district=facts.district,
        held={
            "licences": list(facts.licences),
            "dates": [[name, of, day.isoformat()] for (name, of), day in facts.dates.items()],
            "off": sorted(facts.off),
            "done": sorted(facts.done),
        },
    )


def merged(old: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    """Return both, each once, in the order they were told."""
    return tuple(dict.fromkeys([*old, *new]))
