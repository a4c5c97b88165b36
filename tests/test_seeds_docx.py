from __future__ import annotations

import io
import zipfile

import pytest

from seeds.article import Article
from seeds.errors import UnreadableArticle
from seeds.formats import read_article

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
MORE = "Trams cross it every ten minutes, and cars are to follow them in the spring, it added."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {W}>
<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Eigen"><w:name w:val="Ours"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:styleId="Zitat"><w:name w:val="Quote"/></w:style>
<w:style w:styleId="Vorspann"><w:name w:val="Subtitle"/></w:style>
<w:style w:styleId="Bild"><w:name w:val="caption"/></w:style>
</w:styles>"""
CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Document 1</dc:title>'
    "<dc:creator>Ada Byron</dc:creator><dc:language>en-GB</dc:language></cp:coreProperties>"
)


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = f"<w:r><w:t>{text[:10]}</w:t></w:r><w:r><w:t>{text[10:]}</w:t></w:r>"
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{runs}</w:p>"


def document(*paragraphs: str, **parts: str) -> bytes:
    content = f"<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", content)
        archive.writestr("word/styles.xml", parts.get("styles", STYLES))
        archive.writestr("docProps/core.xml", parts.get("core", CORE))
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0 a macro")
    return file.getvalue()


def read(raw: bytes) -> Article:
    return read_article(raw, "bridge.docx")


def test_styles_give_the_roles_whatever_the_authors_language() -> None:
    article = read(
        document(
            paragraph("Bridge reopens", "Titel"),
            paragraph("Trams are back, cars must wait.", "Vorspann"),
            paragraph("The first tram. (Photo by Mary Smith / AP)", "Bild"),
            paragraph(LEAD),
            paragraph("Who paid", "Eigen"),
            paragraph("It is ours.", "Zitat"),
            paragraph("one", properties="<w:numPr/>"),
            paragraph(MORE),
        )
    )

    assert [(block.role, block.line) for block in article.blocks] == [
        ("headline", 1),
        ("standfirst", 2),
        ("caption", 3),
        ("body", 4),
        ("subhead", 5),
        ("quote", 6),
        ("body", 7),
        ("body", 8),
    ]
    assert (article.title, article.title_source) == ("Bridge reopens", "line")
    assert article.standfirst == "Trams are back, cars must wait."
    assert article.captions[0].credit == "Mary Smith / AP"
    assert article.blocks[6].text == "• one"
    assert (article.author, article.language) == ("Ada Byron", "en-GB")
    assert article.format == "docx"


def test_a_document_without_styles_reads_as_plain_text_does() -> None:
    article = read(document(*map(paragraph, ["Bridge reopens", "By Mary Smith", LEAD, MORE])))

    assert (article.title, article.author) == ("Bridge reopens", "Mary Smith")
    assert article.body_text == f"{LEAD}\n\n{MORE}"


def test_a_documents_own_title_serves_where_its_text_has_none() -> None:
    untitled = document(paragraph(f"{LEAD} {MORE}"), paragraph(MORE))

    assert read(untitled).title == "Document 1"
    assert read(document(paragraph("Bridge reopens"), paragraph(LEAD))).title == "Bridge reopens"


def test_a_program_is_no_author() -> None:
    core = CORE.replace("Ada Byron", "python-docx")

    assert read(document(paragraph("Bridge reopens"), paragraph(LEAD), core=core)).author is None


def test_deleted_and_hidden_text_is_not_read() -> None:
    article = read(
        document(
            paragraph("Bridge reopens"),
            f"<w:p><w:r><w:t>{LEAD[:-1]}</w:t></w:r><w:del><w:r><w:delText>, not</w:delText></w:r>"
            "</w:del><w:ins><w:r><w:t>.</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText>"
            "<w:tab/><w:t>It did.</w:t><w:drawing/></w:r></w:p>",
        )
    )

    assert article.body_text == f"{LEAD} It did."
    assert "pictures inside the document are left out (1)" in article.remarks[0].text


def test_a_table_is_lines_that_enter_no_summary() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Year", "Cost"))

    article = read(
        document(paragraph("Bridge"), paragraph(LEAD), f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    )

    assert [(block.text, block.sure) for block in article.blocks[1:]] == [
        (LEAD, True),
        ("Year | Cost", False),
    ]


def packed(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(name, content)
    return file.getvalue()


ENTRY = b"PK\x01\x02\x14\x03\x14\x00"
WHOLE = document(paragraph("Bridge reopens"), paragraph(LEAD))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (WHOLE[:200], "no whole .docx"),
        (WHOLE[len(WHOLE) // 2 :], "no whole .docx|damaged"),
        (b"PK\x03\x04" + b"\x00" * 500, "no whole .docx"),
        (b"Bridge reopens", "no whole .docx"),
        (b"  \n", "the file is empty"),
        (packed("a.txt", b"x"), "this archive has no word/document.xml"),
        (packed("word/document.xml", b" " * 9_000_000), "unpacks beyond reason"),
        (packed("word/document.xml", b"<w>"), "no well-formed XML"),
        (packed("word/document.xml", b"<w/>", zipfile.ZIP_LZMA), "packed in an unusual way"),
        (packed("word/document.xml", b"<a>" * 10_000), "nested more than 200 deep"),
        (WHOLE.replace(ENTRY + b"\x00", ENTRY + b"\x01"), "encrypted"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_in_words(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableArticle, match=reason):
        read(raw)
