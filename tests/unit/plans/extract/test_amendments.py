"""Documents that amend another: what they change, and that nothing else is made of it."""

from __future__ import annotations

import pytest

from services.plans.extract import Extract, read
from services.plans.extract.form import Amendment

HEAD = (
    "ỦY BAN NHÂN DÂN TỈNH LAM HẢI\n\nSố: 77/QĐ-UBND\n\nLam Hải, ngày 05 tháng 3 năm 2026\n\n"
    "QUYẾT ĐỊNH\n\n{title}\n\nĐiều 1. Nội dung như sau:\n\n"
)
AMENDS = HEAD.format(title="Sửa đổi, bổ sung Kế hoạch số 15/KH-UBND về phát triển nghề muối")
PLAN = HEAD.format(title="Phát triển nghề muối năm 2026")


def _read(text: str, head: str = AMENDS) -> Extract:
    return read((head + text).encode(), "plan.txt")


def _one(text: str) -> tuple[str, str | None, str | None, str | None]:
    (found,) = _read(f"1. {text}").amendments
    return found.kind, found.place, found.old, found.new


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("Thay cụm từ “Sở Lao động” bằng cụm từ “Sở Nội vụ” tại điểm a khoản 2 Mục III.",
         ("words", "điểm a khoản 2 Mục III", "Sở Lao động", "Sở Nội vụ")),
        ('Tại khoản 1 Mục I, cụm từ "hộ" được sửa thành "gia đình".',
         ("words", "khoản 1 Mục I", "hộ", "gia đình")),
        ("Bỏ cụm từ “và cấp huyện” tại khoản 1 Mục V.",
         ("repeal", "khoản 1 Mục V", "và cấp huyện", None)),
        ("Bãi bỏ khoản 4, điểm c khoản 5 Mục II.",
         ("repeal", "khoản 4, điểm c khoản 5 Mục II", None, None)),
        ("Khoản 5 Mục II được bãi bỏ.", ("repeal", "Khoản 5 Mục II", None, None)),
        ("Bổ sung cụm từ “đặc khu” vào sau cụm từ “xã, phường” tại khoản 1 Mục I.",
         ("insert", "vào sau cụm từ “xã, phường” khoản 1 Mục I", None, "đặc khu")),
        ("Bổ sung khoản 6a vào sau khoản 6 Mục IV: “6a. Mở hội chợ.”",
         ("insert", "khoản 6a vào sau khoản 6 Mục IV", None, "6a. Mở hội chợ.")),
        ("Sửa đổi, bổ sung điểm b khoản 1 Mục IV như sau: “b) Mở hai trạm.”",
         ("replace", "điểm b khoản 1 Mục IV", None, "b) Mở hai trạm.")),
        ("Khoản 3 Mục II được sửa đổi như sau: “3. Mở hai trạm”.",
         ("replace", "Khoản 3 Mục II", None, "3. Mở hai trạm")),
        ("Tại khoản 2 Mục III sửa đổi thành: “2. Mở ba trạm”.",
         ("replace", "khoản 2 Mục III", None, "2. Mở ba trạm")),
        ("Điều chỉnh thời gian hoàn thành nhiệm vụ số 5 Phụ lục I từ quý II sang quý IV/2026.",
         ("replace", "nhiệm vụ số 5 Phụ lục I", "quý II", "quý IV/2026")),
    ],
)  # fmt: skip
def test_a_change_is_read_with_its_place_and_words(
    text: str, change: tuple[str, str | None, str | None, str | None]
) -> None:
    assert _one(text) == change


def test_several_words_become_as_many_or_one() -> None:
    both = "1. Các cụm từ “huyện”, “thị xã” tại Kế hoạch được thay thế bằng “xã”, “phường”."
    one = "1. Thay các cụm từ “huyện” và “thị xã” bằng cụm từ “xã”."
    pairs = [(change.old, change.new) for text in (both, one) for change in _read(text).amendments]
    assert pairs == [("huyện", "xã"), ("thị xã", "phường"), ("huyện", "xã"), ("thị xã", "xã")]


QUOTED = (
    "1. Bổ sung khoản 6a vào sau khoản 6 Mục IV như sau:\n\n“6a. Sở Y tế\n\n"
    "- Kiểm tra đồng muối, báo cáo UBND tỉnh trước ngày 15/11/2026; đạt 95% năm 2026.\n\n"
    "7. Công an tỉnh tuần tra.”\n\n2. Bãi bỏ khoản 9 Mục IV.\n\n"
)


def test_nothing_is_made_of_the_text_of_another_document() -> None:
    extract = _read(QUOTED)
    inserted, repealed = extract.amendments
    assert inserted.new is not None
    assert inserted.new.startswith("6a. Sở Y tế\n- Kiểm tra")
    assert extract.text[slice(*inserted.span)].endswith("tuần tra.”")
    assert repealed.place == "khoản 9 Mục IV"
    assert [*extract.agencies, *extract.report_requirements, *extract.indicators] == []
    codes = [one.code for one in extract.findings]
    assert codes.count("amendment-insert") == codes.count("amendment-repeal") == 1
    assert not {"numbering-gap", "unparsed", "no-assigning-part", "no-duty"} & set(codes)


def test_bullets_below_are_the_new_text_and_the_next_item_is_not() -> None:
    first, second = _read(
        "1. Bổ sung điểm d khoản 2 Mục III như sau:\n\n- Hỗ trợ mua bạt.\n\n- Mở lớp.\n\n"
        "2. Khoản 1 Mục I được bãi bỏ.\n\n"
    ).amendments
    assert (first.new, second.new) == ("- Hỗ trợ mua bạt.\n- Mở lớp.", None)


def test_parts_that_are_listed_below_are_each_repealed() -> None:
    text = "1. Bãi bỏ các nội dung sau:\n\na) Khoản 3 Mục II;\n\nb) Điểm a khoản 1 Mục IV.\n\n"
    assert [one.place for one in _read(text).amendments] == [
        "Khoản 3 Mục II",
        "Điểm a khoản 1 Mục IV",
    ]


def test_the_document_that_is_amended_is_named() -> None:
    own = "1. Bãi bỏ khoản 1 Mục II Kế hoạch số 9/KH-UBND.\n\n2. Bãi bỏ khoản 2 Mục II.\n\n"
    assert [one.document for one in _read(own).amendments] == ["9/KH-UBND", "15/KH-UBND"]


def test_duties_of_the_amending_document_itself_stay() -> None:
    extract = _read(
        QUOTED + "Điều 2. Tổ chức thực hiện\n\n1. Sở Công Thương đôn đốc việc thực hiện.\n\n"
        "2. Sở Nội vụ tham mưu đổi tên “Ban Muối” thành “Tổ Muối”.\n\n"
        "3. Sở Tư pháp\n\n- Sửa đổi khoản 2 Điều 5 Quy chế phối hợp.\n\n"
    )
    assert [(one.name, len(one.duties)) for one in extract.agencies] == [
        ("Sở Công Thương", 1),
        ("Sở Nội vụ", 1),
        ("Sở Tư pháp", 1),
    ]
    assert len(extract.amendments) == 2


@pytest.mark.parametrize(
    "text",
    [
        "1. Sở Nội vụ đổi tên “Ban Muối” thành “Tổ Muối”.",
        "1. Sở Tài chính bãi bỏ khoản 2 phí, lệ phí.",
        "1. Sở Tư pháp bổ sung điều 5 vào quy chế.",
    ],
)
def test_a_document_that_amends_nothing_has_no_changes(text: str) -> None:
    assert not _read(text, PLAN).amendments


def test_a_quotation_that_never_ends_takes_one_line() -> None:
    (change,) = _read("1. Sửa đổi khoản 1 Mục I: “1. Mở trạm\n\n2. Sở Y tế kiểm tra.").amendments
    assert isinstance(change, Amendment)
    assert "Mở trạm" in (change.new or "")
