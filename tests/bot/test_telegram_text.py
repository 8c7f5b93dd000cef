"""A reply becomes messages that Telegram accepts, whatever is in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram_text import LONGEST, draw
from handlers.turn import Kind, Part, Reply, Style
from tests.fakes.bot_api_checks import checked_text, plain_text, utf16_length

STYLES = st.sampled_from(list(Style))
ANYTHING = st.text(st.characters(), max_size=300)


def reply(*parts: tuple[Style, str]) -> Reply:
    return Reply(kind=Kind.ANSWER, parts=tuple(Part(style=s, text=t) for s, t in parts))


def test_reply_is_drawn_lead_first_and_steps_numbered() -> None:
    answer = reply(
        (Style.LEAD, "lead"), (Style.STEP, "one"), (Style.STEP, "two"), (Style.BASIS, "law 1")
    )

    [piece] = draw(answer)

    assert piece.html == "<b>lead</b>\n\n1. one\n2. two\n\nlaw 1"
    assert piece.text == "lead\n\n1. one\n2. two\n\nlaw 1"


def test_steps_are_counted_anew_after_another_paragraph() -> None:
    [piece] = draw(reply((Style.STEP, "a"), (Style.TEXT, "t"), (Style.STEP, "b")))

    assert piece.text == "1. a\n\nt\n\n1. b"


def test_quote_is_a_block_and_a_long_one_is_folded() -> None:
    [short] = draw(reply((Style.QUOTE, "article")))
    [long] = draw(reply((Style.QUOTE, "条" * 700)))

    assert short.html == "<blockquote>article</blockquote>"
    assert long.html.startswith("<blockquote expandable>")


def test_markup_in_a_reply_is_shown_and_not_obeyed() -> None:
    [piece] = draw(reply((Style.TEXT, "<b>x</i> & <script>alert(1)</script> &lt; *_`[")))

    assert plain_text(piece.html) == "<b>x</i> & <script>alert(1)</script> &lt; *_`["


def test_long_reply_is_cut_between_paragraphs_first() -> None:
    pieces = draw(reply((Style.LEAD, "短。"), (Style.TEXT, "长" * 4090), (Style.NOTE, "完")))

    assert [utf16_length(piece.text) for piece in pieces] == [4094, 1]


def test_long_paragraph_is_cut_after_a_sentence() -> None:
    text = "".join(f"第{n}句话到这里结束。" for n in range(900))

    pieces = draw(reply((Style.TEXT, text)))

    assert len(pieces) == 3
    assert all(piece.text.endswith("。") for piece in pieces)
    assert "".join(piece.text for piece in pieces) == text


def test_sentence_without_an_end_is_cut_after_a_clause() -> None:
    pieces = draw(reply((Style.TEXT, ("一二三四五六七八九，" * 1000).rstrip("，"))))

    assert all(piece.text.endswith("，") for piece in pieces[:-1])


def test_every_piece_of_a_bold_paragraph_is_bold() -> None:
    pieces = draw(reply((Style.LEAD, "重要。" * 3000)))

    assert len(pieces) > 1
    assert all(p.html.startswith("<b>") and p.html.endswith("</b>") for p in pieces)


def test_emoji_count_twice_and_are_never_torn() -> None:
    family = "👨‍👩‍👧"

    pieces = draw(reply((Style.TEXT, family * 2000)))

    assert "".join(piece.text for piece in pieces) == family * 2000
    assert all(len(piece.text) % len(family) == 0 for piece in pieces)


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x07", "\x1b"])
def test_reply_without_words_still_makes_a_message(text: str) -> None:
    [piece] = draw(reply((Style.TEXT, text)))

    assert piece.text == "…"


def test_lone_surrogate_becomes_a_replacement_character() -> None:
    [piece] = draw(reply((Style.TEXT, "a\ud800b")))

    assert piece.text == "a\ufffdb"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(STYLES, ANYTHING), min_size=1, max_size=6), st.integers(40, 120))
def test_any_reply_is_accepted_and_complete(parts: list[tuple[Style, str]], limit: int) -> None:
    pieces = draw(reply(*parts), limit)

    for piece in pieces:
        seen = checked_text({"text": piece.html, "parse_mode": "HTML"}, limit)
        assert seen == piece.text


def test_longest_allowed_paragraph_is_one_message() -> None:
    assert len(draw(reply((Style.TEXT, "字" * LONGEST)))) == 1
    assert len(draw(reply((Style.TEXT, "字" * (LONGEST + 1))))) == 2
