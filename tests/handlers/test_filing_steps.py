"""The form as data: every field has its words, every step its way back, every refusal its reason."""

from dataclasses import replace

import pytest

from bot.telegram_keyboard import LONGEST_LABEL
from handlers.actions import write
from handlers.filing import draft as filing
from handlers.filing.draft import FIELDS, Draft
from handlers.filing.paper import PARTIES, SECTIONS
from handlers.filing.steps import QUESTION, Steps
from handlers.filing.summary import UNSHOWN
from knowledge.disputes import SETTLEMENT
from tests.house import shipped_knowledge, shipped_wording

KEYS = shipped_wording().keys()
RULES = shipped_knowledge().mediation
CATEGORIES = shipped_knowledge().disputes.categories
# What each kind of field may be refused for.
REASONS = {
    "text": ("short", "long"),
    "day": ("day", "future", "long_ago"),
    "money": ("amount",),
    "parties": ("number",),
    "name": ("length", "letters"),
    "people": ("length", "letters"),
    "phone": ("length", "letters"),
    "id_number": ("length", "letters", "checksum", "component", "future", "child"),
    "credit_code": ("length", "letters", "checksum", "component"),
}


def begun(category: str) -> Draft:
    """A draft whose story told nothing but its category."""
    told = Draft().telling(
        "x", category=category, read={"facts": "事情经过" * 4}, answers={}, rules=""
    )
    return told.passing(filing.OFFERED)


@pytest.mark.parametrize("key", RULES.fields)
def test_field_is_asked_labelled_and_wished_for_by_its_label(key: str) -> None:
    rule = RULES.fields[key]

    assert key in FIELDS
    assert {f"filing.ask_{key}", f"filing.label_{key}"} <= KEYS
    assert {f"filing.choice_{key}_{option}" for option in rule.options} <= KEYS
    assert shipped_wording().say(f"filing.label_{key}") in rule.says
    assert RULES.to_change(f"修改{rule.says[0]}") == key


@pytest.mark.parametrize("kind", REASONS)
def test_every_reason_for_refusing_an_answer_has_its_words(kind: str) -> None:
    assert {f"filing.wrong_{kind}_{reason}" for reason in REASONS[kind]} <= KEYS


def test_every_field_stands_in_the_paper_or_is_the_services_own() -> None:
    drawn = {*PARTIES, *(key for _, keys in SECTIONS for key in keys)}

    assert set(FIELDS) - drawn == {"applicant_kind", "subject", "organ_called"}
    assert set(FIELDS) >= UNSHOWN


@pytest.mark.parametrize("question", RULES.eligibility.questions)
def test_question_fits_a_phone_and_a_button(question: str) -> None:
    found = RULES.eligibility.questions[question]

    assert len(found.ask) <= 40
    assert all(len(label) <= LONGEST_LABEL for label in found.choices.values())
    assert write("med_pick", f"{QUESTION}{question}", 99)


@pytest.mark.parametrize("category", [*CATEGORIES, SETTLEMENT])
@pytest.mark.parametrize("is_abroad", [False, True], ids=["web", "telegram"])
def test_request_comes_to_its_summary_and_every_step_leads_back(
    category: str, is_abroad: bool
) -> None:
    steps, draft, walked = Steps(RULES, is_abroad), begun(category), []

    while (step := steps.next(draft)) != filing.SUMMARY:
        assert step not in walked, f"{step} is asked twice"
        walked.append(step)
        assert steps.before(draft.awaiting(step)) != step
        draft = answered(steps, draft.awaiting(step))

    personal = [step for step in walked if step in RULES.fields and step != "category"]
    assert walked.index(filing.CONSENT) < walked.index(personal[0])
    assert len(walked) <= 20


def answered(steps: Steps, draft: Draft) -> Draft:
    """Answer the awaited step in the first way that leads on."""
    at, version = draft.at, RULES.consent_version
    if at.startswith(QUESTION):
        key = at.removeprefix(QUESTION)
        choices = RULES.eligibility.questions[key].choices
        found = (draft.answering(key, one) for one in choices)
        return next(one for one in found if not steps.verdict(one).stops)
    if at == filing.CONSENT:
        return draft.agreeing("personal", version).agreeing("abroad", version)
    if at == filing.SENSITIVE:
        return draft.agreeing(at, version)
    if at == filing.MINOR:
        return draft.answering(at, "grown")
    if at == filing.MORE:
        return draft.passing(at)
    options = RULES.fields[at].options
    return draft.filling(at, options[0] if options else "够长的一句回答，总有十个字")


def test_unit_is_not_asked_for_an_identity_number_and_a_person_not_for_a_code() -> None:
    steps = Steps(RULES)
    unit = begun("劳动争议").filling("applicant_kind", "unit")
    person = begun("劳动争议").filling("applicant_kind", "person")

    assert steps.concerns(unit, "credit_code")
    assert not steps.concerns(unit, "id_number")
    assert steps.concerns(person, "id_number")
    assert not steps.concerns(person, "credit_code")


def test_draft_is_read_back_as_it_was_kept() -> None:
    draft = begun("劳动争议").filling("phone", "13800000000").answering("employment", "over")

    assert Draft.from_state(draft.as_state()) == draft


def test_draft_kept_by_another_version_is_read_as_far_as_it_is_known() -> None:
    kept = {**begun("劳动争议").as_state(), "colour": "red"}
    del kept["told"]

    draft = Draft.from_state(kept)

    assert draft.story == "x"
    assert draft.told == ()


@pytest.mark.parametrize("step", ["q.gone", "gone", ""])
def test_step_that_is_no_longer_asked_is_not_known(step: str) -> None:
    assert not Steps(RULES).knows(step)
    assert Steps(RULES).knows("q.proceedings")
    assert Steps(RULES).knows("phone")


def test_draft_of_older_rules_loses_only_answers_that_are_gone() -> None:
    steps = Steps(RULES)
    old = replace(
        begun("劳动争议").filling("phone", "13800000000"),
        answers={"employment": "over", "proceedings": "vanished", "gone": "x"},
        rules="older",
    )

    now = steps.adjusted(old)

    assert now.answers == {"employment": "over"}
    assert now.fields["phone"] == "13800000000"
    assert now.rules == RULES.eligibility.version
