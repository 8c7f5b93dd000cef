"""Compiled knowledge on disk: facts and arrays in one checked file, opened without work.

A file carries the checksum of its content and is named after a fingerprint of what it
was made from, so a broken or outdated one is never used: it is made anew. Files are
written under another name first, so that nobody ever reads half of one. There is no
code in a file, only JSON and plain numbers.
"""

import hashlib
import json
import mmap
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

T = TypeVar("T")

_MAGIC = b"LuoWen index 2\n\0"
_DIGEST = 32
_ALIGNED = 64
_NUMBERS = "biuf"
_WHOLE = "content"
_CODE = Path(__file__).parent
# How many files of one kind stay: today's, another day's, those of a version tried out.
KEPT = 4


@dataclass(frozen=True)
class Stored:
    """What a file holds: facts that are JSON, and arrays that lie in the file itself."""

    facts: Any
    arrays: Mapping[str, NDArray[np.generic]]

    @classmethod
    def of_bytes(cls, content: bytes, facts: Any = None) -> "Stored":
        """Return content of any kind to be kept, with facts about it."""
        return cls(facts, {_WHOLE: np.frombuffer(content, np.uint8)})

    def whole(self) -> bytes:
        """Return what `of_bytes` was given."""
        return self.arrays[_WHOLE].tobytes()


@dataclass(frozen=True)
class Store:
    """A folder of compiled files, a few of each kind."""

    folder: Path

    def read(self, kind: str, fingerprint: str) -> Stored | None:
        """Return what was kept, or None when there is nothing, or nothing whole."""
        try:
            with self._path(kind, fingerprint).open("rb") as file:
                content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return _unpacked(content)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, kind: str, fingerprint: str, stored: Stored) -> None:
        """Keep something; of this kind, the oldest files go.

        A folder that can't be written to costs time at the next start and nothing else.
        """
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
                _pack(file, stored)
            Path(file.name).replace(self._path(kind, fingerprint))
            for old in self._newest_first(kind)[KEPT:]:
                old.unlink(missing_ok=True)

    def _newest_first(self, kind: str) -> list[Path]:
        dated = [(path.stat().st_mtime_ns, path) for path in self.folder.glob(f"{kind}-*.index")]
        return [path for _, path in sorted(dated, reverse=True)]

    def _path(self, kind: str, fingerprint: str) -> Path:
        return self.folder / f"{kind}-{fingerprint[:24]}.index"


def opened(
    store: Store | None,
    kind: str,
    files: Sequence[Path],
    shape: TypeAdapter[T],
    load: Callable[[], T],
) -> T:
    """Return what `load` makes of these files, kept as the JSON of its shape."""
    if store is None:
        return load()
    made_from = fingerprint(files, *map(str, files))
    kept = store.read(kind, made_from)
    if kept is not None:
        return shape.validate_json(kept.whole())
    made = load()
    store.write(kind, made_from, Stored.of_bytes(shape.dump_json(made)))
    return made


def _pack(file: IO[bytes], stored: Stored) -> None:
    rows, at = [], 0
    parts: list[bytes] = []
    for name, array in stored.arrays.items():
        solid = np.ascontiguousarray(array)
        content = solid.tobytes()
        rows.append([name, solid.dtype.str, list(solid.shape), at])
        padding = -len(content) % _ALIGNED
        parts.append(content + bytes(padding))
        at += len(content) + padding
    head = json.dumps({"facts": stored.facts, "arrays": rows}, ensure_ascii=False).encode()
    head += b" " * (-(len(_MAGIC) + _DIGEST + 8 + len(head)) % _ALIGNED)
    digest = hashlib.sha256()
    for part in (body := [len(head).to_bytes(8, "little"), head, *parts]):
        digest.update(part)
    for part in (_MAGIC, digest.digest(), *body):
        file.write(part)
    file.flush()
    os.fsync(file.fileno())


def _unpacked(content: mmap.mmap) -> Stored:
    start = len(_MAGIC) + _DIGEST
    if content[: len(_MAGIC)] != _MAGIC:
        raise ValueError("not one of our files")
    with memoryview(content) as whole, whole[start:] as body:
        if hashlib.sha256(body).digest() != content[len(_MAGIC) : start]:
            raise ValueError("damaged")
    length = int.from_bytes(content[start : start + 8], "little")
    first = start + 8 + length
    head = json.loads(content[start + 8 : first])
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, dtype, shape, at in head["arrays"]:
        kind = np.dtype(dtype)
        if kind.kind not in _NUMBERS:
            raise ValueError("arrays hold numbers")
        arrays[name] = np.ndarray(shape, kind, buffer=content, offset=first + at)
    return Stored(head["facts"], arrays)


def part_of(arrays: Mapping[str, NDArray[np.generic]], name: str) -> dict[str, NDArray[np.generic]]:
    """Return the arrays whose names begin with `name` and a dot, without it."""
    prefix = f"{name}."
    return {key[len(prefix) :]: one for key, one in arrays.items() if key.startswith(prefix)}


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """Return what changes when a file, one of the given words or our own code changes."""
    digest = hashlib.sha256(_code().encode())
    for word in more:
        digest.update(word.encode() + b"\0")
    for path in files:
        digest.update(hashlib.sha256(path.name.encode()).digest())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def _code() -> str:
    """Return a fingerprint of this package's code and of the library that shapes the arrays."""
    return hashlib.sha256(b"\0".join(_sources())).hexdigest()


def _sources() -> Iterator[bytes]:
    yield np.__version__.encode()
    for path in sorted(_CODE.glob("*.py")):
        yield path.name.encode()
        yield path.read_bytes()
