"""What the page of one version shows: the draft beside its articles, its flaws, its changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.desk import access, history
from handlers.desk.access import Signed
from handlers.desk.editing import WRITES
from handlers.desk.entry_pages import SEES, Row, rows
from handlers.desk.history import Step
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import citing, drafting, entry_check
from knowledge.drafting import Change
from knowledge.entry_check import Flaw, Near
from storage import entry_versions
from storage.knowledge_tables import EntryVersion
from storage.lifecycle import EntryStatus as Status
from storage.lifecycle import Role

SUGGESTED = 5
LONGEST_ARTICLE = 300


@dataclass(frozen=True)
class Article:
    """An article an answer could rest on, as a line for the form."""

    line: str
    text: str


@dataclass(frozen=True)
class View:
    """One version. `flaws` are by field; `changes` against what the bot goes by now."""

    row: Row
    version: int
    source: str
    fields: Mapping[str, str]
    flaws: Mapping[str, Sequence[Flaw]]
    near: Sequence[Near]
    cited: Sequence[Article]
    changes: Sequence[Change]
    is_new: bool
    steps: Sequence[Step]
    may: frozenset[str]


def show(services: Services, signed: Signed, version_id: int, *, at: datetime) -> View:
    """Return one version with all an editor or a reviewer needs to judge it.

    Raises:
        NotAllowed: the officer's roles have nothing to do with knowledge.
        NotFound: there is none for them.
    """
    access.require(signed, *SEES)
    today = at.astimezone(LOCAL).date()
    with services.database.reading() as session:
        found = entry_versions.get(session, version_id=version_id)
        access.must_see(signed, found.organ)
        events = entry_versions.events_of(session, version_id=version_id)
        steps = history.steps(session, events, notes=[event.reason for event in events])
        (row,) = rows(session, signed, [found], at)
        others = entry_versions.of_entry(session, entry_id=found.entry_id)
        return _view(services, signed, found, row, steps, others, today)


def _view(
    services: Services,
    signed: Signed,
    found: EntryVersion,
    row: Row,
    steps: Sequence[Step],
    others: Sequence[EntryVersion],
    today: date,
) -> View:
    base, body = services.knowledge, entry_versions.body_of(found)
    register = base.statutes.register
    fields = drafting.fields_of(found.entry_id, body, register)
    is_open = found.status in entry_versions.OPEN
    wrong = entry_check.flaws(base, found.entry_id, body, on=today) if is_open else ()
    asked = str(body.get("title", ""))
    before = _before(services, found, others)
    changes = drafting.changes(before, fields)
    is_retold = bool(before) and any(one.field in drafting.SUBSTANCE for one in changes)
    return View(
        row=row,
        version=found.version,
        source=found.source,
        fields=fields,
        flaws={name: [one for one in wrong if one.field == name] for name in _named(wrong)},
        near=entry_check.nearest(base, found.entry_id, asked, on=today) if is_open else (),
        cited=_cited(services, body, today),
        changes=changes,
        is_new=not before,
        steps=steps,
        may=_may(signed, found, others, row.may_decide) | _corrects(signed, found, is_retold),
    )


def _named(wrong: Sequence[Flaw]) -> Sequence[str]:
    return list(dict.fromkeys(one.field for one in wrong))


def _before(
    services: Services, found: EntryVersion, others: Sequence[EntryVersion]
) -> Mapping[str, str]:
    """Return how the entry read before this version: the desk's last words, or the shipped."""
    register = services.knowledge.statutes.register
    told = (*entry_versions.LIVE, Status.SUPERSEDED)
    earlier = [one for one in others if one.number < found.number and one.status in told]
    if earlier:
        return drafting.fields_of(found.entry_id, entry_versions.body_of(earlier[0]), register)
    shipped = services.shipped.entries.get(found.entry_id)
    if shipped is None:
        return {}
    return drafting.fields_of(shipped.id, shipped.model_dump(mode="json"), register)


def _cited(services: Services, body: Mapping[str, Any], today: date) -> Sequence[Article]:
    statutes, articles = services.knowledge.statutes, []
    for cite in body.get("cites", ()):
        line = drafting.cite_line(cite, statutes.register)
        found = statutes.article(cite["law"], cite["article"], cite.get("suffix", ""), on=today)
        articles.append(Article(line, found.text if found else ""))
    return articles


def suggested(
    services: Services, signed: Signed, version_id: int, *, at: datetime
) -> Sequence[Article]:
    """Return articles that speak of the question and its answer, without those cited.

    Raises:
        NotAllowed: the officer's roles have nothing to do with knowledge.
        NotFound: there is no such version for them.
    """
    access.require(signed, *SEES)
    with services.database.reading() as session:
        found = entry_versions.get(session, version_id=version_id)
        access.must_see(signed, found.organ)
        body = entry_versions.body_of(found)
    fields = drafting.fields_of("", body, services.knowledge.statutes.register)
    said = "\n".join((fields["title"], fields["short"], fields["steps"]))
    on = at.astimezone(LOCAL).date()
    lines = [
        Article(
            citing.short_title(one.law.title) + citing.article_label(one.number, one.suffix),
            one.text[:LONGEST_ARTICLE],
        )
        for one in services.knowledge.search.find(said, on=on, limit=SUGGESTED * 2)
    ]
    return [one for one in lines if one.line not in fields["cites"]][:SUGGESTED]


def _may(
    signed: Signed, found: EntryVersion, others: Sequence[EntryVersion], decides: bool
) -> frozenset[str]:
    """Return the moves open to the officer."""
    may: set[str] = {"review"} if decides else set()
    is_editor = Role.EDITOR in signed.roles
    has_open = any(one.status in entry_versions.OPEN for one in others)
    if found.status == Status.DRAFT and not signed.roles.isdisjoint(WRITES):
        may |= {"save", "submit", "drop"}
    if is_editor and not has_open and found is others[0] and found.status == Status.SENT_BACK:
        may.add("revise")
    return frozenset(may)


def _corrects(signed: Signed, found: EntryVersion, is_retold: bool) -> frozenset[str]:
    """Return the correction that may be sent: what people were told is gone, or reads otherwise."""
    is_due = found.status == Status.RETIRED or (found.status == Status.PUBLISHED and is_retold)
    return frozenset({"correct"} if is_due and Role.EDITOR in signed.roles else ())
