"""Turn the entry files into objects, collecting every problem of every file.

A file with a problem yields no entry, and never hides the problems of another.
"""

from pathlib import Path

from pydantic import ValidationError

from knowledge.files import BrokenFile, read_yaml, yaml_files
from knowledge.problems import Problem
from knowledge.schema import Entry


def load_entries(folder: Path) -> tuple[dict[str, Entry], list[Problem]]:
    """Return the entries below `folder` by id, and what is wrong with the other files."""
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for path in yaml_files(folder):
        entry_id = path.relative_to(folder).with_suffix("").as_posix()
        found = read_entry(path, entry_id)
        if isinstance(found, Entry):
            entries[entry_id] = found
        else:
            problems += found
    return entries, problems


def read_entry(path: Path, entry_id: str) -> Entry | list[Problem]:
    """Return one entry, or every reason why the file isn't one."""
    try:
        content = read_yaml(path)
    except BrokenFile as error:
        return [error.problem]
    if not isinstance(content, dict):
        return [Problem(str(path), "", "must be a mapping of keys to values")]
    if "id" in content:
        return [Problem(str(path), "id", "must not be written: the path is the id")]
    try:
        return Entry.model_validate({**content, "id": entry_id})
    except ValidationError as error:
        return [
            Problem(str(path), ".".join(map(str, item["loc"])), item["msg"])
            for item in error.errors()
        ]
