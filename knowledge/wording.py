"""Every sentence the bot says besides its answers: key to text, from `wording/*.yaml`.

A key is `<file>.<name>`; a text may hold `{name}` places. Handlers choose the key,
never the words.
"""

from collections.abc import Mapping
from pathlib import Path

from knowledge.files import WORDING, read_yaml, yaml_files


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


def load_wording(folder: Path = WORDING) -> Wording:
    """Read the wording as it is shipped."""
    texts: dict[str, str] = {}
    for path in yaml_files(folder):
        content = read_yaml(path)
        texts |= {f"{path.stem}.{key}": text for key, text in _flat(content).items()}
    return Wording(texts)


def _flat(content: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in content.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = str(value)
    return found
