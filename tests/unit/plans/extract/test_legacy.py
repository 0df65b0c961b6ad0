"""Texts in TCVN3, VNI and Windows-1258, and texts of a word segmenter."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from services.plans.extract import read
from services.plans.extract.reading import legacy, read_file
from services.plans.extract.reading.segmented import is_segmented, unsegment
from services.plans.extract.reading.syllables import is_syllable

ROOT = Path(__file__).parents[4]
PLAN = (ROOT / "tests" / "samples" / "plans" / "ke-hoach-kinh-te-bien.txt").read_text("utf-8")
_TCVN3 = dict(zip(legacy._TCVN3_IS, legacy._TCVN3_AT, strict=True))
_VNI = {meant: written for written, meant in reversed(list(legacy._VNI.items()))}


def _in_tcvn3(text: str) -> str:
    """Return text as a TCVN3 keyboard writes it: capitals with tones are small letters."""
    return "".join(_TCVN3.get(char) or _TCVN3.get(char.lower(), char) for char in text)


def _in_vni(text: str) -> str:
    return "".join(_VNI.get(char, char) for char in text)


def _in_1258(text: str) -> bytes:
    """Return text in Windows-1258: a letter with its roof, then its tone."""
    tones = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
    written = ""
    for char in text.replace("–", "-"):
        apart = unicodedata.normalize("NFD", char)
        letter = unicodedata.normalize("NFC", tones.sub("", apart))
        written += letter + "".join(tones.findall(apart))
    return written.encode("cp1258")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_in_tcvn3(PLAN).encode(), "legacy-converted"),
        (_in_tcvn3(PLAN).encode("latin-1"), "legacy-converted"),
        (_in_vni(PLAN).encode(), "legacy-converted"),
        (_in_vni(PLAN).encode("latin-1"), "legacy-converted"),
        (_in_1258(PLAN), "encoding-guessed"),
    ],
    ids=["TCVN3 copied", "TCVN3", "VNI copied", "VNI", "Windows-1258"],
)
def test_a_text_in_an_old_encoding_reads_like_the_same_in_unicode(data: bytes, code: str) -> None:
    expected = read(PLAN.encode(), "plan.txt")
    extract = read(data, "plan.txt")
    assert extract.text == expected.text
    assert extract.findings[0].code == code


@pytest.mark.parametrize(
    ("written", "encoding", "meant"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "TCVN3", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("§­îc §¶ng vµ Nhµ n­íc", "TCVN3", "Được Đảng và Nhà nước"),
        ("CéNG HßA X· HéI", "TCVN3", "CỘNG HÒA XÃ HỘI"),
        ("ñy ban nh©n d©n", "TCVN3", "Ủy ban nhân dân"),
        ("Coäng hoøa xaõ hoäi chuû nghóa", "VNI", "Cộng hòa xã hội chủ nghĩa"),
        ("ÑÖÔÏC UÛY BAN, ñöôïc kyõ thuaät", "VNI", "ĐƯỢC ỦY BAN, được kỹ thuật"),
    ],
)
def test_letters_of_an_encoding_are_those_its_keyboard_wrote(
    written: str, encoding: legacy.Encoding, meant: str
) -> None:
    assert legacy.convert(written, encoding) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân tỉnh Lam Hải ban hành kế hoạch trồng rừng năm 2027. " * 5,
        "São Paulo é a maior cidade; à noite, às órgãos públicos não há informação. " * 5,
        "Les élèves français ont été à l'école où ça déçoit très sûrement. " * 5,
        "Plain English text without any marks. " * 20,
    ],
    ids=["Vietnamese", "Portuguese", "French", "English"],
)
def test_a_text_in_another_language_or_in_unicode_is_left_alone(text: str) -> None:
    assert legacy.recognise(text) is None


@pytest.mark.parametrize(
    ("name", "encoding", "capitals"),
    [
        (".VnTime", "TCVN3", False),
        (".VnTimeH", "TCVN3", True),
        ("ABCDEF+.VnArial", "TCVN3", False),
        ("VNI-Times", "VNI", False),
        ("'VNI-Helve'", "VNI", False),
        ("Times New Roman", None, False),
        (None, None, False),
    ],
)
def test_a_font_says_its_encoding_by_its_name(
    name: str | None, encoding: str | None, capitals: bool
) -> None:
    assert legacy.font_of(name) == (encoding, capitals)


def test_a_web_page_is_converted_font_by_font() -> None:
    page = (
        "<html><body><p><font face='.VnTimeH'>céng hßa</font></p><p>Sở Y tế chủ trì</p>"
        "<p style=\"font-family:'VNI-Times'\">Coäng hoøa</p></body></html>"
    )
    reading = read_file(page.encode(), "a.html")
    assert [one.text for one in reading.blocks] == ["CỘNG HÒA", "Sở Y tế chủ trì", "Cộng hòa"]
    assert [code for code, _ in reading.notes] == ["legacy-converted"] * 2


def test_words_of_a_segmenter_are_taken_apart_and_told() -> None:
    text = (
        "Ủy_ban nhân_dân tỉnh , thành_phố ( trực_thuộc ) ban_hành Kế_hoạch số 12 / KH - UBND ; "
        "giai_đoạn 2026 - 2030 : báo_cáo ."
    )
    assert is_segmented(text)
    assert unsegment(text) == (
        "Ủy ban nhân dân tỉnh, thành phố (trực thuộc) ban hành Kế hoạch số 12/KH-UBND; "
        "giai đoạn 2026 - 2030: báo cáo."
    )
    reading = read_file(f"<html><body><p>{text}</p></body></html>".encode(), "a.html")
    assert reading.notes == (("words-segmented", {}),)
    assert "_" not in reading.blocks[0].text


@pytest.mark.parametrize("word", ["Nghiêng", "QUYẾT", "giữa", "gì", "được", "thuở", "ủy", "khuỷu"])
def test_syllables_of_the_language_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Paulo", "zebra", "hßa", "strength", "x·"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)
