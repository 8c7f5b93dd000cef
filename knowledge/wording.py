"""Every sentence the bot says besides its answers: key to text, from `wording/*.yaml`.

A key is `<file>.<name>`; a text may hold `{name}` places. Handlers choose the key,
never the words.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.files import WORDING, read_yaml, yaml_files
from knowledge.store import Store, opened

_TEXTS = TypeAdapter(dict[str, str])


class Wording:
    """Curated sentences by key."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Keep the texts; `load_wording` reads the shipped ones."""
        self._texts = dict(texts)

    def say(self, key: str, **values: object) -> str:
        """Return the sentence with its places filled.

        Raises:
            KeyError: no such key, or a place was not given: a bug, found by the habit tests.
        """
        return self._texts[key].format(**values) if values else self._texts[key]

    def keys(self) -> frozenset[str]:
        """Every key there is."""
        return frozenset(self._texts)

    def below(self, prefix: str) -> dict[str, str]:
        """Return the texts whose key starts with `prefix`, keyed by the rest."""
        size = len(prefix)
        return {key[size:]: text for key, text in self._texts.items() if key.startswith(prefix)}


def load_wording(*, cache: Path | None = None) -> Wording:
    """Read the wording as it is shipped; what was read is kept in the folder `cache`, if given."""
    store = Store(cache) if cache else None
    texts = opened(store, "wording", list(yaml_files(WORDING)), _TEXTS, _texts)
    return Wording(texts)


def _texts() -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in yaml_files(WORDING):
        content = read_yaml(path)
        texts |= {f"{path.stem}.{key}": text for key, text in _flat(content).items()}
    return texts


def _flat(content: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in content.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = str(value)
    return found
