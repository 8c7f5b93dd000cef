"""The errors of storage, as a tree.

StorageError
├── NotFound       no record has this id, or not for this person
├── IllegalMove    the lifecycle has no such arrow; nothing was changed
├── Stale          the record changed since the page was drawn; nothing was changed
├── TooLate        it stood too long to be changed
└── CannotOpen     a sealed text was sealed with another key
"""


class StorageError(Exception):
    """Anything storage refuses to do."""


class NotFound(StorageError):
    """No record has this id, or it is not this person's."""


class IllegalMove(StorageError):
    """The lifecycle has no such arrow; nothing was changed."""


class Stale(StorageError):
    """The record is no longer as the page showed it; nothing was changed."""


class TooLate(StorageError):
    """It stood longer than it may be changed; nothing was."""


class CannotOpen(StorageError):
    """A sealed text can't be opened: the secret key is not the one it was sealed with."""
