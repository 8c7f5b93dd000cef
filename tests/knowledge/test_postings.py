"""Documents are found by BM25, whichever way is asked, and a query costs what its features cost."""

import random

import numpy as np
import pytest

from knowledge import index, postings
from knowledge.postings import Postings, characters_of, words_of

ALPHABET = "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会"


def _texts(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311  # texts, not secrets
    weights = [1 / n for n in range(1, len(ALPHABET) + 1)]
    return [
        "".join(chance.choices(ALPHABET, weights, k=chance.randrange(40))) for _ in range(count)
    ]


@pytest.mark.parametrize("count", [1, 10, 50])
def test_pruned_search_finds_the_scores_of_the_full_one(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Postings, "few", 0)
    found = Postings.build(characters_of(_texts(3000, 1)))

    for asked in _texts(60, 2):
        wanted = index.characters(asked)
        scores = found.scores(wanted)
        documents, best = found.best(wanted, count)

        full = np.sort(scores[scores > 0])[::-1][:count]
        assert np.allclose(best[: len(full)], full, rtol=2e-3)
        assert np.allclose(scores[documents], best, rtol=2e-3)


def test_rare_feature_counts_more_than_a_common_one() -> None:
    found = Postings.build(words_of([["食品", "电梯"], ["食品", "市场"], ["食品", "过期"]]))

    scores = found.scores(np.unique(postings.words_of([["食品", "电梯"]]).keys))

    assert scores.argmax() == 0
    assert scores[1] == pytest.approx(scores[2])


def test_feature_counts_what_it_is_worth() -> None:
    flat = words_of([["食品", "电梯"], ["市场"], ["过期"]])
    key = words_of([["电梯"]]).keys

    plain = Postings.build(flat).scores(key)
    damped = Postings.build(flat, key, np.array([0.5], np.float32)).scores(key)

    assert damped[0] == pytest.approx(plain[0] / 2, rel=1e-3)


def test_full_stop_parts_pairs() -> None:
    flat = characters_of(["甲乙。丙", "丁"])

    assert np.array_equal(
        np.unique(flat.keys),
        np.unique(
            np.concatenate(
                [index.characters("甲乙"), index.characters("丙"), index.characters("丁")]
            )
        ),
    )


@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_empty_index_answers_with_nothing(
    texts: list[str], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Postings, "few", few)
    found = Postings.build(characters_of(texts))

    assert not found.scores(index.characters("电梯")).any()
    assert found.best(index.characters("电梯"), 10)[0].tolist() == []
