"""A request in hand for one turn: its row, its draft, its rules; kept whenever it changes.

What the dialogue remembers is only whether the form is open or put aside on this channel.
"""

from dataclasses import dataclass

from handlers.filing.draft import CONSENT, GUARDIAN, OFFERED, SENSITIVE, STORY, VERDICT, Draft
from handlers.filing.steps import Steps
from handlers.talk import Talk
from storage import filing_drafts
from storage.file_tables import FilingDraft

FLOW = "mediation"
BEFORE_PERSONAL_DATA = frozenset({STORY, OFFERED, VERDICT, CONSENT, SENSITIVE, GUARDIAN})
OPEN, SAVED = "open", "saved"
# Channels whose servers are abroad: the choice of place comes before any personal data.
ABROAD = frozenset({"telegram"})


@dataclass
class Form:
    """The person's request, and the way through it on this channel."""

    talk: Talk
    row: FilingDraft
    draft: Draft
    steps: Steps
    has_new_rules: bool = False

    @property
    def owner(self) -> str:
        """The name under which the request's files are kept."""
        return filing_drafts.owner_of(self.row)

    def go(self, draft: Draft) -> None:
        """Take a changed draft to the first step that is missing."""
        self.stay(draft.awaiting(self.steps.next(draft)))

    def stay(self, draft: Draft) -> None:
        """Keep a changed draft where it is."""
        self.draft = draft
        at = self.talk.turn.at
        filing_drafts.write(self.talk.session, self.row, state=draft.as_state(), at=at)
        self.talk.state[FLOW] = OPEN

    def go_on(self) -> None:
        """Take the request up again where it was left, on this channel."""
        left = self.draft.at
        now = self.steps.next(self.draft)
        # What this channel has to ask first goes before what was asked elsewhere.
        self.stay(self.draft.awaiting(now if now in BEFORE_PERSONAL_DATA else left))

    def put_aside(self) -> None:
        """Let other messages through until the person comes back to it."""
        self.talk.state[FLOW] = SAVED

    def close(self) -> None:
        """Delete the draft and everything that still belongs to it."""
        filing_drafts.end(self.talk.session, self.row)
        self.talk.state.pop(FLOW, None)


def is_open(talk: Talk) -> bool:
    """Whether the person is filling in a request on this channel."""
    return talk.state.get(FLOW) == OPEN


def begin(talk: Talk) -> Form:
    """Begin a request; one that is there already is taken up instead."""
    found = load(talk)
    if found is not None:
        return found
    draft, at = Draft(), talk.turn.at
    row = filing_drafts.begin(talk.session, person_id=talk.person_id, state=draft.as_state(), at=at)
    talk.state[FLOW] = OPEN
    return Form(talk, row, draft, steps_of(talk))


def load(talk: Talk) -> Form | None:
    """Return the person's request, as the rules of today would have it; None without one."""
    row = filing_drafts.of_person(talk.session, person_id=talk.person_id)
    if row is None:
        return None
    steps = steps_of(talk)
    kept = Draft.from_state(filing_drafts.state_of(talk.session, row))
    draft = steps.adjusted(kept)
    form = Form(talk, row, kept, steps)
    if draft != kept or not steps.knows(kept.at):
        form.has_new_rules = True
        form.go(draft)
    return form


def steps_of(talk: Talk) -> Steps:
    """Return the way through a request on the channel of this turn."""
    return Steps(talk.services.knowledge.mediation, is_abroad=talk.turn.channel in ABROAD)
