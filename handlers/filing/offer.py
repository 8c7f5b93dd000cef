"""What is said before a request begins: how the story was understood, and what stands in the way."""

from handlers import offers
from handlers.actions import write
from handlers.filing.buttons import button, change
from handlers.filing.draft import Draft
from handlers.filing.form import Form
from handlers.talk import Talk
from handlers.turn import Button, CiteRef, Kind, Part, Reply, Style
from knowledge.citing import article_label, listing, short_title
from knowledge.disputes import NOT_MEDIABLE, OTHER, Sorted
from knowledge.eligibility import SAID, Outcome, Rule

# How many rules are told at once on a phone, and how much of an article is quoted.
MOST_RULES = 2
LONGEST_QUOTE = 160


def offered(form: Form) -> Reply:
    """Say what the story sounds like and why, what was read off it, and offer to begin."""
    talk, draft = form.talk, form.draft
    found = talk.services.knowledge.disputes.sort(draft.story)
    category = draft.sorted_as
    facts = {
        "category": category,
        "district": draft.fields.get("district", ""),
        "confidence": str(found.confidence),
    }
    verdict = form.steps.verdict(draft)
    is_closed = verdict.outcome is Outcome.CLOSED
    said = _understood(talk, draft, found, is_closed=is_closed)
    parts = [Part(style=Style.TEXT, text=said)]
    if read := _read_off(talk, draft):
        parts.append(Part(style=Style.NOTE, text=read))
    rules = verdict.rules[:MOST_RULES]
    parts += [part for rule in rules for part in _reason(talk, rule)]
    if not rules:
        parts.append(Part(style=Style.BASIS, text=_basis(talk, draft)))
    return Reply(kind=Kind.FLOW, parts=tuple(parts), buttons=_ways(form), facts=facts)


def _understood(talk: Talk, draft: Draft, found: Sorted, *, is_closed: bool) -> str:
    if draft.is_settlement:
        return talk.say("filing.settlement")
    if draft.sorted_as in (NOT_MEDIABLE, OTHER):
        key = "not_mediable" if draft.sorted_as == NOT_MEDIABLE else "sounds_like_other"
        return talk.say(f"filing.{key}")
    words = talk.say("filing.and").join(dict.fromkeys(found.reasons[:2]))
    chosen = found.category == draft.sorted_as and words
    reason = talk.say("filing.because", words=words) if chosen else ""
    key = "sounds_closed" if is_closed else "sounds_like"
    return talk.say(f"filing.{key}", category=draft.sorted_as, reason=reason)


def _read_off(talk: Talk, draft: Draft) -> str:
    """Return what else the story gave away, for the person to confirm."""
    shown = ("district", "other_party", "amount", "happened")
    lines = [
        talk.say("filing.line", label=talk.say(f"filing.label_{key}"), value=draft.fields[key])
        for key in shown
        if draft.fields.get(key)
    ]
    return talk.say("filing.noted", lines=talk.say("filing.semicolon").join(lines)) if lines else ""


def _basis(talk: Talk, draft: Draft) -> str:
    kind = "settlement" if draft.is_settlement else "mediation"
    return talk.say("filing.basis", articles=talk.say(f"filing.article_{kind}"))


def _ways(form: Form) -> tuple[Button, ...]:
    talk = form.talk
    ends = (offers.human(talk), button(talk, "cancel"))
    other = change(talk, "category", label=talk.say("filing.other_category"))
    if form.steps.verdict(form.draft).outcome is Outcome.CLOSED:
        return (button(talk, "again"), other, *ends)
    flow = Button(label=talk.say("filing.flow"), action=write("mediation_flow"))
    return (button(talk, "apply"), other, flow, *ends)


def refusal(form: Form) -> Reply:
    """Say why this can't be mediated here, or may not be, with the rule and the open way."""
    talk = form.talk
    found = form.steps.verdict(form.draft)
    rules = [rule for rule in found.rules if rule.outcome is found.outcome][:MOST_RULES]
    parts = [part for rule in rules for part in _reason(talk, rule)]
    buttons: tuple[Button, ...] = (
        button(talk, "again"),
        change(talk, "category", label=talk.say("filing.other_category")),
        offers.human(talk),
        button(talk, "cancel"),
    )
    if found.outcome is Outcome.DOUBTFUL:
        buttons = (button(talk, "insist"), *buttons)
    cites = tuple(
        CiteRef(law=cite.law, article=cite.article, suffix=cite.suffix)
        for rule in rules
        for cite in rule.cites
    )
    facts = {"outcome": str(found.outcome), "rule": rules[0].id if rules else ""}
    return Reply(kind=Kind.FLOW, parts=tuple(parts), buttons=buttons, cites=cites, facts=facts)


def _reason(talk: Talk, rule: Rule) -> list[Part]:
    """Return why, which way is open, and the rule itself in its own words."""
    parts = [Part(style=Style.TEXT, text=rule.why)]
    if rule.way:
        parts.append(Part(style=Style.TEXT, text=talk.say("filing.way", way=rule.way)))
    if rule.outcome is not Outcome.WARNED:
        parts.append(Part(style=Style.QUOTE, text=_quote(talk, rule)))
    parts.append(Part(style=Style.BASIS, text=talk.say("filing.cites", cites=listing(rule.cites))))
    return parts


def _quote(talk: Talk, rule: Rule) -> str:
    """Return the rule's first article, or of a long one the paragraph that is meant."""
    cite = rule.cites[0]
    statutes = talk.services.knowledge.statutes
    found = statutes.article(cite.law, cite.article, cite.suffix, on=talk.today)
    text = found.paragraphs[cite.paragraph - 1] if found and cite.paragraph else ""
    text = text or (found.text if found else "")
    if len(text) > LONGEST_QUOTE:
        text = text[: LONGEST_QUOTE - 1] + "…"
    name = short_title(cite.law) + article_label(cite.article, cite.suffix)
    return talk.say("filing.quote", name=name, text=text)


def warnings(form: Form) -> list[str]:
    """Return what the answers made worth knowing before filing; the offer told the rest."""
    found = form.steps.verdict(form.draft).rules
    return [
        form.talk.say("filing.warning", why=rule.why, cites=listing(rule.cites))
        for rule in found
        if rule.outcome is Outcome.WARNED and rule.when.keys() - {SAID}
    ][:MOST_RULES]
