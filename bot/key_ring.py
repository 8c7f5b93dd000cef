"""The secret keys of the service where they are kept: the present one, and former ones.

Former keys lie one a line in `secret.key.old` in the data folder while texts sealed with
them remain. Nothing here opens a text; see `storage.sealing` and `storage.rotation`.
"""

import os
import secrets
from pathlib import Path

from bot.settings import BadSettings, Settings
from storage.sealing import Sealer

FORMER = "secret.key.old"
PRESENT = "secret.key"


def sealer(settings: Settings) -> Sealer:
    """Return what seals with the present key, and finds one that is added while we run."""
    present, *former = kept(settings)
    return Sealer(present, former=former, look_again=lambda: kept(settings))


def kept(settings: Settings) -> list[str]:
    """Return the present secret and then the former ones."""
    path = settings.data_dir / FORMER
    former = path.read_text(encoding="ascii").split("\n") if path.exists() else []
    return [settings.secret(), *(line for line in former if line)]


def add(settings: Settings) -> None:
    """Make a new present key; the one it follows becomes a former one.

    Raises:
        BadSettings: the key is set in the environment, where only the operator can change it.
    """
    if settings.secret_key.get_secret_value():
        raise BadSettings(
            f"LUOWEN_SECRET_KEY: write its value into {settings.data_dir / FORMER},"
            " set a new one, start again, then rotate"
        )
    former = kept(settings)
    _write(settings.data_dir / FORMER, former)  # first, or a crash would lose the key
    _write(settings.data_dir / PRESENT, [secrets.token_urlsafe(48)])


def has_former(settings: Settings) -> bool:
    """Whether former keys are still kept."""
    return len(kept(settings)) > 1


def retire(settings: Settings) -> None:
    """Forget the former keys."""
    (settings.data_dir / FORMER).unlink(missing_ok=True)


def _write(path: Path, lines: list[str]) -> None:
    """Replace a file in one step; only its owner may read it."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
