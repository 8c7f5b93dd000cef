"""Do the whole learning and write its results: `ranker.json` and `policy.yaml`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from knowledge.files import LEXICON
from knowledge.match import Matcher
from knowledge.thresholds import (
    CHOICE_HELPS,
    TURNED_AWAY,
    WRONG,
    calibration_error,
    choose,
    judge,
    reliability,
)
from knowledge.train import DIGITS, learn_confidence, learn_weights, lessons, outcomes


def train(matcher: Matcher) -> dict[str, Any]:
    """Return the content of `ranker.json` for the entries of a matcher, thresholds included."""
    found = list(lessons(matcher))
    weights = learn_weights(found)
    matcher.reweigh(weights)
    seen = list(outcomes(matcher, found))
    judged = judge(seen)
    limits = choose(judged)
    answered = judged.said >= limits["sure"]
    table = reliability(list(judged.said), list(judged.right))
    return {
        "made_by": "luowen kb train",
        "entries": len(matcher.entries),
        "lessons": len(found),
        "calibration_error": round(
            calibration_error(list(judged.said), list(judged.right)), DIGITS
        ),
        "reliability": [[round(said, 3), round(true, 3), count] for said, true, count in table],
        "answered": round(float(answered.mean()), DIGITS),
        "answered_wrong": round(float((answered & ~judged.right).mean()), DIGITS),
        "weights": weights,
        "calibration": learn_confidence(seen),
        "thresholds": limits,
    }


def write(learnt: Mapping[str, Any], folder: Path = LEXICON) -> None:
    """Write weights as readable JSON, and the thresholds with where they come from."""
    limits = learnt["thresholds"]
    rest = {key: value for key, value in learnt.items() if key != "thresholds"}
    text = json.dumps(rest, ensure_ascii=False, indent=1) + "\n"
    (folder / "ranker.json").write_text(text, encoding="utf-8")
    lines = (
        "# What confidence allows. Made by `luowen kb train` from wordings left out, wordings",
        f"# damaged and entries hidden ({learnt['lessons']} questions); see knowledge/thresholds.py.",
        f"# sure: answered with a wrong article in at most {WRONG:.0%} of these questions.",
        f"# torn: one of three choices is right at least {CHOICE_HELPS:.0%} of the time.",
        f"# lost: at most {TURNED_AWAY:.0%} of the questions that have an entry fall below.",
        "# choice: how far behind the best score an entry may be and still be offered (by hand).",
        *(f"{name}: {limits[name]}" for name in ("sure", "torn", "lost")),
        "choice: 3.0",
    )
    (folder / "policy.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
