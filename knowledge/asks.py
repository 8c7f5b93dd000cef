"""Wordings kept out of the index: by some the ranking is practised, by others it is judged.

The asks lie with the tests, which hold that each finds its entry. `finds` were written by the
entry's editor, who took care to use other words than the entry does; `blind` by somebody
who had seen no wording at all, only the entry's title and its short answer.
"""

from enum import StrEnum
from pathlib import Path

from knowledge.files import LEXICON, ROOT, read_yaml, yaml_files

ASKS = ROOT.parent / "tests" / "asks"
UNANSWERED = LEXICON / "examples" / "unanswered.yaml"


class Kept(StrEnum):
    """Which of the wordings kept out: the key they stand under."""

    PRACTISED = "finds"
    BLIND = "blind"


def load_asks(kept: Kept, folder: Path = ASKS) -> list[tuple[str, str]]:
    """Return pairs of an entry's id and a wording that should find it."""
    return [
        (path.relative_to(folder).with_suffix("").as_posix(), said)
        for path in yaml_files(folder)
        if not path.name.startswith("_")
        for said in read_yaml(path).get(kept, ())
    ]


def load_unanswered() -> list[str]:
    """Return what people ask that no entry answers: it was never said, or nobody wrote of it."""
    return [said for texts in read_yaml(UNANSWERED).values() for said in texts]
