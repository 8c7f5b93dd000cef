"""Articles are found by plain words, in the text that holds, and what isn't law finds none."""

from datetime import date

import pytest

from knowledge import mentions
from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
CIVIL_CODE = "中华人民共和国民法典"


@pytest.mark.parametrize(
    ("said", "title", "number"),
    [
        ("房屋租赁合同最长能签多少年", CIVIL_CODE, 705),
        ("楼上扔东西砸到人谁来赔", CIVIL_CODE, 1254),
        ("试用期最长多久", "中华人民共和国劳动合同法", 19),
        ("自己写的遗嘱怎样才算数", CIVIL_CODE, 1134),
    ],
)
def test_article_is_among_the_first_ten(said: str, title: str, number: int) -> None:
    found = shipped_knowledge().search.find(said, on=TODAY)

    assert (title, number) in [(one.law.title, one.number) for one in found]


def test_text_is_the_one_that_holds_on_the_day_asked_about() -> None:
    before = shipped_knowledge().search.find("噪声扰民 夜间施工", on=date(2026, 8, 14), limit=30)
    after = shipped_knowledge().search.find("噪声扰民 夜间施工", on=TODAY, limit=30)

    title = "中华人民共和国噪声污染防治法"
    assert title in {one.law.title for one in before}
    assert title not in {one.law.title for one in after}


@pytest.mark.parametrize("said", ["", "？？？", "\x00\u200b", "𠮷" * 3])
def test_nothing_said_finds_nothing(said: str) -> None:
    assert shipped_knowledge().search.find(said, on=TODAY) == []


@pytest.mark.parametrize(
    "said",
    ["糖尿病打胰岛素打肚子哪里", "下一届总统会是谁", "用python写个冒泡排序", "今天股票会涨吗"],
)
def test_what_is_not_about_the_law_gets_no_article(said: str) -> None:
    assert shipped_knowledge().articles_about(said, TODAY) == []


def test_mentions_count_laws_courts_name_and_articles_anybody_names() -> None:
    register = shipped_knowledge().statutes.register
    texts = [
        ("司法解释", "根据《中华人民共和国民法典》第五百七十七条、第五百八十四条的规定"),
        ("行政法规", "依照《劳动合同法》第十九条第一款处理"),
    ]

    found = mentions.count(texts, register)

    assert found.laws == {CIVIL_CODE: 1}
    assert found.of_article(CIVIL_CODE, 584, "") == 1
    assert found.of_article("中华人民共和国劳动合同法", 19, "") == 1
    assert found.of_article(CIVIL_CODE, 19, "") == 0
