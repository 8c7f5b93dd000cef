"""The five levels of Art. 20 as buttons below the end of a matter."""

from handlers.actions import write
from handlers.turn import Button, Role
from knowledge.wording import Wording

LEVELS = (5, 4, 3, 2, 1)


def buttons(wording: Wording, verb: str, subject_id: int) -> tuple[Button, ...]:
    """Return the levels, the best first; `rating` reads what comes back."""
    return tuple(
        Button(
            label=wording.say(f"human.levels.{level}"),
            action=write(verb, subject_id, level),
            role=Role.RATE,
        )
        for level in LEVELS
    )
