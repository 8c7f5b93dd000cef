"""Draw a reply as Telegram messages: HTML that always parses, in pieces that always fit.

Telegram counts a message's visible text in UTF-16 units and takes 4096 of them.
A long reply is cut between paragraphs, a long paragraph between sentences.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from bot.cleaning import clean
from handlers.turn import Part, Reply, Style

LONGEST = 4096
# A quote longer than this is folded; people open it with a tap.
FOLDED_FROM = 600
# Sent when a reply has no visible words at all, because an empty message is refused.
NOTHING = "…"

# Full stop, exclamation and question mark, semicolon; then comma and its kin; all full-width.
_SENTENCE_ENDS = re.compile("(?<=[\u3002\uff01\uff1f\uff1b!?;\n])|(?<=\\. )")
_CLAUSE_ENDS = re.compile("(?<=[\uff0c\u3001\uff1a,: ])")
_STAYS_WITH_LAST = {"\u200d", "\ufe0f", "\ufe0e"}


@dataclass(frozen=True)
class Block:
    """A paragraph as it is shown: its visible text, and how it is dressed."""

    style: Style
    text: str

    @property
    def html(self) -> str:
        """The paragraph as Telegram's HTML."""
        safe = escape(self.text, quote=False)
        if self.style is Style.LEAD:
            return f"<b>{safe}</b>"
        if self.style is Style.QUOTE:
            fold = " expandable" if length(self.text) > FOLDED_FROM else ""
            return f"<blockquote{fold}>{safe}</blockquote>"
        return safe


def length(text: str) -> int:
    """Return how long Telegram finds a text: UTF-16 code units."""
    return len(text.encode("utf-16-le", "replace")) // 2


@dataclass(frozen=True)
class Piece:
    """One message to send: as HTML, and as plain text should the HTML be refused."""

    html: str
    text: str


def draw(reply: Reply, limit: int = LONGEST) -> list[Piece]:
    """Return the messages a reply makes, in order; at least one, none of them empty."""
    pieces: list[Piece] = []
    taken: list[Block] = []
    size = 0
    for block in _fitting(_blocks(reply.parts), limit):
        gap = len(_gap(taken[-1], block)) if taken else 0
        if taken and size + gap + length(block.text) > limit:
            pieces.append(_joined(taken))
            taken, size, gap = [], 0, 0
        taken.append(block)
        size += gap + length(block.text)
    return [*pieces, _joined(taken or [Block(Style.TEXT, NOTHING)])]


def _blocks(parts: Sequence[Part]) -> Iterator[Block]:
    step = 0
    for part in parts:
        text = clean(part.text)
        if part.style is not Style.STEP:
            step = 0
        if not text:
            continue
        if part.style is Style.STEP:
            step += 1
            text = f"{step}. {text}"
        yield Block(part.style, text)


def _fitting(blocks: Iterator[Block], limit: int) -> Iterator[Block]:
    for block in blocks:
        for text in cut(block.text, limit):
            yield Block(block.style, text)


def _gap(before: Block, after: Block) -> str:
    together = before.style is after.style and after.style in (Style.STEP, Style.BASIS)
    return "\n" if together else "\n\n"


def _joined(blocks: Sequence[Block]) -> Piece:
    html, text = blocks[0].html, blocks[0].text
    for before, after in pairwise(blocks):
        gap = _gap(before, after)
        html += gap + after.html
        text += gap + after.text
    return Piece(html, text)


def cut(text: str, limit: int) -> list[str]:
    """Cut a text into pieces that fit: after sentences, else after clauses, else anywhere."""
    if length(text) <= limit:
        return [text]
    pieces: list[str] = []
    piece = ""
    for bit in _bits(text, limit):
        if length(piece) + length(bit) > limit:
            pieces.append(piece)
            piece = ""
        piece += bit
    return [kept for kept in (p.strip() for p in [*pieces, piece]) if kept]


def _bits(text: str, limit: int) -> Iterator[str]:
    for sentence in _SENTENCE_ENDS.split(text):
        if length(sentence) <= limit:
            yield sentence
            continue
        for clause in _CLAUSE_ENDS.split(sentence):
            yield from [clause] if length(clause) <= limit else _clusters(clause, limit)


def _clusters(text: str, limit: int) -> Iterator[str]:
    """Yield characters with what belongs to them, so that no emoji or accent is torn."""
    cluster = ""
    for char in text:
        joined = char in _STAYS_WITH_LAST or unicodedata.combining(char) or cluster[-1:] == "\u200d"
        if cluster and (not joined or length(cluster) + length(char) > limit):
            yield cluster
            cluster = ""
        cluster += char
    yield cluster
