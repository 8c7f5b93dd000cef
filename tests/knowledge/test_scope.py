"""Danger is heard, foreign matters are refused, and questions about the law are neither."""

import pytest

from knowledge.files import WORDING, read_yaml
from knowledge.scope import Scope, load_scope
from tests.knowledge.examples import NUMBERS, asked, dangers, kept, phrased


@pytest.fixture(scope="module")
def scope() -> Scope:
    return load_scope()


def is_refused(scope: Scope, said: str) -> bool:
    return scope.chat(said) is not None or scope.foreign(said) is not None


def test_danger_is_heard_and_given_the_right_number_97_times_in_100(scope: Scope) -> None:
    says = read_yaml(WORDING / "urgent.yaml")

    missed = [
        (said, kind)
        for said, kind in dangers()
        if (found := scope.danger(said)) is None
        or not any(number in says[found.facts["say"]] for number in NUMBERS[kind])
    ]

    assert len(missed) <= 0.03 * len(dangers()), missed


def test_legal_question_that_mentions_danger_is_not_urgent(scope: Scope) -> None:
    questions = kept("danger")["not_urgent"]

    alarms = [said for said in questions if scope.danger(said)]

    assert len(alarms) <= 0.05 * len(questions), alarms


def test_question_about_the_law_is_seldom_urgent_and_hardly_ever_refused(scope: Scope) -> None:
    alarms = [said for said in asked() if scope.danger(said)]
    refused = [said for said in asked() if is_refused(scope, said)]

    assert len(alarms) <= 0.01 * len(asked()), alarms
    assert len(refused) <= 0.01 * len(asked()), refused


def test_matter_outside_the_service_is_recognised_95_times_in_100(scope: Scope) -> None:
    texts = [said for one in kept("outside").values() for said in one]

    missed = [said for said in texts if not is_refused(scope, said)]

    assert len(missed) <= 0.05 * len(texts), missed


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("我家着火了", "fire"),
        ("屋里煤气漏了", "gas"),
        ("有人拿刀追我", "violence"),
        ("老公正在打我", "domestic"),
        ("我不想活了", "suicide"),
        ("孩子误食了农药", "poisoning"),
        ("有人触电了", "injury"),
        ("刚撞车了有人卡在里面", "traffic"),
        ("孩子走丢了", "missing"),
    ],
)
def test_plain_report_of_each_danger_is_named(scope: Scope, said: str, kind: str) -> None:
    found = scope.danger(said)

    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize(
    "said",
    [
        "去年我家着火了保险不赔",
        "如果煤气漏了该找哪个部门",
        "打架一般罚多少",
        "食物中毒怎么投诉",
        "那个人呢",
    ],
)
def test_past_supposed_and_asked_about_is_not_urgent(scope: Scope, said: str) -> None:
    assert scope.danger(said) is None


def test_story_of_a_dispute_is_urgent_only_when_danger_is_sure(scope: Scope) -> None:
    story = "喝酒打架他踹了我一脚，现在想让派出所调解"

    assert scope.danger(story, telling=True) is None
    assert scope.danger("煤气漏了屋里有人晕倒了叫不醒", telling=True) is not None


@pytest.mark.parametrize("said", ["证", "税", "工资", "社保", "油烟", "罚款", "4S店", "听证"])
def test_short_legal_keyword_is_not_refused(scope: Scope, said: str) -> None:
    assert not is_refused(scope, said)


@pytest.mark.parametrize(
    "said", ["asdkjh", "的的的的的的", "；；；；", "罚" * 60, "xxxxxx", "998877665"]
)
def test_keys_hit_at_random_are_gibberish(scope: Scope, said: str) -> None:
    found = scope.foreign(said)

    assert found is not None
    assert found.name == "gibberish"
    assert found.is_clear


def test_refusal_names_its_reasons_and_chance(scope: Scope) -> None:
    found = scope.foreign("糖尿病人吃什么药降血糖")

    assert found is not None
    assert found.name == "medical"
    assert found.chance >= 0.5
    assert found.reasons


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("转人工", "human"),
        ("转人公", "human"),
        ("我要转人工！", "human"),
        ("申请调节", "mediate"),
        ("查进渡", "status"),
        ("菜单", "home"),
    ],
)
def test_command_is_understood_with_a_typing_error(scope: Scope, said: str, command: str) -> None:
    assert scope.command(said) == command


def test_question_about_the_law_is_never_a_command(scope: Scope) -> None:
    taken = [said for said in (*asked(), *phrased()) if scope.command(said)]

    assert taken == []


STRANGE = {
    "empty": "",
    "space": " ",
    "zero width": "\u200b",
    "emoji": "😀" * 50,
    "sign": "？",
    "long latin": "a" * 10_000,
    "long han": "打" * 10_000,
    "lone surrogate": "\ud800",
}


@pytest.mark.parametrize("said", STRANGE.values(), ids=STRANGE)
def test_strange_text_is_read_without_complaint(scope: Scope, said: str) -> None:
    scope.danger(said)
    scope.chat(said)
    scope.foreign(said)
    scope.command(said)
