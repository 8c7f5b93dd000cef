"""Do the whole learning and write its results: `importance.json`, `ranker.json`, `policy.yaml`."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.files import LEXICON
from knowledge.importance import Importance
from knowledge.match import Matcher
from knowledge.thresholds import (
    CHOICE_HELPS,
    KEPT_OUT,
    TURNED_AWAY,
    WRONG,
    Judged,
    calibration_error,
    choose,
    judge,
    reliability,
)
from knowledge.train import (
    DIGITS,
    asked,
    learn_confidence,
    learn_weights,
    lessons,
    outcomes,
)
from knowledge.weighing import learn_importance

CHOICE = 3.0


def train(matcher: Matcher, asks: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return everything learnt from the entries of a matcher: see `write`.

    How much words tell is learnt first, from an index that knows nothing of it. `asks` are
    wordings kept out: nothing is learnt from them, thresholds are chosen by them.
    """
    plain = _indexed(matcher, Importance({}, {}))
    found = list(lessons(plain))
    importance = learn_importance(plain, found, learn_weights(found))
    matcher = _indexed(matcher, importance)
    found = list(lessons(matcher))
    weights = learn_weights(found)
    matcher.reweigh(weights)
    seen = list(outcomes(matcher, found))
    judged = judge(seen, list(outcomes(matcher, list(asked(matcher, asks)))))
    limits = choose(judged)
    return {
        "made_by": "luowen kb train",
        "entries": len(matcher.entries),
        "lessons": len(found),
        **_measured(judged, limits["sure"]),
        "weights": weights,
        "calibration": learn_confidence(seen),
        "thresholds": limits,
        "importance": importance,
    }


def _measured(judged: Judged, sure: float) -> dict[str, Any]:
    """Return how good the confidence is on wordings kept out, and what `sure` lets through."""
    said, right = list(judged.said[judged.asked]), list(judged.right[judged.asked])
    kept_out, damaged = (judged.answered(sure, asked=one) for one in (True, False))
    return {
        "kept_out": len(said),
        "calibration_error": round(calibration_error(said, right), DIGITS),
        "reliability": [
            [round(mean, 3), round(true, 3), count]
            for mean, true, count in reliability(said, right)
        ],
        "kept_out_answered": round(kept_out[0], DIGITS),
        "kept_out_answered_wrong": round(kept_out[1], DIGITS),
        "damaged_answered": round(damaged[0], DIGITS),
        "damaged_answered_wrong": round(damaged[1], DIGITS),
    }


def _indexed(matcher: Matcher, importance: Importance) -> Matcher:
    return Matcher(
        matcher.entries, matcher.synonyms, {}, importance=importance, vectors=matcher.vectors
    )


def write(learnt: Mapping[str, Any], folder: Path = LEXICON) -> None:
    """Write weights as readable JSON, and the thresholds with where they come from."""
    limits, importance = learnt["thresholds"], learnt["importance"]
    rest = {k: v for k, v in learnt.items() if k not in ("thresholds", "importance")}
    text = json.dumps(rest, ensure_ascii=False, indent=1) + "\n"
    (folder / "ranker.json").write_text(text, encoding="utf-8")
    factors = {"characters": importance.characters, "words": importance.words}
    text = json.dumps(factors, ensure_ascii=False, indent=0) + "\n"
    (folder / "importance.json").write_text(text, encoding="utf-8")
    lines = (
        "# What confidence allows. Made by `luowen kb train`; the rules are in knowledge/thresholds.py.",
        "# Chosen on two kinds of wordings that confidence was not learnt from, mixed "
        f"{KEPT_OUT:.0%} to {1 - KEPT_OUT:.0%}:",
        f"# {learnt['kept_out']} kept out of the index and of all learning (tests/asks; harder than",
        "# what people write, as their authors took care to use other words), and wordings",
        "# damaged as people damage them (words lost, exchanged, mistyped, small talk in front).",
        f"# sure: answered with a wrong article in at most {WRONG:.0%} of all questions of this mix;",
        f"#   kept out: {learnt['kept_out_answered']:.1%} answered, {learnt['kept_out_answered_wrong']:.1%} of all wrong;"
        f" damaged: {learnt['damaged_answered']:.1%} answered, {learnt['damaged_answered_wrong']:.1%} wrong.",
        f"# torn: one of three choices is right at least {CHOICE_HELPS:.0%} of the time.",
        f"# lost: at most {TURNED_AWAY:.0%} of the questions that have an entry fall below.",
        "# choice: how far behind the best score an entry may be and still be offered (by hand).",
        *(f"{name}: {limits[name]}" for name in ("sure", "torn", "lost")),
        f"choice: {CHOICE}",
    )
    (folder / "policy.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
