"""How the values of figures read, for the page of figures and for the annual report."""

from handlers.services import Services

# Where the words of a figure's values are; the others are words already.
_WORDS = {
    "answers": "supervising.verdict.",
    "guidance": "guiding.modes.",
    "questions": "desk.status.",
    "question_reasons": "desk.reason.",
    "cases": "desk.status.",
    "answer_ratings": "supervising.useful.",
    "question_ratings": "human.levels.",
    "case_ratings": "human.levels.",
    "people": "supervising.channel.",
    "settlements": "desk.status.",
    "rectifications": "supervising.status.",
    "broadcasts": "guiding.state.",
}
_OF_THE_REPORT = ("visits", "endings", "performances", "case_visits", "referrals", "entries")


def read_as(services: Services, key: str) -> dict[str, str]:
    """Return how a figure's values read; empty when they are words already."""
    if key == "topics":
        return dict(services.knowledge.vocabulary.domains)
    if key in _OF_THE_REPORT:
        return services.wording.below(f"report.value.{key}.")
    return services.wording.below(_WORDS[key]) if key in _WORDS else {}
