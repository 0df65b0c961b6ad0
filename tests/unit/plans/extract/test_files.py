"""Kinds of files: what is read, what is refused, and with which sentence."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from services.plans.extract import MAX_BYTES, UnreadableDocumentError, read
from services.plans.extract.reading import read_file
from services.plans.extract.reading.files import MAX_RAW
from services.plans.extract.reading.package import MAX_XML, Names, opened

ROOT = Path(__file__).parents[4]
DEMO = (ROOT / "dondoc" / "samples" / "ke-hoach-mau.md").read_text(encoding="utf-8")


def _package(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _packed_by_lzma(content: bytes) -> bytes:
    """Return a package whose main part is packed by LZMA and damaged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as package:
        package.writestr("word/document.xml", content)
    data = bytearray(buffer.getvalue())
    at = len("word/document.xml") + 30 + 9  # after the local header and LZMA's properties
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.7 ...", "PDF file is damaged"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word 97"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (bytes(range(256)) * 20, "binary"),
        (b"PK\x03\x04 broken", "damaged"),
        (_package({"readme.txt": b"x"}), "no DOCX document"),
        (_package({"word/document.xml": b"<broken"}), "damaged"),
        (_package({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entities"),
        (_package({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}),
         "entities"),
        (_package({"word/document.xml": b"\0" * 30_000_000}), "unpacks"),
        (_packed_by_lzma(b"<w:document/>" * 999), "damaged"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=says) as caught:
        read(data, "plan")
    assert caught.value.status == 422
    assert caught.value.type == "unreadable-document"


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="20 MB"):
        read(b"x" * (MAX_BYTES + 1), "plan.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_declared_encodings_read_alike(encoding: str) -> None:
    extract = read(DEMO.encode(encoding), "plan.md")
    assert extract.number == "186/KH-UBND"
    assert not [one for one in extract.findings if one.code == "encoding-guessed"]


def test_decomposed_letters_and_odd_blanks_read_as_plain_text() -> None:
    odd = unicodedata.normalize("NFD", DEMO).replace(" ", "\u00a0").replace("tỉnh", "tỉ\u00adnh")
    assert read(odd.encode(), "plan.md").text == read(DEMO.encode(), "plan.md").text


def test_a_guessed_encoding_is_told() -> None:
    text = "Xã Hà Đông và xã Lâm Hà xây nhà văn hóa, làng nghề. " * 30
    extract = read(text.encode("cp1258", errors="ignore"), "plan.txt")
    assert "encoding-guessed" in {one.code for one in extract.findings}


def test_html_is_read_without_scripts_and_with_its_lists() -> None:
    page = """<html><head><title>t</title><script>var x = "Sở Y tế";</script></head><body>
    <div>Đăng nhập</div><p>Số: 5/KH-UBND</p><p><b>KẾ HOẠCH</b></p><p><b>Trồng rừng</b></p>
    <p><b>I. TỔ CHỨC THỰC HIỆN</b></p><p><b>1. Sở Y tế</b></p><ul><li>Kiểm tra rừng.</li>
    <li>Báo cáo kết quả.</li></ul><p><b>2. Công an tỉnh:</b> Tuần tra.</p>
    <table><tr><td>STT</td><td>Nội dung</td><td>Cơ quan chủ trì</td><td>Thời gian</td></tr>
    <tr><td>1</td><td>Mua giống</td><td rowspan="2">Sở Y tế</td><td>Quý I</td></tr>
    <tr><td>2</td><td>Trồng cây</td><td>Quý II</td></tr></table></body></html>"""
    extract = read(page.encode(), "saved.html")
    assert [(one.name, len(one.duties)) for one in extract.agencies] == [
        ("Sở Y tế", 2),
        ("Công an tỉnh", 1),
    ]
    assert [(one.title, one.lead, one.period) for one in extract.work_items] == [
        ("Mua giống", ("Sở Y tế",), "Quý I"),
        ("Trồng cây", ("Sở Y tế",), "Quý II"),
    ]
    assert "var x" not in extract.text
    assert "Đăng nhập" not in extract.text


def _numbered(document: docx.document.Document, text: str, number_id: str, level: str) -> None:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    listing = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", number_id)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        listing.append(child)
    properties.append(listing)


def _define_list(document: docx.document.Document) -> str:
    """Add a list numbered I. / 1. / - to the document; return its id."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "900")
    for depth, (form, pattern) in enumerate(
        [("upperRoman", "%1."), ("decimal", "%2."), ("bullet", "")]
    ):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", pattern)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "901")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "900")
    number.append(link)
    root.append(number)
    return "901"


def test_docx_numbers_are_read_as_word_prints_them() -> None:
    document = docx.Document()
    number_id = _define_list(document)
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH LAM HẢI\nSố: 9/KH-UBND"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLam Hải, ngày 01 tháng 9 năm 2026"
    document.add_paragraph().add_run("KẾ HOẠCH").bold = True
    document.add_paragraph().add_run("Trồng rừng năm 2027").bold = True
    _numbered(document, "NHIỆM VỤ", number_id, "0")
    _numbered(document, "TỔ CHỨC THỰC HIỆN", number_id, "0")
    _numbered(document, "Sở Nông nghiệp và Môi trường", number_id, "1")
    _numbered(document, "Chủ trì thực hiện Kế hoạch.", number_id, "2")
    _numbered(document, "Công an tỉnh", number_id, "1")
    _numbered(document, "Tuần tra rừng.", number_id, "2")
    table = document.add_table(rows=2, cols=4)
    for at, text in enumerate(["STT", "Nội dung", "Chủ trì", "Thời hạn"]):
        table.cell(0, at).text = text
    for at, text in enumerate(["1", "Mua giống", "Sở Tài chính", "Quý I/2027"]):
        table.cell(1, at).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    extract = read(buffer.getvalue(), "plan.docx")
    assert extract.issuer == "Ủy ban nhân dân tỉnh Lam Hải"
    assert extract.issued_on == "2026-09-01"
    assert [one.label for one in extract.sections] == ["I.", "II."]
    assert [one.name for one in extract.agencies] == [
        "Sở Nông nghiệp và Môi trường",
        "Công an tỉnh",
    ]
    assert extract.work_items[0].lead == ("Sở Tài chính",)


def test_a_part_of_any_name_is_bounded() -> None:
    relation = 'Type="http://x/header" Target="head.bin"'
    relations = f"<Relationships><Relationship {relation}/></Relationships>"
    large = bytes(range(256)) * 4096
    with zipfile.ZipFile(io.BytesIO(), "w"):
        data = _package({
            "word/document.xml": b"<a/>",
            "word/_rels/document.xml.rels": relations.encode(),
            "word/head.bin": large * (MAX_XML // len(large) + 1),
        })  # fmt: skip
    with pytest.raises(UnreadableDocumentError, match="unpacks"):
        read(data, "plan.docx")


def test_an_error_of_our_own_is_not_called_damage() -> None:
    class OwnError(ValueError):
        """Stands for a fault of the reading."""

    data = _package({"word/document.xml": b"<a><b/></a>"})
    with (
        pytest.raises(OwnError),
        opened(data, "word/document.xml", Names("DOCX", "văn bản Word")) as package,
    ):
        for _ in package.children("word/document.xml", "a", ("b",)):
            raise OwnError


def test_pictures_written_into_a_page_do_not_crowd_out_its_text() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * MAX_RAW}">'
    page = f"<html><body>{picture}<p>Sở Y tế báo cáo.</p></body></html>"
    reading = read_file(page.encode(), "plan.html")
    assert [block.text for block in reading.blocks] == ["Sở Y tế báo cáo."]
    assert reading.notes == ()


@pytest.mark.parametrize("name", ["plan.html", "plan.txt"])
def test_what_is_cut_off_a_very_long_file_is_told(name: str) -> None:
    reading = read_file(b"Report. " * (MAX_RAW // 8 + 1), name)
    assert dict(reading.notes)["text-truncated"] == {"limit": str(MAX_RAW)}


def test_lines_without_end_are_cut_off_and_told() -> None:
    reading = read_file(b"a\n" * 150_001, "plan.txt")
    assert dict(reading.notes)["text-truncated"] == {"limit": "300000"}
