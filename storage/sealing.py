"""Encrypt what people wrote before it reaches the database file (PIPL Art. 51).

Every sealed text begins with the id of its key, so that keys can be changed while the
service runs: the first key seals, former ones only open. A key this process doesn't know
yet is looked for once more where keys are kept. What is sealed can't be searched; what
must be searched is kept in columns of its own.
"""

import base64
from collections.abc import Callable, Sequence

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel import Session

from storage.errors import CannotOpen

MARK = ":"
_ID_BYTES = 4


class Sealer:
    """Seal and open texts with one key, open those of former keys."""

    def __init__(
        self,
        secret: str,
        *,
        former: Sequence[str] = (),
        look_again: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        """Derive the keys; the same secret opens what it sealed.

        `look_again` returns the secrets as they are kept now, the one that seals first.
        """
        self._look_again = look_again
        self._take([secret, *former])

    @property
    def key_id(self) -> str:
        """What texts sealed now begin with, up to and without the mark."""
        return self._ring[0]

    def seal(self, text: str) -> str:
        """Return the text encrypted, as ASCII; lone surrogates are replaced."""
        return self.seal_bytes(text.encode("utf-8", "replace")).decode("ascii")

    def open(self, sealed: str) -> str:
        """Return the text again; what was erased reads as empty.

        Raises:
            CannotOpen: sealed with another key, or damaged.
        """
        return self.open_bytes(sealed.encode("ascii", "replace")).decode("utf-8")

    def seal_bytes(self, content: bytes) -> bytes:
        """Return the content encrypted, as ASCII."""
        name, keys = self._ring
        return f"{name}{MARK}".encode() + keys[name].encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return the content again; what was erased reads as empty.

        Raises:
            CannotOpen: sealed with another key, or damaged.
        """
        if not sealed:
            return b""
        key_id, mark, token = sealed.partition(MARK.encode())
        name = key_id.decode("ascii", "replace")
        for key in self._keys_of(name) if mark else self._ring[1].values():
            try:
                return key.decrypt(token if mark else sealed)
            except InvalidToken:
                continue  # a text from before keys had ids is tried with every key
        raise CannotOpen("sealed with another secret key, or damaged")

    def _keys_of(self, name: str) -> list[Fernet]:
        if name not in self._ring[1] and self._look_again is not None:
            self._take(self._look_again())
        keys = self._ring[1]
        return [keys[name]] if name in keys else []

    def _take(self, secrets: Sequence[str]) -> None:
        keys = dict(_derived(secret) for secret in secrets)
        self._ring = (next(iter(keys)), keys)  # at once, for other threads


def sealer(session: Session) -> Sealer:
    """Return the sealer of the database this session belongs to."""
    found = session.info["sealer"]
    assert isinstance(found, Sealer)  # noqa: S101  # set by Database for every session
    return found


def _derived(secret: str) -> tuple[str, Fernet]:
    raw = secret.encode()
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"luowen sealed texts")
    name = HKDF(algorithm=SHA256(), length=_ID_BYTES, salt=None, info=b"luowen key id")
    return name.derive(raw).hex(), Fernet(base64.urlsafe_b64encode(key.derive(raw)))
