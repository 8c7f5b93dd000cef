"""The printable application: who asks what of whom, and why, ready to be signed and stamped."""

from collections.abc import Mapping
from datetime import date

from handlers.documents import Paper, Section
from handlers.talk import Talk

# What stands in the table of parties, in the order an officer reads it.
PARTIES = (
    "applicant", "id_number", "credit_code", "contact", "agent", "power",
    "phone", "address", "others", "other_party", "other_contact", "organ_named",
)  # fmt: skip
# The headed paragraphs; one without a value is left out.
SECTIONS = (
    ("request", ("claim", "amount")),
    ("dispute", ("category", "district", "happened", "place", "act", "received", "discretion", "facts")),
    ("proof", ("evidence",)),
    ("earlier", ("earlier", "answers")),
    ("handling", ("online",)),
)  # fmt: skip
# Long texts stand alone; short ones after their label.
ALONE = frozenset({"claim", "facts", "evidence", "answers"})


def paper(talk: Talk, kind: str, *, number: str, day: date, fields: Mapping[str, str]) -> Paper:
    """Return the application of a `kind`: mediation or settlement."""
    say = talk.say
    parties = [(say(f"filing.label_{key}"), fields[key]) for key in PARTIES if fields.get(key)]
    written = say("filing.day", year=day.year, month=day.month, day=day.day)
    headed = [(name, _paragraphs(talk, keys, fields)) for name, keys in SECTIONS]
    return Paper(
        title=say(f"filing.paper_{kind}"),
        number=say("filing.paper_number", number=number),
        rows=tuple(parties),
        sections=tuple(
            Section(
                say(
                    "filing.paper_heading", n=say(f"filing.n_{n}"), name=say(f"filing.group_{name}")
                ),
                texts,
            )
            for n, (name, texts) in enumerate(((a, b) for a, b in headed if b), 1)
        ),
        signatures=(
            say(f"filing.paper_{kind}_plea"),
            say("filing.paper_to"),
            fields.get("organ_called", ""),
            say("filing.paper_sign"),
            say("filing.paper_day", day=written),
        ),
        notes=(say("filing.paper_note"),),
    )


def _paragraphs(talk: Talk, keys: tuple[str, ...], fields: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        fields[key]
        if key in ALONE
        else talk.say("filing.line", label=talk.say(f"filing.label_{key}"), value=fields[key])
        for key in keys
        if fields.get(key)
    )
