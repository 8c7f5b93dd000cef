"""What the desk refuses, as a tree. `key` names the words below `desk.refusal.`.

DeskRefusal
├── WrongPassword      login or password; which of them is not said
├── CodeNeeded         the second factor's code is still to be typed
├── WrongCode          the second factor's code is wrong, or was used before
├── NotContacted       who left their name was not called back yet
├── BadSurvey          a question or the title of a survey can't be used
├── SameOfficer        a second person must decide this
├── NotAllowed         the officer's roles don't include this
├── TooManyTries       too many failures lately; says how long to wait
├── WeakPassword       too short, too long, the old one, or the login itself
│   └── PasswordsDiffer    the new password and its repetition
├── SignedOut          the session ended before the form was sent
├── ForgedForm         the form does not come from this browser's session
├── BadLogin           not the shape of a login
├── LoginTaken         somebody has it already
├── NoSuchOfficer      nobody who may sign in has this login
├── BadPost            an officer's post names something there isn't
├── LastAdmin          nobody would be left to administer the desk
├── NameTaken          the desk has a group of this name
├── BadCalendar        working hours or holidays that can't be counted with
├── BadShift           times that make no shift, or one too many
├── BadLength          what was written is empty or too long
├── TakenByOther       another officer works on this question
├── NotAnswered        a question is only closed when it was answered
├── NoSuchTarget       a question can't be passed on there
├── PassedAround       a question was passed on too often already
├── BadBasis           what was given as basis names no article that holds
├── NotReady           the machine found something to mend in a draft
├── AlreadyOff         it is switched off already
├── TitleTaken         a canned reply of this title is there already
└── ChangedMeanwhile   it is no longer as the page showed it
"""

from datetime import timedelta


class DeskRefusal(Exception):
    """Anything the desk refuses; nothing was changed."""

    key: str = "refused"

    def __init__(self, **values: object) -> None:
        """Keep what the words have places for."""
        super().__init__(self.key)
        self.values = values


class WrongPassword(DeskRefusal):
    """Login and password don't belong together; unknown logins are told the same."""

    key = "wrong_password"


class CodeNeeded(DeskRefusal):
    """The password was right; the second factor's code is still to be typed."""

    key = "code_needed"


class WrongCode(DeskRefusal):
    """The second factor's code is wrong, or was used before."""

    key = "wrong_code"


class NotContacted(DeskRefusal):
    """Whoever left their name is called back before the matter is settled."""

    key = "not_contacted"


class SameOfficer(DeskRefusal):
    """A second person decides this, not the one who proposed it or was rated."""

    key = "same_officer"


class BadSurvey(DeskRefusal):
    """A survey's title, or the question on a line, can't be used."""

    key = "bad_survey"


class NotAllowed(DeskRefusal):
    """The officer has no role that may do this."""

    key = "not_allowed"


class TooManyTries(DeskRefusal):
    """The next try is only looked at after `wait`."""

    key = "too_many_tries"

    def __init__(self, wait: timedelta) -> None:
        """Say how long, in whole minutes."""
        super().__init__(minutes=-(-int(wait.total_seconds()) // 60) or 1)
        self.wait = wait


class WeakPassword(DeskRefusal):
    """A new password that would not protect anything."""

    key = "weak_password"


class PasswordsDiffer(WeakPassword):
    """The new password and its repetition are not the same."""

    key = "passwords_differ"


class SignedOut(DeskRefusal):
    """The session has ended, or there was none."""

    key = "signed_out"


class ForgedForm(DeskRefusal):
    """The form's token is not this session's."""

    key = "forged_form"


class BadLogin(DeskRefusal):
    """A login is 2 to 32 small letters, digits, dots and dashes."""

    key = "bad_login"


class LoginTaken(DeskRefusal):
    """An officer with this login exists."""

    key = "login_taken"


class NoSuchOfficer(DeskRefusal):
    """No officer who may sign in has this login."""

    key = "no_such_officer"


class BadPost(DeskRefusal):
    """An officer's post names something there isn't, or nothing."""

    key = "bad_post.role"

    def __init__(self, what: str) -> None:
        """Say which part: organ, district, role, name or group."""
        super().__init__()
        self.key = f"bad_post.{what}"


class LastAdmin(DeskRefusal):
    """Nobody would be left to administer the city's desk."""

    key = "last_admin"


class NameTaken(DeskRefusal):
    """The desk has a group of this name."""

    key = "name_taken"


class BadCalendar(DeskRefusal):
    """Working hours, holidays or terms that can't be counted with."""

    key = "bad_calendar.seasons"

    def __init__(self, part: str) -> None:
        """Say which part of the document."""
        super().__init__()
        self.key = f"bad_calendar.{part}"


class BadShift(DeskRefusal):
    """Times that make no shift, a day long past or far off, or two shifts at once."""

    key = "bad_shift"


class BadLength(DeskRefusal):
    """An officer's text is empty or too long."""

    key = "bad_length"


class BadBasis(DeskRefusal):
    """What was given as basis names no article that holds today."""

    key = "bad_basis"


class TakenByOther(DeskRefusal):
    """Another officer has taken this question."""

    key = "taken_by_other"


class NotAnswered(DeskRefusal):
    """Nobody is sent away unheard: answer first, then close."""

    key = "not_answered"


class NoSuchTarget(DeskRefusal):
    """Nobody who answers questions is called so, or not for this officer."""

    key = "no_such_target"


class PassedAround(DeskRefusal):
    """It would go round in circles: only the city's own desk may have it now."""

    key = "passed_around"


class TitleTaken(DeskRefusal):
    """A canned reply of this title is there already."""

    key = "title_taken"


class NotReady(DeskRefusal):
    """The checks found something to mend; what was typed is kept."""

    key = "not_ready"


class AlreadyOff(DeskRefusal):
    """It is switched off already, by whoever was first."""

    key = "already_off"


class ChangedMeanwhile(DeskRefusal):
    """Somebody moved it since the page was opened."""

    key = "changed_meanwhile"
