"""Say what a file is by its content; its name and what the sender claims count for nothing.

Only what evidence is made of is taken: pictures, PDF, Word, sound, film.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePath

import filetype

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLD_WORD = "application/msword"
# What is taken, and the ending its name gets when it has another.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "image/heic": (".heic", ".heif"),
    "application/pdf": (".pdf",),
    WORD: (".docx",),
    OLD_WORD: (".doc",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/x-wav": (".wav",),
    "audio/amr": (".amr",),
    "audio/aac": (".aac",),
    "video/mp4": (".mp4", ".3gp"),
    "video/quicktime": (".mov",),
    "video/webm": (".webm",),
    "video/x-msvideo": (".avi",),
}
LONGEST_NAME = 80
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_MACROS = "word/vbaProject.bin"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


def media_type(content: bytes) -> str | None:
    """Return what kind of file this is, or None for every kind that is not taken."""
    if content.startswith(_COMPOUND):
        return OLD_WORD if _WORD_STREAM in content else None
    guessed = filetype.guess_mime(content)
    if guessed == WORD:
        return WORD if _is_word(content) else None
    return guessed if guessed in ENDINGS else None


def _is_word(content: bytes) -> bool:
    """Whether an archive is a document without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return False
    return "word/document.xml" in names and _MACROS not in names


def tidy_name(name: str, kind: str, *, fallback: str) -> str:
    """Return a name that is safe to show and to save, with an ending that fits the content."""
    last = _UNSAFE.sub("", PurePath(name.replace("\\", "/")).name).strip(". ") or fallback
    endings = ENDINGS[kind]
    stem = PurePath(last).stem if PurePath(last).suffix else last
    ending = PurePath(last).suffix.lower()
    ending = ending if ending in endings else endings[0]
    return f"{stem[:LONGEST_NAME]}{ending}"
