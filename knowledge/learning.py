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
    MIX,
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
    Source,
    asked,
    cross_outcomes,
    learn_confidence,
    learn_weights,
    lessons,
    outcomes,
    unanswered,
)
from knowledge.weighing import learn_importance

CHOICE = 3.0


def train(
    matcher: Matcher,
    practised: Sequence[tuple[str, str]],
    blind: Sequence[tuple[str, str]],
    unanswerable: Sequence[str],
) -> dict[str, Any]:
    """Return everything learnt from the entries of a matcher: see `write`.

    How much words tell is learnt first, from an index that knows nothing of it, and never
    from wordings kept out. From the `blind` ones nothing is learnt: thresholds are chosen by
    them.
    """
    plain = _indexed(matcher, Importance({}, {}))
    found = list(lessons(plain))
    importance = learn_importance(plain, found, learn_weights(found))
    matcher = _indexed(matcher, importance)
    found = [
        *lessons(matcher),
        *asked(matcher, practised),
        *unanswered(matcher, unanswerable),
    ]
    seen = cross_outcomes(matcher, found)
    weights = learn_weights(found)
    matcher.reweigh(weights)
    judged = judge(seen, list(outcomes(matcher, list(asked(matcher, blind, Source.BLIND)))))
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
    """Return how good the confidence is on blind wordings, and what `sure` lets through."""
    blind = judged.of(Source.BLIND)
    said, right = list(judged.said[blind]), list(judged.right[blind])
    return {
        "blind": len(said),
        "calibration_error": round(calibration_error(said, right), DIGITS),
        "reliability": [
            [round(mean, 3), round(true, 3), count]
            for mean, true, count in reliability(said, right)
        ],
        "judged": {source: _shares(judged, sure, source) for source in MIX},
    }


def _shares(judged: Judged, sure: float, source: Source) -> dict[str, float]:
    answered, wrong = judged.answered(sure, source)
    return {"answered": round(answered, DIGITS), "answered_wrong": round(wrong, DIGITS)}


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
    judged = (
        f"#   {share:.0%} {source}: {learnt['judged'][source]['answered']:.1%} answered,"
        f" {learnt['judged'][source]['answered_wrong']:.1%} of all wrong"
        for source, share in MIX.items()
    )
    lines = (
        "# What confidence allows. Made by `luowen kb train`; the rules are in knowledge/thresholds.py.",
        "# Chosen on four kinds of wordings whose confidence was learnt from others: blind ones",
        f"# ({learnt['blind']} in tests/asks, by authors who had seen no wording), ones that were kept out of",
        "# the index but practised (tests/asks too, harder than what people write), wordings damaged",
        "# as people damage them (words lost, exchanged, mistyped, small talk in front), and questions",
        "# that no entry answers (examples/unanswered.yaml).",
        f"# sure: answered with a wrong article in at most {WRONG:.0%} of all questions of this mix:",
        *judged,
        f"# torn: one of three choices is right at least {CHOICE_HELPS:.0%} of the time.",
        f"# lost: at most {TURNED_AWAY:.0%} of the questions that have an entry fall below.",
        "# choice: how far behind the best score an entry may be and still be offered (by hand).",
        *(f"{name}: {limits[name]}" for name in ("sure", "torn", "lost")),
        f"choice: {CHOICE}",
    )
    (folder / "policy.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
