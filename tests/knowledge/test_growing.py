"""An index that entries were added to answers like one that had them from the start."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.base import KnowledgeBase
from knowledge.living import living
from knowledge.schema import Entry
from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
TAKEN_OUT = ("food/expired-food-on-shelf", "food/additive-overuse")


@pytest.fixture(scope="module")
def whole() -> KnowledgeBase:
    """Only what is about food, so that an index takes no time."""
    base = shipped_knowledge()
    entries = {key: entry for key, entry in base.entries.items() if entry.domain == "food"}
    return replace(base, entries=entries, store=None)


@pytest.fixture(scope="module")
def without(whole: KnowledgeBase) -> KnowledgeBase:
    """The same, but for two entries."""
    kept = {key: entry for key, entry in whole.entries.items() if key not in TAKEN_OUT}
    return replace(whole, entries=kept)


def test_added_entries_rank_as_if_they_had_been_there(
    whole: KnowledgeBase, without: KnowledgeBase
) -> None:
    grown = living(without, [whole.entries[key] for key in TAKEN_OUT], ())

    for key in TAKEN_OUT:
        for said in whole.entries[key].phrasings:
            expected, found = whole.find(said, TODAY), grown.find(said, TODAY)
            assert found.entry_ids[0] == expected.entry_ids[0] == key
            assert found.confidence == pytest.approx(expected.confidence, abs=0.1)


def test_other_questions_are_answered_as_before(
    whole: KnowledgeBase, without: KnowledgeBase
) -> None:
    grown = living(without, [whole.entries[key] for key in TAKEN_OUT], ())

    for entry in list(whole.entries.values())[:20]:
        said = entry.phrasings[0]
        assert grown.find(said, TODAY).entry_ids[0] == whole.find(said, TODAY).entry_ids[0]


def test_entry_that_is_gone_is_found_by_nothing(whole: KnowledgeBase) -> None:
    left = living(whole, (), TAKEN_OUT[:1])

    for said in whole.entries[TAKEN_OUT[0]].phrasings:
        assert TAKEN_OUT[0] not in left.find(said, TODAY).entry_ids
    assert left.entries.keys() == whole.entries.keys() - set(TAKEN_OUT[:1])


def test_entry_in_the_place_of_another_is_found_once_and_says_the_new(
    whole: KnowledgeBase,
) -> None:
    old = whole.entries[TAKEN_OUT[0]]
    new = old.model_copy(
        update={"answer": old.answer.model_copy(update={"short": "新的答复在这里。"})}
    )

    changed = living(whole, [new], ())

    found = changed.find(old.phrasings[0], TODAY).entry_ids
    assert found.count(old.id) == 1
    assert changed.entries[found[0]].answer.short == "新的答复在这里。"


def test_entry_answers_only_on_the_days_it_holds(
    whole: KnowledgeBase, without: KnowledgeBase
) -> None:
    entry = whole.entries[TAKEN_OUT[0]]
    later = entry.model_copy(update={"effective_from": date(2027, 1, 1)})

    grown = living(without, [later], ())

    assert entry.id not in grown.find(entry.phrasings[0], TODAY).entry_ids
    assert grown.find(entry.phrasings[0], date(2027, 1, 2)).entry_ids[0] == entry.id


def test_nothing_changed_is_the_shipped_base_itself(whole: KnowledgeBase) -> None:
    assert living(whole, (), ()) is whole


def test_words_nobody_used_before_are_found(without: KnowledgeBase, whole: KnowledgeBase) -> None:
    old = whole.entries[TAKEN_OUT[0]]
    strange = Entry.model_validate(
        old.model_dump()
        | {
            "id": "food/desk-1",
            "title": "饕餮鼎的养护要求",
            "phrasings": [
                f"饕餮鼎{said}"
                for said in ("怎么养护", "锈了咋办", "谁来管", "能摸吗", "开裂了", "擦洗")
            ],
        }
    )

    grown = living(without, [strange], ())

    assert grown.find("饕餮鼎生锈怎么处理", TODAY).entry_ids[0] == "food/desk-1"
