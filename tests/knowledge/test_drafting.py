"""What an officer types becomes an entry, and what is wrong with it is said at its field."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge import clusters, drafting, entry_check
from knowledge.entry_check import Flaw
from tests.house import shipped_knowledge

BASE = shipped_knowledge()
REGISTER = BASE.statutes.register
TODAY = date(2026, 11, 23)
ENTRY = BASE.entries["food/additive-overuse"]
BODY = ENTRY.model_dump(mode="json", exclude={"id"})


def changed(**fields: str) -> dict[str, Any]:
    """The entry as its form would send it, with some fields written otherwise."""
    shown = drafting.fields_of(ENTRY.id, BODY, REGISTER)
    return drafting.body_of({**shown, **fields}, BODY, register=REGISTER, today=TODAY)


def test_every_citation_is_read_back_from_the_line_it_is_shown_as() -> None:
    for entry in BASE.entries.values():
        for cite in entry.cites:
            found = cite.model_dump(exclude_defaults=True)
            line = drafting.cite_line(found, REGISTER)
            assert drafting.read_cite(line, REGISTER, TODAY) == found, line


def test_form_that_was_not_touched_changes_nothing() -> None:
    before, after = BODY, changed()

    assert (
        drafting.changes(
            drafting.fields_of(ENTRY.id, before, REGISTER),
            drafting.fields_of(ENTRY.id, after, REGISTER),
        )
        == ()
    )
    assert after["follow_ups"] == BODY["follow_ups"]
    assert entry_check.flaws(BASE, ENTRY.id, after, on=TODAY) == ()


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        ({"title": ""}, Flaw("title", "missing", "4")),
        ({"title": "短"}, Flaw("title", "short", "4")),
        ({"phrasings": "只有一种问法"}, Flaw("phrasings", "few", "6")),
        ({"risk": ""}, Flaw("risk", "missing")),
        ({"mode": "别的"}, Flaw("mode", "choice")),
        ({"again_by": "明年"}, Flaw("again_by", "form")),
        ({"sources": ""}, Flaw("sources", "missing", "1")),
        ({"organ": "天庭"}, Flaw("organ", "unknown", "天庭")),
        ({"hotline": "9999"}, Flaw("hotline", "hotline", "9999")),
        ({"cites": "胡说八道法第三条"}, Flaw("cites", "no_law", "胡说八道法第三条")),
        ({"short": "肯定不会罚。"}, Flaw("short", "promise", "「肯定」")),
        ({"short": "没有句号的一句话"}, Flaw("short", "short_stop", "。")),
        ({"steps": "有句号的一步。"}, Flaw("steps", "step_stop", "。")),
        (
            {"leniency": "轻微的不予处罚"},
            Flaw("leniency", "leniency", "「是否适用由执法机关认定」"),
        ),
        ({"again_by": "2026-11-01"}, Flaw("again_by", "late", "22")),
    ],
)
def test_flaw_is_said_at_its_field(fields: dict[str, str], flaw: Flaw) -> None:
    found = entry_check.flaws(BASE, ENTRY.id, changed(**fields), on=TODAY)

    assert flaw.code in {one.code for one in found if one.field == flaw.field}
    assert not flaw.detail or flaw in found


def test_figure_that_stands_in_no_cited_article_is_found() -> None:
    found = entry_check.flaws(BASE, ENTRY.id, changed(consequence="处77万元罚款。"), on=TODAY)

    assert [(one.field, one.code) for one in found] == [("consequence", "figure")]


def test_wording_another_entry_claims_is_found() -> None:
    taken = BASE.entries["food/expired-food-on-shelf"].phrasings[0]
    mine = drafting.fields_of(ENTRY.id, BODY, REGISTER)["phrasings"]

    found = entry_check.flaws(BASE, ENTRY.id, changed(phrasings=f"{mine}\n{taken}"), on=TODAY)

    assert [(one.field, one.code) for one in found] == [("phrasings", "claimed")]


def test_first_draft_takes_question_answer_and_the_articles_named_in_it() -> None:
    said = "没有这回事。依据《食品安全法》第三十四条，请先停售。请不要付钱。"

    body = drafting.first_body(
        "要交排烟费吗", ["要交排烟费吗"], said, register=REGISTER, today=TODAY
    )

    assert body["answer"]["short"] == "没有这回事。"
    assert len(body["answer"]["steps"]) == 2
    assert body["cites"] == [{"law": "中华人民共和国食品安全法", "article": 34}]


def test_changes_name_the_lines_that_went_and_came() -> None:
    old = {"steps": "一\n二\n三", "short": "同"}

    (change,) = drafting.changes(old, {"steps": "一\n二二\n三", "short": "同"})

    assert (change.field, change.went, change.came) == ("steps", ("二",), ("二二",))


def test_nearest_entries_leave_the_drafts_own_out() -> None:
    said = ENTRY.phrasings[0]

    first = entry_check.nearest(BASE, "", said, on=TODAY)[0]

    assert (first.entry_id, first.likeness) == (ENTRY.id, 100)
    assert ENTRY.id not in {
        one.entry_id for one in entry_check.nearest(BASE, ENTRY.id, said, on=TODAY)
    }


def test_like_questions_stand_together_and_the_largest_heap_is_first() -> None:
    said = ["古城骑车", "押金不退怎么办", "共享单车押金不退", "", "共享单车的押金不给退", "？？"]

    assert clusters.heaps(said) == [[1, 2, 4], [0]] or clusters.heaps(said)[0] == [2, 4]


def test_law_that_is_no_more_in_force_is_named() -> None:
    gone = next(
        law
        for versions in REGISTER.versions.values()
        for law in versions
        if REGISTER.on(law.title, TODAY) is None and law.holds_from < TODAY.isoformat()
    )
    body = {**BODY, "cites": [{"law": gone.title, "article": 1}]}

    found = entry_check.flaws(replace(BASE), ENTRY.id, body, on=TODAY)

    assert "not_in_force" in {one.code for one in found}
