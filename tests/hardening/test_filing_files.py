"""Evidence is what its content says it is, safe to keep, and its owner's alone."""

import io
import zipfile

import pytest
from sqlmodel import select

from handlers import attachments
from handlers.turn import Attachment, Fault
from storage import files
from storage.file_tables import StoredFile
from tests.fakes.filing_house import PDF, PHOTO, PROGRAM, STORY, Applicant
from tests.house import House, button


def test_file_before_the_notice_is_not_kept(house: House) -> None:
    applicant = Applicant(house)
    applicant.goes_on(applicant.tells(STORY), until="consent")

    refused = applicant.gives("我.jpg", PHOTO)

    assert refused.facts["step"] == "consent"
    assert "没有保存" in refused.text
    with house.services.database.reading() as session:
        assert session.exec(select(StoredFile)).all() == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (Attachment("照片.jpg", PROGRAM), "内容不是照片"),
        (Attachment("照片.jpg", b"<html><script>alert(1)</script>"), "内容不是照片"),
        (Attachment("空.pdf", b""), "内容不是照片"),
        (Attachment("大.jpg", fault=Fault.TOO_LARGE), "最多20 MB"),
        (Attachment("毒.pdf", fault=Fault.INFECTED), "病毒"),
        (Attachment("未查.pdf", fault=Fault.UNCHECKED), "过几分钟再发"),
    ],
    ids=["exe", "page", "empty", "too-large", "infected", "unchecked"],
)
def test_file_that_cannot_be_kept_is_refused_with_the_reason_and_the_form_goes_on(
    house: House, file: Attachment, words: str
) -> None:
    applicant = Applicant(house)
    applicant.goes_on(applicant.tells(STORY), until="evidence")

    [reply] = applicant.hears(file=file)

    assert words in reply.text
    assert reply.facts["step"] == "evidence"
    with house.services.database.reading() as session:
        assert session.exec(select(StoredFile)).all() == []


def test_file_sent_by_mistake_is_deleted_and_nobody_elses(house: House) -> None:
    applicant, other = Applicant(house), Applicant(house, who="other")
    for one in (applicant, other):
        one.goes_on(one.tells(STORY), until="evidence")
    kept, theirs = applicant.gives("错.jpg", PHOTO), other.gives("对.jpg", PHOTO)

    applicant.taps(button(theirs, "发错了，删掉").action)
    dropped = applicant.presses(kept, "发错了，删掉")

    assert dropped.facts["step"] == "evidence"
    with house.services.database.reading() as session:
        [left] = session.exec(select(StoredFile)).all()
        assert files.name_of(session, left) == "对.jpg"


def word(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PHOTO, "image/jpeg"),
        (PDF, "application/pdf"),
        (word(), attachments.WORD),
        (word("word/vbaProject.bin"), None),
        (b"PK\3\4" + bytes(400), None),
        (PROGRAM, None),
        (b"#!/bin/sh\nrm -rf /", None),
        (b"\x7fELF" + bytes(400), None),
        (b"OggS\0\2" + bytes(22) + b"OpusHead" + bytes(300), "audio/ogg"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(300), "video/mp4"),
    ],
    ids=["photo", "pdf", "word", "macros", "zip", "exe", "script", "elf", "voice", "film"],
)
def test_file_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert attachments.media_type(content) == kind


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("photo.exe", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\我的\\欠条.JPG", "欠条.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ("....", "证据.jpg"),
        ("长" * 300 + ".jpeg", "长" * 80 + ".jpeg"),
    ],
)
def test_name_of_a_file_is_made_safe(name: str, kept: str) -> None:
    assert attachments.tidy_name(name, "image/jpeg", fallback="证据") == kept
