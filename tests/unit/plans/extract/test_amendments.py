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
        ("Nâng chỉ tiêu sản lượng năm 2026 từ 1.200 tấn lên 1.500 tấn.",
         ("replace", "chỉ tiêu sản lượng năm 2026", "1.200 tấn", "1.500 tấn")),
        ("Điều chỉnh mục tiêu số hộ từ 50 hộ xuống 30 hộ.",
         ("replace", "mục tiêu số hộ", "50 hộ", "30 hộ")),
        ("Lùi thời hạn nhiệm vụ tại khoản 3 Mục II đến ngày 30/9/2026.",
         ("replace", "thời hạn nhiệm vụ tại khoản 3 Mục II", None, "ngày 30/9/2026")),
        ("Giao Sở Công Thương thay Sở Xây dựng chủ trì nhiệm vụ tại khoản 2 Mục III.",
         ("replace", "chủ trì nhiệm vụ tại khoản 2 Mục III", "Sở Xây dựng", "Sở Công Thương")),
        ("Sở Công Thương thay thế Sở Xây dựng chủ trì nhiệm vụ số 2.",
         ("replace", "chủ trì nhiệm vụ số 2", "Sở Xây dựng", "Sở Công Thương")),
        ("Bổ sung nhiệm vụ: Mở lớp dạy nghề.", ("insert", "nhiệm vụ", None, "Mở lớp dạy nghề.")),
        ("Bổ sung vào Mục IV nội dung sau: “Sở Y tế khám mắt”.",
         ("insert", "Mục IV", None, "Sở Y tế khám mắt")),
        ("Thay thế Phụ lục I bằng Phụ lục I kèm theo Quyết định này.",
         ("replace", "Phụ lục I", None, "Phụ lục I kèm theo Quyết định này")),
        ("Bãi bỏ Kế hoạch số 8/KH-UBND ngày 03/02/2024.",
         ("repeal", "Kế hoạch số 8/KH-UBND ngày 03/02/2024", None, None)),
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


def test_a_change_that_is_not_understood_is_told() -> None:
    extract = _read("1. Điều chỉnh cơ cấu nguồn lực phù hợp thực tế.\n\n2. Bãi bỏ khoản 2 Mục I.\n")
    told = {one.code: extract.text[slice(*one.span)] for one in extract.findings if one.span}
    assert told["amendment-unread"].startswith("1. Điều chỉnh")
    assert told["amendment-repeal"].startswith("2. Bãi bỏ")


def test_each_change_waits_for_a_reviewer_and_names_the_other_document() -> None:
    (finding,) = [
        one
        for one in _read("1. Bãi bỏ khoản 2 Mục I.\n").findings
        if one.code == "amendment-repeal"
    ]
    assert (finding.severity, finding.params["place"]) == ("warning", "khoản 2 Mục I, 15/KH-UBND")


LAST = "Điều 2. Điều khoản thi hành\n\n"


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("1. Quyết định này thay thế Kế hoạch số 9/KH-UBND ngày 03/02/2025.",
         ("replace", "Kế hoạch số 9/KH-UBND ngày 03/02/2025", "Quyết định này")),
        ("1. Bãi bỏ Kế hoạch số 8/KH-UBND.", ("repeal", "Kế hoạch số 8/KH-UBND", None)),
        ("1. Kế hoạch số 8/KH-UBND hết hiệu lực kể từ ngày ký.",
         ("repeal", "Kế hoạch số 8/KH-UBND", None)),
        ("1. Sửa đổi khoản 2 Mục III Kế hoạch số 7/KH-UBND như sau: “2. Mở chợ muối”.",
         ("replace", "khoản 2 Mục III Kế hoạch số 7/KH-UBND", "2. Mở chợ muối")),
    ],
)  # fmt: skip
def test_the_last_clauses_of_any_document_may_end_or_amend_another(
    text: str, change: tuple[str, str, str | None]
) -> None:
    (found,) = _read(LAST + text, PLAN).amendments
    assert (found.kind, found.place, found.new) == change


@pytest.mark.parametrize(
    "text",
    [
        "1. Sở Tư pháp\n\n- Bãi bỏ Quyết định số 8/QĐ-UBND.\n",
        "1. Sở Tư pháp\n\n- Sửa đổi khoản 2 Điều 5 Quyết định số 8/QĐ-UBND như sau: tăng phí.\n",
        "1. Sở Tư pháp sửa đổi khoản 2 Mục III Kế hoạch số 7/KH-UBND.\n",
    ],
)
def test_to_amend_or_end_another_document_may_be_a_duty(text: str) -> None:
    extract = _read(LAST + text, PLAN)
    assert not extract.amendments
    assert [(one.name, len(one.duties)) for one in extract.agencies] == [("Sở Tư pháp", 1)]
