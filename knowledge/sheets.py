"""Entries as a spreadsheet, one row each, for lawyers who don't write YAML.

A round trip changes nothing: only entries whose content differs are written. An import
is all or nothing: every cell is read and checked before the first file is touched.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import ValidationError

from knowledge.problems import Problem
from knowledge.schema import Cite, Entry, FollowUp

Content = dict[str, Any]
_LISTS = (
    "topics",
    "audience",
    "industries",
    "tags",
    "phrasings",
    "hotline",
    "related",
    "hand_over_when",
)
_PLAIN = ("title", "mode", "risk", "organ", "effective_from", "effective_until")
_ANSWER = ("short", "consequence", "leniency", "where")
_CITE = ("law", "article", "suffix", "paragraph", "item", "region")
_FOLLOW = ("kind", "ask", "answer")
COLUMNS = (
    "id", *_PLAIN[:4], *_LISTS[:5], *(f"answer.{name}" for name in _ANSWER), "answer.steps",
    *_LISTS[5:], "cites", "follow_ups", *_PLAIN[4:],
    "reviewed.date", "reviewed.again_by", "reviewed.sources",
)  # fmt: skip
NEVER_A_SHEET = "not a readable .xlsx file"


class SheetRefused(ValueError):
    """The spreadsheet can't be taken; `problems` name the cells."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def export(entries: Iterable[Entry], path: Path) -> None:
    """Write one row an entry; lists stand on lines of one cell."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("entries")
    sheet.append(COLUMNS)
    for entry in sorted(entries, key=lambda one: one.id):
        sheet.append([_cell_of(entry, column) for column in COLUMNS])
    book.save(path)


def _cell_of(entry: Entry, column: str) -> object:
    if column == "cites":
        return "\n".join(" | ".join(_text(getattr(c, k)) for k in _CITE) for c in entry.cites)
    if column == "follow_ups":
        return "\n".join(
            " | ".join(_text(getattr(u, k)) for k in _FOLLOW) for u in entry.follow_ups
        )
    value: Any = entry
    for name in column.split("."):
        value = getattr(value, name)
    return "\n".join(value) if isinstance(value, tuple) else _text(value)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def read(path: Path) -> dict[str, Entry]:
    """Return the entries of a spreadsheet by id.

    Raises:
        SheetRefused: every cell that is wrong, by address; nothing was changed.
    """
    sheet = _opened(path)
    places = _columns(path, sheet)
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for cells in sheet.iter_rows(min_row=2):
        if not any(cell.value for cell in cells):
            continue
        try:
            entry = _entry_of(path, {name: cells[place] for name, place in places.items()})
        except SheetRefused as refused:
            problems += refused.problems
            continue
        if entry.id in entries:
            problems.append(
                Problem(path.name, cells[0].coordinate, f"{entry.id} stands here twice")
            )
        entries[entry.id] = entry
    if problems:
        raise SheetRefused(problems)
    return entries


def _opened(path: Path) -> Worksheet:
    try:
        sheet = load_workbook(path).worksheets[0]
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError, IndexError) as error:
        raise SheetRefused([Problem(path.name, "", NEVER_A_SHEET)]) from error
    merged = [str(one) for one in sheet.merged_cells.ranges]
    if merged:
        raise SheetRefused([Problem(path.name, at, "merged cells: part them") for at in merged])
    return sheet


def _columns(path: Path, sheet: Worksheet) -> dict[str, int]:
    heads = {_text(cell.value).strip(): n for n, cell in enumerate(sheet[1])}
    missing = [
        Problem(path.name, "row 1", f"column missing: {c}") for c in COLUMNS if c not in heads
    ]
    if missing:
        raise SheetRefused(missing)
    return {column: heads[column] for column in COLUMNS}


def _entry_of(path: Path, cells: Mapping[str, Cell | MergedCell]) -> Entry:
    texts: dict[str, str] = {}
    problems = []
    for name, cell in cells.items():
        if cell.data_type == "f" or _text(cell.value).startswith("="):
            problems.append(Problem(path.name, cell.coordinate, "a formula: write its text"))
        texts[name] = (
            _day(cell.value) if isinstance(cell.value, datetime | date) else _text(cell.value)
        )
    if problems:
        raise SheetRefused(problems)
    try:
        return Entry.model_validate(_content(texts))
    except ValidationError as error:
        raise SheetRefused(
            [_located(path, cells, list(item["loc"]), item["msg"]) for item in error.errors()]
        ) from error
    except ValueError as error:
        raise SheetRefused([Problem(path.name, cells["cites"].coordinate, str(error))]) from error


def _day(value: date) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()


def _located(
    path: Path, cells: Mapping[str, Cell | MergedCell], place: list[int | str], text: str
) -> Problem:
    names = (".".join(map(str, place[:2])), str(place[0]) if place else "id")
    name = next((one for one in names if one in cells), "id")
    return Problem(path.name, cells[name].coordinate, text)


def _content(texts: Mapping[str, str]) -> Content:
    content: Content = {"id": texts["id"].strip()}
    content |= {name: texts[name].strip() for name in _PLAIN if texts[name].strip()}
    content |= {name: _lines(texts[name]) for name in _LISTS}
    answer: Content = {name: texts[f"answer.{name}"].strip() for name in _ANSWER}
    content["answer"] = {**answer, "steps": _lines(texts["answer.steps"])}
    content["cites"] = [_record(line, _CITE) for line in _lines(texts["cites"])]
    content["follow_ups"] = [_record(line, _FOLLOW) for line in _lines(texts["follow_ups"])]
    content["reviewed"] = {
        "date": texts["reviewed.date"].strip(),
        "again_by": texts["reviewed.again_by"].strip(),
        "sources": _lines(texts["reviewed.sources"]),
    }
    return content


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _record(line: str, names: tuple[str, ...]) -> Content:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != len(names):
        raise ValueError(f"needs {' | '.join(names)}: {line}")
    return {name: part for name, part in zip(names, parts, strict=True) if part}


def take_in(path: Path, folder: Path, known: Mapping[str, Entry]) -> list[str]:
    """Write the entries of a spreadsheet that are new or differ; return their ids.

    Raises:
        SheetRefused: something in it is wrong; nothing was changed.
    """
    changed = [entry for entry in read(path).values() if known.get(entry.id) != entry]
    written = {folder / f"{entry.id}.yaml": as_yaml(entry) for entry in changed}
    for target, text in written.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.with_suffix(".new").write_text(text, encoding="utf-8")
    for target in written:
        target.with_suffix(".new").replace(target)
    return [entry.id for entry in changed]


def as_yaml(entry: Entry) -> str:
    """Return an entry as its file's text, leaving out what is empty."""
    content = entry.model_dump(mode="python", exclude={"id"})
    content["cites"] = [_filled(cite) for cite in entry.cites]
    content["follow_ups"] = [_filled(up) for up in entry.follow_ups]
    dump: Callable[..., str] = yaml.safe_dump
    return dump(_plain(content), allow_unicode=True, sort_keys=False, width=1000)


def _filled(record: Cite | FollowUp) -> Content:
    return {
        key: value
        for key, value in record.model_dump(mode="json").items()
        if value not in ("", None)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one not in ("", None, ())}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
