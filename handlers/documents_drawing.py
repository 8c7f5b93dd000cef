"""Draw a paper with the library that writes .docx: pages, faces, lines, the table of parties.

Faces and sizes follow what official papers use (仿宋 for text, 宋体 bold for titles), with
what a machine without them falls back to. What a paper holds is for `documents`.
"""

from io import BytesIO

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from handlers.documents import Paper, Section

TITLE_FACE, TEXT_FACE, LATIN_FACE = "SimSun", "FangSong", "Times New Roman"
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = Pt(22), Pt(15), Pt(10.5)
LINE = Pt(26)


def draw(paper: Paper) -> bytes:
    """Return the paper as a .docx file."""
    document = docx.Document()
    _set_page(document)
    if paper.organ:
        _line(document, paper.organ, face=TITLE_FACE, size=Pt(18), is_bold=True, is_centred=True)
    _line(document, paper.title, face=TITLE_FACE, size=TITLE_SIZE, is_bold=True, is_centred=True)
    if paper.number:
        _line(document, paper.number, size=Pt(14), is_centred=True)
    if paper.rows:
        _table(document, paper.rows)
    for text in paper.opening:
        _text(document, text)
    for section in paper.sections:
        _section(document, section)
    _signatures(document, paper.signatures)
    for n, note in enumerate(paper.notes):
        line = _line(document, note, size=SMALL_SIZE, space=Pt(16))
        line.paragraph_format.space_before = Pt(0 if n else 18)
    _page_numbers(document)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(34), Mm(30)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN_FACE, TEXT_SIZE
    style.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT_FACE)
    style.paragraph_format.space_after = Pt(0)


def _line(
    document: Document,
    text: str,
    *,
    face: str = TEXT_FACE,
    size: Pt = TEXT_SIZE,
    is_bold: bool = False,
    is_centred: bool = False,
    space: Pt = LINE,
) -> Paragraph:
    paragraph = document.add_paragraph()
    _run(paragraph, text, face=face, size=size, is_bold=is_bold)
    form = paragraph.paragraph_format
    form.line_spacing = max(space, Pt(size.pt * 1.4))
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if size >= TITLE_SIZE:
        form.space_before, form.space_after = Pt(6), Pt(10)
    return paragraph


def _run(paragraph: Paragraph, text: str, *, face: str, size: Pt, is_bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.bold = is_bold
    run.font.size, run.font.name = size, LATIN_FACE
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _section(document: Document, section: Section) -> None:
    heading = _line(document, section.heading, size=TEXT_SIZE, is_bold=True)
    heading.paragraph_format.keep_with_next = True
    for text in section.paragraphs:
        _text(document, text)
    if section.table:
        _grid(document, section.table)


def _text(document: Document, text: str) -> None:
    for line in filter(None, (part.strip() for part in text.split("\n"))):
        paragraph = _line(document, line)
        paragraph.paragraph_format.first_line_indent = Pt(TEXT_SIZE.pt * 2)


def _table(document: Document, rows: tuple[tuple[str, str], ...]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    # Some programs go by the columns and not by the cells.
    for column, width in zip(table.columns, (36, 120), strict=True):
        column.width = Mm(width)
    for name, text in rows:
        cells = table.add_row().cells
        for cell, width, said, is_bold in (
            (cells[0], 36, name, True),
            (cells[1], 120, text, False),
        ):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(22)
            _run(paragraph, said, face=TEXT_FACE, size=Pt(13), is_bold=is_bold)
    document.add_paragraph().paragraph_format.line_spacing = Pt(10)


def _grid(document: Document, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for n, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(18)
            _run(paragraph, text, face=TEXT_FACE, size=SMALL_SIZE, is_bold=n == 0)
    document.add_paragraph().paragraph_format.line_spacing = Pt(10)


def _signatures(document: Document, lines: tuple[str, ...]) -> None:
    for n, text in enumerate(lines):
        paragraph = _line(document, text)
        paragraph.paragraph_format.keep_with_next = n < len(lines) - 1
        if n == 0:
            paragraph.paragraph_format.space_before = Pt(24)


def _page_numbers(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)
