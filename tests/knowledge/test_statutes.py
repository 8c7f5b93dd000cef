"""The version that holds is chosen by dates; dead and future law is not quoted."""

from datetime import date

import pytest

from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
STATUTES = shipped_knowledge().statutes


def test_trademark_law_of_2019_holds_until_the_new_one_starts() -> None:
    title = "中华人民共和国商标法"

    now = STATUTES.register.on(title, TODAY)
    then = STATUTES.register.on(title, date(2027, 1, 1))

    assert now is not None
    assert now.version_on == "2019-04-23"
    assert then is not None
    assert then.version_on == "2026-06-26"


@pytest.mark.parametrize("name", ["环境保护法", "大气污染防治法", "噪声污染防治法"])
def test_laws_that_went_into_the_ecological_code_name_it(name: str) -> None:
    title = f"中华人民共和国{name}"

    assert STATUTES.register.on(title, TODAY) is None
    assert STATUTES.register.on(title, date(2026, 8, 14)) is not None
    assert STATUTES.register.versions[title][0].replaced_by == "中华人民共和国生态环境法典"


def test_broken_articles_of_the_data_are_corrected() -> None:
    found = STATUTES.article("中华人民共和国生态环境法典", 1120, on=TODAY)

    assert found is not None
    assert "挥发性有机物" in found.text


def test_seed_regulation_is_quoted_in_full() -> None:
    title = "洛阳市服务型行政执法实施办法"
    articles = [STATUTES.article(title, n, on=TODAY) for n in range(1, 23)]

    assert all(articles)
    assert articles[12] is not None
    assert "消费者权益投诉" in articles[12].text


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("消法", "中华人民共和国消费者权益保护法"),
        ("《治安管理处罚法》", "中华人民共和国治安管理处罚法"),
        ("中华人民共和国消费者权益保护法实施条例", "消费者权益保护法实施条例"),
        (
            "国务院关于实施《公司法》注册资本登记管理制度的规定",
            "国务院关于实施《公司法》注册资本登记管理制度的规定",
        ),
    ],
)
def test_laws_are_found_by_every_usual_name(name: str, title: str) -> None:
    assert STATUTES.register.resolve(name) == title


def test_article_that_does_not_exist_is_not_made_up() -> None:
    assert STATUTES.article("中华人民共和国食品安全法", 999, on=TODAY) is None
    assert STATUTES.article("不存在的法", 1, on=TODAY) is None
