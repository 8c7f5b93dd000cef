"""Citations are written and read the way people do."""

import pytest

from knowledge.citing import Reference, article_label, listing, reference_in, short_title, suffix_of
from knowledge.schema import Cite
from tests.house import shipped_knowledge

FOOD = "中华人民共和国食品安全法"


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (1, "第一条"),
        (10, "第十条"),
        (15, "第十五条"),
        (124, "第一百二十四条"),
        (1201, "第一千二百零一条"),
    ],
)
def test_article_numbers_are_written_in_chinese(number: int, label: str) -> None:
    assert article_label(number) == label


def test_each_law_is_named_once() -> None:
    cites = [
        Cite(law=FOOD, article=54),
        Cite(law=FOOD, article=124, paragraph=1, item=5),
        Cite(law="中华人民共和国行政处罚法", article=33),
    ]

    assert listing(cites) == (
        "《食品安全法》第五十四条、第一百二十四条第一款第五项；《行政处罚法》第三十三条"
    )


def test_title_inside_a_title_gets_inner_marks() -> None:
    assert short_title("国务院关于实施《公司法》的规定") == "《国务院关于实施〈公司法〉的规定》"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("《食品安全法》第三十四条", Reference(FOOD, 34)),
        ("食安法34条", Reference(FOOD, 34)),
        ("食品安全法 第 124 条", Reference(FOOD, 124)),
        ("中华人民共和国食品安全法第一百二十四条讲啥", Reference(FOOD, 124)),
        ("食品安全法", Reference(FOOD)),
        ("刑法第一百三十三条之一", Reference("中华人民共和国刑法", 133, "之一")),
        ("食品安全法管不管网购", None),
        ("过期食品罚多少", None),
    ],
)
def test_named_articles_are_recognised(said: str, expected: Reference | None) -> None:
    register = shipped_knowledge().statutes.register

    assert reference_in(said, register) == expected


def test_forged_suffix_is_no_suffix() -> None:
    assert suffix_of("1") == "之一"
    assert suffix_of("99") == ""
    assert suffix_of("x") == ""
