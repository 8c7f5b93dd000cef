"""A spreadsheet of the entries comes back unchanged, and a wrong one changes nothing."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from knowledge.loader import load_entries
from knowledge.schema import Entry
from knowledge.sheets import COLUMNS, SheetRefused, as_yaml, export, read, take_in
from tests.house import shipped_knowledge

SOME = {
    entry.id: entry
    for entry in shipped_knowledge().entries.values()
    if entry.domain in ("food", "service-enforcement")
}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "entries.xlsx"
    export(SOME.values(), path)
    return path


def change(path: Path, column: str, value: object, *, row: int = 2) -> str:
    book = load_workbook(path)
    cell = book.worksheets[0].cell(row, COLUMNS.index(column) + 1)
    cell.value = value  # type: ignore[assignment]
    book.save(path)
    return str(cell.coordinate)


def test_round_trip_changes_nothing(sheet: Path, tmp_path: Path) -> None:
    assert read(sheet) == SOME
    assert take_in(sheet, tmp_path / "entries", SOME) == []


def test_changed_cell_changes_its_entry_only(sheet: Path, tmp_path: Path) -> None:
    change(sheet, "answer.short", "改过的第一句话。")

    [changed] = take_in(sheet, tmp_path / "entries", SOME)

    entries, problems = load_entries(tmp_path / "entries")
    assert problems == []
    assert entries[changed].answer.short == "改过的第一句话。"
    assert entries[changed].cites == SOME[changed].cites


def test_every_entry_survives_being_written_as_yaml(tmp_path: Path) -> None:
    for entry in SOME.values():
        path = tmp_path / f"{entry.id}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_yaml(entry), encoding="utf-8")

    again, problems = load_entries(tmp_path)

    assert problems == []
    assert again == SOME


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("answer.short", "=1+1", "a formula"),
        ("mode", "别的", "Input should be"),
        ("cites", "《食品安全法》第34条", "needs law | article"),
        ("cites", "中华人民共和国食品安全法 | 三十四 | | | |", "valid integer"),
        ("phrasings", "一句", "at least 6"),
        ("reviewed.date", "昨天", "date"),
    ],
)
def test_wrong_cell_is_named_and_nothing_is_written(
    sheet: Path, tmp_path: Path, column: str, value: str, said: str
) -> None:
    address = change(sheet, column, value)

    with pytest.raises(SheetRefused) as refused:
        take_in(sheet, tmp_path / "entries", dict[str, Entry]())

    assert any(one.key == address and said in one.text for one in refused.value.problems)
    assert not (tmp_path / "entries").exists()


def test_merged_cells_missing_columns_and_other_files_are_refused(
    sheet: Path, tmp_path: Path
) -> None:
    book = load_workbook(sheet)
    book.worksheets[0].merge_cells("B2:B3")
    book.save(sheet)
    empty = tmp_path / "empty.xlsx"
    Workbook().save(empty)
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"no sheet")

    with pytest.raises(SheetRefused, match="B2:B3"):
        read(sheet)
    with pytest.raises(SheetRefused, match="column missing: id"):
        read(empty)
    with pytest.raises(SheetRefused, match="not a readable"):
        read(other)
