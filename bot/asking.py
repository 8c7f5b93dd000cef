"""One question through the whole service, on a passing database, and why it was answered so."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot import wiring
from bot.settings import Settings, load_settings
from handlers import router
from handlers.services import Services
from handlers.turn import Kind, Reply, Turn
from knowledge import citing
from knowledge.store import Store, Stored, fingerprint
from storage.database import revisions

Row = dict[str, Any]

SHOWN = 5
# What a reply's kind is called in the contract; anything else means an officer was offered.
DECISIONS = {
    Kind.ANSWER: "answer",
    Kind.STATUTE: "answer",
    Kind.CLARIFY: "clarify",
    Kind.HANDOVER: "handover",
    Kind.DECLINE: "decline",
    Kind.SMALLTALK: "smalltalk",
    Kind.MENU: "smalltalk",
    Kind.URGENT: "urgent",
}


@contextmanager
def passing_services() -> Iterator[Services]:
    """Yield the whole service on a database that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="luowen-") as folder:
        settings = Settings.model_validate({"LUOWEN_DATA_DIR": folder})
        cache = load_settings().data_dir / "index"
        path = Path(folder) / "luowen.db"
        put_empty(path, Store(cache), settings)
        services = wiring.build(settings, url=f"sqlite:///{path}", cache=cache)
        try:
            yield services
        finally:
            services.database.close()


def put_empty(path: Path, store: Store, settings: Settings) -> None:
    """Put an empty database there; once made by the revisions of the schema, it is kept."""
    made_from = fingerprint(revisions())
    kept = store.read("empty", made_from)
    if kept is None:
        wiring.open_database(settings, url=f"sqlite:///{path}").close()
        store.write("empty", made_from, Stored.of_bytes(path.read_bytes()))
    else:
        path.write_bytes(kept.whole())


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


def row_of(reply: Reply) -> Row:
    """Return a reply as the contract writes it."""
    return {
        "decision": DECISIONS.get(reply.kind, "handover"),
        "entry": reply.entry,
        "confidence": round(reply.confidence, 4),
        "cited": [{"law": cite.law, "article": cite.article} for cite in reply.cites],
        "text": reply.text,
    }


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
