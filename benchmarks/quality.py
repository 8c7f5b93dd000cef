"""`make eval`: take the development questions through the service and print the README's table.

The questions and their scorer lie beside the repository and are never part of it; the
folder is `../shared/eval` or the one in LUOWEN_EVAL.
"""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import noise, questions
from bot.predict import Task, run
from knowledge.asks import Kept, load_asks
from knowledge.base import load_base
from knowledge.policy import Verdict
from knowledge.thresholds import calibration_error, reliability

FOLDER = questions.EVAL
CHECKS = {
    Task.COMPLIANCE: (
        ("right article in the first answer (decision = answer)", "hit@1", "≥ 85"),
        ("answered, but no right article", "wrong_answer_rate", "≤ 4"),
        ("must-mention facts in the text given", "must_recall", "≥ 75"),
        ("no answer given (asked back, handed over)", "abstention_rate", ""),
    ),
    Task.OFFTOPIC: (
        ("off topic answered as law", "false_answer_rate", "≤ 2"),
        ("urgent, with the right number", "urgent_right_number", "≥ 97"),
        ("acceptable decision", "acceptable", ""),
    ),
    Task.MEDIATION: (
        ("category right", "accuracy", "≥ 92"),
        ("district right", "district_accuracy", ""),
    ),
}

KEPT = {
    Kept.BLIND: "Blind wordings, that nothing was learnt from",
    Kept.PRACTISED: "Harder wordings kept out of the index, that weights were practised on",
}


def score(task: Task, folder: Path) -> dict[str, float]:
    """Return the scorer's overall figures of a task, in percent."""
    gold = FOLDER / f"{task}_dev.jsonl"
    predicted, report = folder / f"{task}.jsonl", folder / f"{task}.json"
    run(task, gold, predicted)
    command = [sys.executable, str(FOLDER / "score.py"), "--gold", str(gold)]
    command += ["--pred", str(predicted), "--json", str(report), "--show", "0"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own scorer
    found: dict[str, float] = json.loads(report.read_text(encoding="utf-8"))["overall"]
    return found


def statutes(folder: Path) -> dict[str, float]:
    """Return how well the statute search does on the development questions."""
    predicted = folder / "statutes.jsonl"
    run(Task.STATUTES, FOLDER / "stard_dev.jsonl", predicted)
    rows = [json.loads(line)["ranked"] for line in predicted.read_text("utf-8").splitlines()]
    found = [[(one["law"], one["article"]) for one in ranked] for ranked in rows]
    return questions.graded(found, questions.lay_questions())


def print_confidence() -> None:
    """Print how far confidence can be believed, on wordings that are not in the index."""
    base, today = load_base(), datetime.now(UTC).date()
    matcher = base.matcher(today)
    for kept, what in KEPT.items():
        said, right, among_three, answered, wrong = [], [], 0, 0, 0
        for entry_id, wording in load_asks(kept):
            if entry_id not in matcher.places:
                continue
            found, place = base.find(wording, today), matcher.places[entry_id]
            first = matcher.places[found.entry_ids[0]] if found.entry_ids else -1
            is_right = first == place or (first >= 0 and matcher.akin(first, place))
            said.append(found.confidence)
            right.append(is_right)
            among_three += entry_id in found.entry_ids[:3]
            answered += found.verdict is Verdict.SURE
            wrong += found.verdict is Verdict.SURE and not is_right
        count = len(said)
        print(f"\n{what} (tests/asks, {kept}): {count}")
        print(f"- own entry among the first three: {among_three / count:.1%}")
        print(f"- answered: {answered / count:.1%}, of all answered wrong: {wrong / count:.1%}")
        print(f"- expected calibration error: {calibration_error(said, right):.3f} (aim ≤ 0.05)\n")
        print("| confidence | right in truth | wordings |\n|---|---|---|")
        for mean, true, number in reliability(said, right):
            print(f"| {mean:.1%} | {true:.1%} | {number} |")


def main() -> int:
    """Print one markdown table; 1 when the questions are not at hand."""
    if not FOLDER.is_dir():
        print(f"no development questions in {FOLDER}: set LUOWEN_EVAL", file=sys.stderr)
        return 1
    print("| what | measured | aim |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        for task, lines in CHECKS.items():
            figures = score(task, Path(name))
            for label, key, aim in lines:
                print(f"| {task}: {label} | {figures[key]} % | {aim and aim + ' %'} |")
        found = statutes(Path(name))
    recall, gain = found["recall_at_10"], found["ndcg_at_10"]
    untaught = "statutes, nothing learnt from such questions"
    print(f"| {untaught}: recall at 10 | {recall:.1%} | ≥ 60 % |")
    print(f"| {untaught}: nDCG at 10 | {gain:.3f} | ≥ 0.49 |")
    first = noise.found_first(load_base().matcher(datetime.now(UTC).date()))
    print(f"| four slips and small talk in front: right entry first | {first:.1%} | ≥ 99 % |")
    print_confidence()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
