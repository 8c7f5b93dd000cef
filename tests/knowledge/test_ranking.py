"""What a question finds: sayings and typing errors are seen through, any text is survived."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import text
from knowledge.base import KnowledgeBase
from knowledge.files import LEXICON, read_yaml
from knowledge.policy import Verdict
from knowledge.thresholds import MIX, WRONG
from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
# Any code point there is, lone surrogates included, and the characters people really type.
ANYTHING = st.text(st.characters(), max_size=300) | st.text(
    st.sampled_from("罚款多少钱怎么办店里过期证件，。？ 12万元abc《》第条\u200b\U0001f600"),
    max_size=300,
)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return shipped_knowledge()


@given(said=ANYTHING)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_at_all_is_judged_without_a_crash(base: KnowledgeBase, said: str) -> None:
    found = base.find(said, TODAY)

    assert 0.0 <= found.confidence <= 1.0
    assert len(set(found.entry_ids)) == len(found.entry_ids)
    assert len(base.policy.choices(found.candidates) if found.candidates else ()) <= 3


@given(said=ANYTHING, times=st.integers(2, 50))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_text_said_over_and_over_costs_no_more_than_the_longest_that_is_read(
    base: KnowledgeBase, said: str, times: int
) -> None:
    question = base.matcher(TODAY).read(said * times * 10)

    assert len(question.bare) <= text.LONGEST
    assert len(question.characters) <= 2 * text.LONGEST
    assert len(question.legal) <= text.LONGEST * 8
    assert len(question.ends) <= 3


@given(said=ANYTHING)
@settings(max_examples=60, deadline=None)
def test_normal_form_of_a_normal_form_is_itself(said: str) -> None:
    once = text.normalise(said)

    assert text.bare(text.normalise(once)) == text.bare(once)


@pytest.mark.parametrize("word", ["工资", "年报", "发票", "摆摊"])
def test_one_word_is_asked_back_with_at_most_three_choices(base: KnowledgeBase, word: str) -> None:
    found = base.find(word, TODAY)

    assert found.verdict is Verdict.TORN
    choices = base.policy.choices(found.candidates)
    assert 1 <= len(choices) <= 3
    assert all(any(word in said for said in _lines(base, one.entry_id)) for one in choices)


def _lines(base: KnowledgeBase, entry_id: str) -> tuple[str, ...]:
    entry = base.entries[entry_id]
    return (entry.title, *entry.tags, *entry.phrasings, entry.answer.short)


@pytest.mark.parametrize("word", ["苹果", "月亮", "忐忑"])
def test_word_that_no_entry_is_about_is_no_topic(base: KnowledgeBase, word: str) -> None:
    assert base.find(word, TODAY).verdict is Verdict.LOST


def test_colloquial_saying_is_shown_with_what_it_stands_for(base: KnowledgeBase) -> None:
    question = base.matcher(TODAY).read("老板炒鱿鱼要不要补钱")

    assert ("炒鱿鱼", "解除劳动合同") in question.legal


def test_small_talk_in_front_does_not_hide_the_question(base: KnowledgeBase) -> None:
    asked = "过期食品还摆在货架上会被罚吗"

    plain = base.find(asked, TODAY).entry_ids[0]
    talked = base.find(f"您好，我是在涧西区开店的，想跟您打听个事儿。{asked}", TODAY).entry_ids[0]

    assert talked == plain


def test_runner_up_on_the_same_article_is_shown_beside_and_not_asked_about(
    base: KnowledgeBase,
) -> None:
    found = base.find("过期食品还摆在货架上会被罚吗", TODAY)

    assert all(one.akin for one in base.policy.beside(found.candidates))
    assert found.candidates[0] not in base.policy.beside(found.candidates)


def test_thresholds_say_what_they_were_chosen_for() -> None:
    learnt = read_yaml(LEXICON / "ranker.json")

    wrong = {kind: learnt["judged"][kind]["answered_wrong"] for kind in MIX}
    assert sum(share * wrong[kind] for kind, share in MIX.items()) <= WRONG
    assert sum(MIX.values()) == pytest.approx(1)
    assert learnt["calibration_error"] <= 0.05
    assert sum(count for _, _, count in learnt["reliability"]) == learnt["blind"]
    written = (LEXICON / "policy.yaml").read_text("utf-8")
    assert all(f"{share:.1%} of all wrong" in written for share in wrong.values())


def test_question_that_no_entry_answers_is_seldom_answered(base: KnowledgeBase) -> None:
    learnt = read_yaml(LEXICON / "ranker.json")

    assert learnt["judged"]["unanswered"]["answered"] <= 0.2
    for said in ("市监局老王说的那个事到底行不行", "他们那样弄合规不"):
        assert base.find(said, TODAY).verdict is not Verdict.SURE, said


def test_news_is_never_confirmed_or_denied(base: KnowledgeBase) -> None:
    found = base.find("隔壁说洛阳下个月要收餐饮排烟费，真的吗", TODAY)

    assert found.verdict is Verdict.UNSURE


def test_whether_a_paper_is_genuine_is_no_news(base: KnowledgeBase) -> None:
    found = base.find("来查店的人，怎么知道执法证是不是真的", TODAY)

    assert found.verdict in (Verdict.SURE, Verdict.TORN)
