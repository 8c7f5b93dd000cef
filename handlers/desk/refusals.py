"""What the desk refuses, as a tree. `key` names the words below `desk.refusal.`.

DeskRefusal
├── WrongPassword      login or password; which of them is not said
├── TooManyTries       too many failures lately; says how long to wait
├── WeakPassword       too short, too long, the old one, or the login itself
│   └── PasswordsDiffer    the new password and its repetition
├── SignedOut          the session ended before the form was sent
├── ForgedForm         the form does not come from this browser's session
├── BadLogin           not the shape of a login
├── LoginTaken         somebody has it already
├── NoSuchOfficer      nobody who may sign in has this login
├── BadLength          what was written is empty or too long
├── TakenByOther       another officer works on this question
├── NotAnswered        a question is only closed when it was answered
└── ChangedMeanwhile   it is no longer as the page showed it
"""

from datetime import timedelta
from typing import ClassVar


class DeskRefusal(Exception):
    """Anything the desk refuses; nothing was changed."""

    key: ClassVar[str] = "refused"

    def __init__(self, **values: object) -> None:
        """Keep what the words have places for."""
        super().__init__(self.key)
        self.values = values


class WrongPassword(DeskRefusal):
    """Login and password don't belong together; unknown logins are told the same."""

    key = "wrong_password"


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


class BadLength(DeskRefusal):
    """An officer's text is empty or too long."""

    key = "bad_length"


class TakenByOther(DeskRefusal):
    """Another officer has taken this question."""

    key = "taken_by_other"


class NotAnswered(DeskRefusal):
    """Nobody is sent away unheard: answer first, then close."""

    key = "not_answered"


class ChangedMeanwhile(DeskRefusal):
    """Somebody moved it since the page was opened."""

    key = "changed_meanwhile"
