"""Check the rules of mediation against the law they cite, as entries are checked.

Every article must be in force, its text known (a refusal quotes it), and every figure
of a sentence told to people must stand in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from knowledge.check import HALF_WIDTH, PROMISES, WORKING_DAY_LAWS
from knowledge.eligibility import SAID, Eligibility
from knowledge.figures import unsupported
from knowledge.mediation import MediationRules
from knowledge.problems import Problem
from knowledge.schema import Cite
from knowledge.statutes import Statutes
from knowledge.vocabulary import Vocabulary

ELIGIBILITY = "rules/mediation/eligibility.yaml"
COMPETENCE = "rules/mediation/competence.yaml"


def check_rules(
    rules: MediationRules, statutes: Statutes, vocabulary: Vocabulary, *, today: date
) -> list[Problem]:
    """Return everything that is wrong with the rules of mediation."""
    found = [*_references(rules.eligibility)]
    for rule in rules.eligibility.rules:
        said = f"{rule.why}{rule.way}"
        found += [
            Problem(ELIGIBILITY, rule.id, text)
            for text in _problems(rule.cites, said, statutes, today)
        ]
    found += [
        Problem(COMPETENCE, organ, "unknown organ")
        for organ in (*(row.organ for row in rules.competence.rows), *rules.competence.names)
        if organ not in vocabulary.organs
    ]
    return found


def _problems(cites: Sequence[Cite], said: str, statutes: Statutes, today: date) -> Iterator[str]:
    texts = []
    for cite in cites:
        text, problem = _read(cite, statutes, today)
        texts.append(text)
        if problem:
            yield problem
    working = any(cite.law in WORKING_DAY_LAWS for cite in cites)
    for figure in unsupported(said, "\n".join(texts), days_are_working_days=working):
        yield f"{figure} stands in no cited article"
    for sign in (HALF_WIDTH, PROMISES):
        if hit := sign.search(said):
            yield f"not our style: {hit[0]}"


def _read(cite: Cite, statutes: Statutes, today: date) -> tuple[str, str]:
    """Return the text of an article, and what is wrong with the citation."""
    law = statutes.register.on(cite.law, today) if cite.law in statutes.register.versions else None
    if law is None or not law.may_cite(cite.article, cite.suffix):
        return "", f"not in force, or no such article: {cite.law} {cite.article}{cite.suffix}"
    article = statutes.article(cite.law, cite.article, cite.suffix, on=today)
    if article is None:
        return "", f"no text to quote: {cite.law} {cite.article}{cite.suffix}"
    if law.region != cite.region:
        return article.text, f"region must be {law.region or 'absent'}: {cite.law}"
    if cite.paragraph and cite.paragraph > len(article.paragraphs):
        return article.text, f"no paragraph {cite.paragraph}: {cite.law} {cite.article}"
    return article.text, ""


def _references(eligibility: Eligibility) -> Iterable[Problem]:
    """Return the questions and answers that a rule names and nobody is asked."""
    ids = {rule.id for rule in eligibility.rules}
    for rule in eligibility.rules:
        for key, wanted in {**rule.when, **rule.but_when}.items():
            question = eligibility.questions.get(key)
            answers = (wanted,) if isinstance(wanted, str) else wanted
            if key != SAID and (question is None or not set(answers) <= question.choices.keys()):
                yield Problem(ELIGIBILITY, rule.id, f"nobody is asked {key}: {answers}")
        if not set(rule.unless) <= ids:
            yield Problem(ELIGIBILITY, rule.id, "unless: no such rule")
    for key, question in eligibility.questions.items():
        if not set(question.signs) <= question.choices.keys():
            yield Problem(ELIGIBILITY, key, "signs: no such choice")
