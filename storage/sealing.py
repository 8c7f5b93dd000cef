"""Encrypt what people wrote before it reaches the database file (PIPL Art. 51).

One key for the whole service, derived from the secret key of the settings. What is
sealed can't be searched; what must be searched is kept in columns of its own.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel import Session

from storage.errors import CannotOpen


class Sealer:
    """Seal and open short texts with one key."""

    def __init__(self, secret: str) -> None:
        """Derive the key; the same secret opens what it sealed."""
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"luowen sealed texts")
        self._fernet = Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))

    def seal(self, text: str) -> str:
        """Return the text encrypted, as ASCII; lone surrogates are replaced."""
        return self._fernet.encrypt(text.encode("utf-8", "replace")).decode("ascii")

    def open(self, sealed: str) -> str:
        """Return the text again.

        Raises:
            CannotOpen: sealed with another key, or damaged.
        """
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode("utf-8")
        except InvalidToken as error:
            raise CannotOpen("sealed with another secret key, or damaged") from error


def sealer(session: Session) -> Sealer:
    """Return the sealer of the database this session belongs to."""
    found = session.info["sealer"]
    assert isinstance(found, Sealer)  # noqa: S101  # set by Database for every session
    return found
