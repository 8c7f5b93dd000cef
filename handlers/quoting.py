"""Quote articles as their source prints them: opened one by one, or beside an honest "we don't know".

A quotation carries version, date and source and is never advice. Which articles speak of
a question, and whether it is about the law at all, is decided in knowledge/.
"""

from collections.abc import Iterator

from handlers.actions import write
from handlers.talk import Talk
from handlers.turn import Button, CiteRef, Kind, Part, Reply, Role, Style
from knowledge import citing
from knowledge.base import short_key
from knowledge.register import Law
from knowledge.statutes import Article

MOST_QUOTED = 3
# A longer article is quoted by its first paragraph; the button opens the whole of it.
LONGEST_QUOTE = 240


def beside(talk: Talk, reply: Reply, asked: str) -> Reply:
    """Return the reply with the articles that speak most of what was asked, marked as no answer.

    Whatever is not about the law gets no quotation.
    """
    base = talk.services.knowledge
    found = base.articles_about(asked, talk.today)[:MOST_QUOTED]
    if not found:
        return reply
    heading = Part(style=Style.NOTE, text=talk.say("statute.not_an_answer"))
    quotes = tuple(part for article in found for part in _extract(talk, article))
    return reply.model_copy(
        update={
            "kind": Kind.HANDOVER,
            "parts": (*reply.parts, heading, *quotes),
            "buttons": (*reply.buttons, *map(article_button, found)),
            "cites": tuple(cite_of(article) for article in found),
        }
    )


def _extract(talk: Talk, article: Article) -> Iterator[Part]:
    yield Part(style=Style.TEXT, text=talk.say("statute.quoted", name=name_of(article)))
    paragraphs = article.paragraphs
    if len(article.text) <= LONGEST_QUOTE:
        for paragraph in paragraphs:
            yield Part(style=Style.QUOTE, text=paragraph)
    else:
        yield Part(style=Style.QUOTE, text=paragraphs[0])
        yield Part(style=Style.NOTE, text=talk.say("statute.continued"))
    yield Part(style=Style.NOTE, text=facts(talk, article.law))


def name_of(article: Article) -> str:
    """Return how an article is called: law and number."""
    place = citing.article_label(article.number, article.suffix)
    return f"{citing.short_title(article.law.title)}{place}"


def article_button(article: Article) -> Button:
    """The button that opens an article."""
    number = citing.suffix_number(article.suffix)
    action = write("law", short_key(article.law.title), article.number, number)
    return Button(label=name_of(article), action=action, role=Role.ARTICLE)


def cite_of(article: Article) -> CiteRef:
    """Return the citation for machines."""
    return CiteRef(law=article.law.title, article=article.number, suffix=article.suffix)


def facts(talk: Talk, law: Law) -> str:
    """Say which version is quoted, since when it holds, and where the text comes from."""
    values = {"version": law.version_on, "source": talk.say(f"statute.origin.{law.origin}")}
    if law.effective_on:
        return talk.say("statute.facts", effective=law.effective_on, **values)
    return talk.say("statute.facts_short", **values)
