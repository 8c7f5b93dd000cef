"""Whatever is typed or pressed gets one clear reply: no crash, nothing leaked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.turn import Kind
from tests.house import House

STRANGE = {
    "nothing": "",
    "spaces": "   \n\t ",
    "zero width": "\u200b\u200d\ufeff",
    "right to left": "\u202e过期食品\u202c",
    "lone surrogate": "过期\ud800食品",
    "emoji": "😡😡😡👍🏽",
    "html": "<script>alert(1)</script><b>过期食品</b>",
    "sql": "'; drop table people; --",
    "markdown": "**过期** [食品](javascript:alert(1)) `x`",
    "format": "{0} {turn.__class__} %s %n",
    "endless": "罚款" * 5_000,
    "one letter": "a",
    "numbers": "1234567890",
    "traditional": "過期食品沒賣出去也罰嗎",
    "full width": "过期食品　没卖出去也罚吗？？？",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_strange_message_gets_a_clear_reply(house: House, text: str) -> None:
    reply = house.say(text)

    assert reply.parts
    assert all(part.text.strip() for part in reply.parts)
    assert "Traceback" not in reply.text


def test_traditional_characters_find_the_same_answer(house: House) -> None:
    assert house.say("過期食品沒賣出去也罰嗎").entry == house.say("过期食品没卖出去也罚吗").entry


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=300))
def test_any_text_gets_a_reply(house: House, text: str) -> None:
    assert house.say(text).parts


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(action=st.text(min_size=1, max_size=80))
def test_any_action_gets_a_reply_and_answers_nothing(house: House, action: str) -> None:
    reply = house.say(action=action)

    assert reply.parts
    assert reply.kind is not Kind.ANSWER


VERBS = ["entry", "follow", "law", "rate", "grade", "reason", "domain", "industry", "topics",
         "med_pick", "med_change", "med_submit", "med_back", "human", "none", "safe"]  # fmt: skip


ARGUMENTS = [
    [],
    ["0"],
    ["99999999"],
    ["-1"],
    ["x", "1"],
    ["00000000", "0"],
    ["1", "5"],
    ["", "", ""],
]


@pytest.mark.parametrize("verb", VERBS)
def test_forged_arguments_of_known_actions_do_no_harm(house: House, verb: str) -> None:
    for args in ARGUMENTS:
        assert house.say(action=":".join([verb, *args])).parts
