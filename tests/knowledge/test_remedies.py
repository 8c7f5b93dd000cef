"""Every remedy and every period told as law names an article we can open."""

from datetime import date

import pytest

from knowledge.files import read_yaml
from knowledge.periods import FILE as PERIODS
from knowledge.register import load_register
from knowledge.remedies import load_remedies
from knowledge.schema import Cite
from knowledge.statutes import Statutes, load_statutes

TODAY = date(2026, 11, 23)
REMEDIES = load_remedies()
CATEGORIES = [
    "学生伤害事故",
    "治安管理",
    "交通事故损害赔偿",
    "土地权属",
    "林地权属",
    "劳动争议",
    "消费者权益投诉",
    "其他",
]


def cited_periods() -> list[tuple[Cite, int]]:
    table = read_yaml(PERIODS)
    kinds = [*table["categories"].values(), *table["subjects"].values()]
    rows = [row for kind in kinds for row in kind.values() if "cite" in row]
    return [(Cite.model_validate(row["cite"]), row["count"]) for row in rows]


@pytest.fixture(scope="module")
def statutes() -> Statutes:
    return load_statutes(load_register())


def test_articles_behind_remedies_can_be_opened(statutes: Statutes) -> None:
    closed = [
        (cite.law, cite.article)
        for cite in REMEDIES.every_cite()
        if statutes.article(cite.law, cite.article, on=TODAY) is None
    ]

    assert closed == []


def test_articles_behind_periods_name_their_number(statutes: Statutes) -> None:
    numerals = {
        7: ("七", "7"),
        10: ("10",),
        5: ("5",),
        15: ("十五",),
        60: ("60",),
        30: ("三十", "30"),
    }
    for cite, count in cited_periods():
        article = statutes.article(cite.law, cite.article, on=TODAY)
        assert article is not None, cite
        assert any(numeral in article.text for numeral in numerals[count]), cite


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_a_way_left_and_an_honest_word_on_its_agreement(category: str) -> None:
    left, worth = REMEDIES.lines(category=category), REMEDIES.worth(category=category)

    assert left
    assert all("《" in line for line in left)
    assert "不能直接申请法院强制执行" in worth[0]
    assert "content" in REMEDIES.agreement_fields(category)
