"""Wordings kept out of the index and out of all learning: thresholds are chosen by them.

They lie with the tests, which hold that each finds its entry.
"""

from pathlib import Path

from knowledge.files import ROOT, read_yaml, yaml_files

ASKS = ROOT.parent / "tests" / "asks"


def load_asks(folder: Path = ASKS) -> list[tuple[str, str]]:
    """Return pairs of an entry's id and a wording that should find it."""
    return [
        (path.relative_to(folder).with_suffix("").as_posix(), said)
        for path in yaml_files(folder)
        if not path.name.startswith("_")
        for said in read_yaml(path)["finds"]
    ]
