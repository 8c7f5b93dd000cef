"""Take a file: evidence for the request being filled in, else for the person's open case.

What it is decides its content, not its name. A file that is refused is told why and
leaves nothing behind; one that is kept gets the next number of the index.
"""

from handlers import attachments, offers
from handlers.actions import write
from handlers.cases import sides
from handlers.cases.doing import Doing, do
from handlers.filing import drawing
from handlers.filing import form as filing_form
from handlers.filing.buttons import button, resume, say, start
from handlers.filing.draft import CONSENT, Draft
from handlers.filing.form import Form
from handlers.filing.steps import PERSONAL
from handlers.talk import Talk
from handlers.turn import Attachment, Button, Reply
from storage import cases, files
from storage.case_lifecycle import CaseAct, Hand, may
from storage.case_tables import Case
from storage.file_tables import StoredFile
from storage.identity import id_of
from storage.lifecycle import CaseStatus

MOST_FILES = 50
# All files of one request together: so many times the largest one.
MOST_TIMES = 10


def answer(talk: Talk) -> list[Reply] | None:
    """Keep the file that came with the turn, or say why not."""
    file = talk.turn.file
    if file is None:
        return None
    form = filing_form.load(talk) if filing_form.is_open(talk) else None
    kind = attachments.media_type(file.content)
    if file.fault is not None or kind is None:
        return [_refused(talk, form, str(file.fault or "wrong_type"))]
    if form is not None:
        return [_for_request(form, file, kind)]
    if (case := _open_case(talk)) is not None:
        return [_for_case(talk, case, file, kind)]
    return _for_nothing(talk)


def _refused(talk: Talk, form: Form | None, why: str) -> Reply:
    megabytes = talk.services.largest_file // (1024 * 1024)
    if form is None:
        return say(talk, f"file_{why}", limit=megabytes)
    return drawing.show(form, note=talk.say(f"filing.file_{why}", limit=megabytes))


def _for_nothing(talk: Talk) -> list[Reply] | None:
    """Nothing it could belong to: it isn't kept, and words that came along are answered."""
    note = say(talk, "file_unwanted", start(talk))
    if talk.turn.text:
        talk.afterwards.append(note)
        return None
    return [note]


def _for_request(form: Form, file: Attachment, kind: str) -> Reply:
    talk = form.talk
    if not _has_agreed(form):
        # A picture may show a face or an address: the notice comes first.
        return drawing.show(form, note=talk.say("filing.file_too_early"))
    kept = _keep(talk, form.owner, file, kind)
    if kept is None:
        return say(talk, "file_too_many", most=MOST_FILES)
    ways: tuple[Button, ...] = (resume(talk), _drop(talk, kept))
    if form.draft.at == "evidence":
        form.stay(form.draft)
        done = Button(label=talk.say("filing.done"), action=write("med_skip", "evidence"))
        ways = (done, _drop(talk, kept), button(talk, "back"), button(talk, "save"))
    return say(talk, "file_kept", ways, number=kept.number, name=files.name_of(talk.session, kept))


def _drop(talk: Talk, kept: StoredFile) -> Button:
    return Button(label=talk.say("filing.drop"), action=write("med_drop", id_of(kept)))


def _has_agreed(form: Form) -> bool:
    draft: Draft = form.draft
    version = form.steps.rules.consent_version
    return draft.agreed.get(PERSONAL) == version and form.steps.next(draft) != CONSENT


def _open_case(talk: Talk) -> Case | None:
    """Return the newest case of the person that may still be added to."""
    for case in cases.of_person(talk.session, person_id=talk.person_id):
        side = sides.side_of(case, talk.person_id)
        if may(CaseAct.ADD, CaseStatus(case.status), frozenset({side})):
            return case
    return None


def _for_case(talk: Talk, case: Case, file: Attachment, kind: str) -> Reply:
    side: Hand = sides.side_of(case, talk.person_id)
    kept = _keep(talk, f"case:{id_of(case)}", file, kind)
    if kept is None:
        return say(talk, "file_too_many", most=MOST_FILES)
    doer = sides.person(side, talk.person_id)
    do(Doing(talk.services, talk.session, id_of(case), doer, talk.turn.at), CaseAct.ADD)
    shown = Button(label=talk.say("filing.open_case"), action=write("case", id_of(case)))
    name = files.name_of(talk.session, kept)
    return say(
        talk, "file_kept_in_case", (shown, offers.human(talk)), number=case.number, name=name
    )


def _keep(talk: Talk, owner: str, file: Attachment, kind: str) -> StoredFile | None:
    known = files.listing(talk.session, owner=owner)
    total = sum(one.size for one in known) + len(file.content)
    if len(known) >= MOST_FILES or total > MOST_TIMES * talk.services.largest_file:
        return None
    called = talk.turn.text.strip() or file.name  # a caption says best what it is
    fallback = talk.say(f"filing.file_{kind.partition('/')[0]}")
    name = attachments.tidy_name(called, kind, fallback=fallback)
    return files.keep(
        talk.session,
        owner=owner,
        name=name,
        media_type=kind,
        content=file.content,
        at=talk.turn.at,
        person_id=talk.person_id,
    )
