"""What is compiled is opened again only when it is whole and nothing it was made from changed."""

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from knowledge import store as stores
from knowledge.base import KnowledgeBase, load_base, load_synonyms
from knowledge.files import ENTRIES, read_yaml
from knowledge.prompts import load_prompts
from knowledge.store import Store, Stored, fingerprint, opened
from knowledge.vocabulary import load_vocabulary
from knowledge.wording import load_wording

TODAY = date(2026, 11, 23)
FOLDER = "special-equipment"
QUESTION = "电梯坏了没人修"
CONTENT = Stored({"named": ["一", "二"]}, {"a": np.arange(5), "b": np.empty((0, 3), np.float32)})


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A folder with the entries of one domain."""
    target = tmp_path / "entries"
    shutil.copytree(ENTRIES / FOLDER, target / FOLDER)
    return target


def _base(entries: Path, cache: Path) -> KnowledgeBase:
    return load_base(entries=entries, cache=cache)


def _files(cache: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in cache.glob("*.index")}


def test_what_was_kept_is_read_back_to_the_digit(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")

    store.write("kind", "f" * 64, CONTENT)
    found = store.read("kind", "f" * 64)

    assert found is not None
    assert found.facts == CONTENT.facts
    assert {name: array.tolist() for name, array in found.arrays.items()} == {
        "a": [0, 1, 2, 3, 4],
        "b": [],
    }
    assert found.arrays["b"].shape == (0, 3)


@pytest.mark.parametrize("place", ["first", "middle", "last", "cut", "empty"])
def test_damaged_file_is_never_used(place: str, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("kind", "f" * 64, CONTENT)
    path = next(tmp_path.glob("*.index"))
    whole = path.read_bytes()
    at = {"first": 0, "middle": len(whole) // 2, "last": len(whole) - 1}.get(place, 0)
    turned = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    path.write_bytes({"cut": whole[: len(whole) // 2], "empty": b""}.get(place, turned))

    assert store.read("kind", "f" * 64) is None


def test_file_that_holds_objects_is_refused_though_its_checksum_is_right(tmp_path: Path) -> None:
    store = Store(tmp_path)
    objects = {"a": np.array([{"not": "a number"}], dtype=object)}
    store.write("kind", "f" * 64, Stored(None, objects))

    assert store.read("kind", "f" * 64) is None


def test_folder_that_cannot_be_written_to_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    store = Store(tmp_path / "file" / "index")

    store.write("kind", "f" * 64, CONTENT)

    assert store.read("kind", "f" * 64) is None


def test_old_files_of_a_kind_go(tmp_path: Path) -> None:
    store = Store(tmp_path)

    for n in range(stores.KEPT + 3):
        store.write("kind", f"{n}" * 64, CONTENT)

    assert len(list(tmp_path.iterdir())) == stores.KEPT


def test_fingerprint_changes_with_a_file_and_with_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("one", encoding="utf-8")
    before = fingerprint([path])

    path.write_text("two", encoding="utf-8")

    assert len({before, fingerprint([path]), fingerprint([path], "word")}) == 3


def test_second_start_opens_what_the_first_compiled_and_finds_the_same(
    few: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "index"
    first = _base(few, cache).find(QUESTION, TODAY)
    written = _files(cache)

    second = _base(few, cache).find(QUESTION, TODAY)

    assert written
    assert _files(cache) == written
    assert [(c.entry_id, c.score, c.features) for c in second.candidates] == [
        (c.entry_id, c.score, c.features) for c in first.candidates
    ]


def test_damaged_index_is_made_anew_at_the_next_start(few: Path, tmp_path: Path) -> None:
    cache = tmp_path / "index"
    before = _base(few, cache).find(QUESTION, TODAY)
    written = _files(cache)
    for path in cache.glob("*.index"):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 255
        path.write_bytes(content)

    after = _base(few, cache).find(QUESTION, TODAY)

    assert after.candidates[0].score == before.candidates[0].score
    assert _files(cache) == written


def test_changed_entry_is_found_by_its_new_words_at_the_next_start(
    few: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "index"
    first = _base(few, cache)
    first.find(QUESTION, TODAY)
    entry_id = next(iter(first.entries))
    path = few / f"{entry_id}.yaml"
    title = first.entries[entry_id].title
    path.write_text(
        path.read_text(encoding="utf-8").replace(title, "紫色独角兽怎么登记"), encoding="utf-8"
    )

    found = _base(few, cache).find("紫色独角兽怎么登记", TODAY)

    assert found.entry_ids[0] == entry_id


def test_broken_entry_is_told_at_every_start(few: Path, tmp_path: Path) -> None:
    cache = tmp_path / "index"
    (few / FOLDER / "broken.yaml").write_text("title: [", encoding="utf-8")

    told = [_base(few, cache).problems for _ in range(2)]

    assert told[0] == told[1]
    assert json.dumps([str(one) for one in told[0]]).count("broken.yaml") == 1


def test_bytes_are_kept_with_facts_about_them(tmp_path: Path) -> None:
    store = Store(tmp_path)

    store.write("kind", "f" * 64, Stored.of_bytes(b"any bytes", ["facts"]))
    found = store.read("kind", "f" * 64)

    assert found is not None
    assert (found.whole(), found.facts) == (b"any bytes", ["facts"])


def test_curated_file_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    store, path, said = Store(tmp_path / "index"), tmp_path / "said.yaml", []

    def load() -> dict[str, str]:
        said.append(read_yaml(path))
        return {str(key): str(value) for key, value in said[-1].items()}

    def read() -> dict[str, str]:
        return opened(store, "said", [path], TypeAdapter(dict[str, str]), load)

    path.write_text("a: 一", encoding="utf-8")
    before = [read(), read()]
    path.write_text("a: 二", encoding="utf-8")

    assert before == [{"a": "一"}, {"a": "一"}]
    assert [read(), read()] == [{"a": "二"}, {"a": "二"}]
    assert said == [{"a": "一"}, {"a": "二"}]


def test_curated_files_are_the_same_kept_as_read(few: Path, tmp_path: Path) -> None:
    _base(few, tmp_path)
    for _ in range(2):
        base, wording = _base(few, tmp_path), load_wording(cache=tmp_path)

        assert base.prompts == load_prompts()
        assert base.vocabulary == load_vocabulary()
        assert base._synonyms == load_synonyms()
        assert wording.below("") == load_wording().below("")
