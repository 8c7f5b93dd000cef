"""One question through the whole service, and why it was answered so."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from handlers import router
from handlers.services import Services
from handlers.turn import Kind, Reply, Turn
from knowledge import citing

SHOWN = 5


def run_once(services: Services, *lines: str, action: str = "") -> Reply:
    """Say these lines as a new person would and return the last reply.

    With an `action` the conversation starts with that button.
    """
    who = uuid.uuid4().hex
    reply = Reply(kind=Kind.NOTICE, parts=())
    said = [(action, "")] if action else []
    for n, (pressed, text) in enumerate([*said, *(("", line) for line in lines)]):
        turn = Turn("probe", who, f"{who}-{n}", datetime.now(UTC), text, pressed)
        receipt = router.receive(turn, services)
        reply = receipt.replies[0][1]
    return reply


def explain(services: Services, question: str, on: date | None = None) -> dict[str, Any]:
    """Return how a question was understood: words, synonyms, candidates, thresholds, decision."""
    base = services.knowledge
    found = base.find(question, on or datetime.now(UTC).date())
    return {
        "segments": list(found.question.segments),
        "synonyms": [f"{said} → {meant}" for said, meant in found.question.legal],
        "verdict": str(found.verdict),
        "confidence": round(found.confidence, 4),
        "thresholds": base.policy.thresholds(),
        "candidates": [
            {
                "entry": candidate.entry_id,
                "score": round(candidate.score, 4),
                "phrasing": candidate.phrasing,
                "cites": citing.listing(base.entries[candidate.entry_id].cites),
                "features": {name: round(v, 4) for name, v in candidate.features.items()},
            }
            for candidate in found.candidates[:SHOWN]
        ],
    }
