"""Everything once more before it is submitted, each line to be changed by one tap."""

from handlers.filing.application import application, organ_called
from handlers.filing.buttons import button, change
from handlers.filing.form import Form
from handlers.filing.offer import warnings
from handlers.talk import Talk
from handlers.turn import Kind, Part, Reply, Style

# Offered below the summary; everything else is one tap further.
MAINLY = ("claim", "other_party", "facts", "applicant", "phone")
MAINLY_SETTLED = ("claim", "act", "facts", "applicant", "phone")
# What only officers need to see written out.
UNSHOWN = frozenset({"answers", "subject", "organ_called", "earlier", "applicant_kind"})
# Short ones stand on the line before: a phone shows few lines.
JOINED = frozenset({"district", "phone", "amount"})
MASKED = frozenset({"id_number"})


def summary(form: Form) -> Reply:
    """Show the request as it would be filed, with what the person should know first."""
    talk = form.talk
    lines = [talk.say("filing.check"), *_lines(form)]
    parts = [Part(style=Style.TEXT, text=line) for line in lines]
    parts += [Part(style=Style.NOTE, text=text) for text in warnings(form)]
    goes_to = talk.say("filing.goes_to", organ=organ_called(form))
    parts.append(Part(style=Style.TEXT, text=goes_to))
    mainly = MAINLY_SETTLED if form.draft.is_settlement else MAINLY
    changes = tuple(
        change(talk, key, label=talk.say("filing.change", label=talk.say(f"filing.label_{key}")))
        for key in mainly
    )
    ways = (button(talk, "submit"), *changes, button(talk, "others"))
    ends = (button(talk, "save"), button(talk, "cancel"))
    return Reply(kind=Kind.FLOW, parts=tuple(parts), buttons=(*ways, *ends))


def everything(form: Form) -> Reply:
    """Offer every field to be changed."""
    talk = form.talk
    keys = [key for extra in (False, True) for key in form.steps.fields(form.draft, extra=extra)]
    buttons = tuple(change(talk, key) for key in keys)
    part = Part(style=Style.TEXT, text=talk.say("filing.change_which"))
    back = button(talk, "enough")
    return Reply(kind=Kind.FLOW, parts=(part,), buttons=(*buttons, back))


def _lines(form: Form) -> list[str]:
    talk, lines = form.talk, list[str]()
    for key, value in application(form).items():
        if key in UNSHOWN:
            continue
        label = talk.say(f"filing.label_{key}")
        line = talk.say("filing.line", label=label, value=_shown(talk, key, value))
        if key in JOINED and lines:
            lines[-1] = talk.say("filing.semicolon").join((lines[-1], line))
        else:
            lines.append(line)
    return lines


def _shown(talk: Talk, key: str, value: str) -> str:
    if key in MASKED:
        return f"{value[:4]}{'*' * (len(value) - 8)}{value[-4:]}"
    return value.replace("\n", talk.say("filing.semicolon"))
