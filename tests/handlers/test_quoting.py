"""Where the base doesn't know, articles are quoted, marked as no answer; never off topic."""

import pytest

from handlers.turn import Kind, Reply, Role, Style
from tests.house import House, shipped_knowledge

# A question about the law that no entry answers, and that nothing near it is asked.
UNKNOWN = "票据的追索权多久不行使就消灭"


def _lost(house: House) -> Reply:
    reply = house.say(UNKNOWN)
    if reply.kind is Kind.CLARIFY:
        reply = house.say(action="none")
    return reply


def test_question_nobody_wrote_an_answer_for_is_met_with_quotations(house: House) -> None:
    reply = _lost(house)

    assert reply.kind is Kind.HANDOVER
    assert any(part.style is Style.QUOTE for part in reply.parts)
    assert any("不是解答" in part.text for part in reply.parts)
    assert any(button.role is Role.HUMAN for button in reply.buttons)


def test_quotation_names_version_and_source_and_says_what_the_source_says(house: House) -> None:
    reply = _lost(house)

    base = shipped_knowledge()
    assert 1 <= len(reply.cites) <= 3
    for cite in reply.cites:
        found = base.statutes.article(cite.law, cite.article, cite.suffix, on=house.now.date())
        assert found is not None
        assert any(part.text in found.text for part in reply.parts if part.style is Style.QUOTE)
        assert any(found.law.version_on in part.text for part in reply.parts)


def test_whole_article_is_one_tap_away(house: House) -> None:
    reply = _lost(house)

    button = next(one for one in reply.buttons if one.role is Role.ARTICLE)

    assert house.say(action=button.action).kind is Kind.STATUTE


@pytest.mark.parametrize("said", ["糖尿病打胰岛素打肚子哪里", "下一届总统会是谁"])
def test_off_topic_question_is_met_with_no_quotation(said: str, house: House) -> None:
    reply = house.say(said)

    assert not reply.cites
    assert not any(part.style is Style.QUOTE for part in reply.parts)
