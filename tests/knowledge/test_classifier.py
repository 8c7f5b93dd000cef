"""The classifiers learn the same from the same, from nothing that judges them."""

import hashlib
import json
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from knowledge.classifier import load_classifier
from knowledge.teach import DISPUTES, INTENTS, LEGAL, learn_disputes, write
from tests.knowledge.examples import kept, taught

FILES = ("danger", "disputes", "legal", "outside")
JUDGES = Path(__file__).parents[3] / "shared" / "eval"
COPY = 92


def test_every_example_is_on_the_side_the_rule_puts_it() -> None:
    def is_kept(said: str) -> bool:
        return int(hashlib.blake2s(said.encode(), digest_size=4).hexdigest(), 16) % 4 == 0

    for name in FILES:
        assert [x for texts in taught(name).values() for x in texts if is_kept(x)] == []
        assert [x for texts in kept(name).values() for x in texts if not is_kept(x)] == []


def test_no_example_is_written_twice_and_every_class_has_thirty() -> None:
    said = [x for name in FILES for texts in taught(name).values() for x in texts]
    said += [x for name in FILES for texts in kept(name).values() for x in texts]

    assert len(said) == len(set(said))
    for name in FILES:
        assert all(len(texts) >= 30 for texts in taught(name).values())


def test_no_example_copies_a_question_that_judges_us() -> None:
    rows = [
        json.loads(line)
        for name in ("offtopic_dev.jsonl", "mediation_dev.jsonl")
        if (JUDGES / name).is_file()
        for line in (JUDGES / name).read_text(encoding="utf-8").splitlines()
    ]
    said = [x for name in FILES for texts in taught(name).values() for x in texts]

    copies = [
        (row["text"], found[0])
        for row in rows
        if (found := process.extractOne(row["text"], said, scorer=fuzz.ratio, score_cutoff=COPY))
    ]

    assert copies == []


def test_shipped_disputes_model_is_what_its_examples_teach(tmp_path: Path) -> None:
    write(tmp_path / "again.json", learn_disputes())

    again = json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))
    assert again == json.loads(DISPUTES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [DISPUTES, INTENTS], ids=["disputes", "intents"])
def test_chances_add_up_to_one_whatever_is_read(path: Path) -> None:
    model = load_classifier(path)

    for said in ("", "工资", "打" * 5_000, "\u200b", "a b c"):
        assert sum(model.read(said).chances.values()) == pytest.approx(1.0)


def test_intents_know_the_law_as_a_class() -> None:
    assert LEGAL in load_classifier(INTENTS).classes
