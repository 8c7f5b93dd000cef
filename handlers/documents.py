"""Papers as an office would stamp them: A4, a title, a number, a table of parties, signatures.

Pure: words come in as data, the .docx goes out as bytes. How it looks is for
`documents_drawing`.
"""

from dataclasses import dataclass

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it: paragraphs, then a table whose first row names it."""

    heading: str
    paragraphs: tuple[str, ...]
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Paper:
    """One paper. `rows` is the table of parties, `signatures` the lines to sign on."""

    title: str
    number: str = ""
    organ: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    opening: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    signatures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def write(paper: Paper) -> bytes:
    """Return the paper as a .docx file."""
    from handlers import documents_drawing  # its library is slow to load, and papers are few

    return documents_drawing.draw(paper)
