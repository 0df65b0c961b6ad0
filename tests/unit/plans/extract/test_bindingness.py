"""Order or request: who is addressed, then the word, and a clash is told (decision 007)."""

import pytest

from services.plans.extract import read
from services.plans.extract.bindingness import Courtesy, bindingness_of, courtesy_of
from services.plans.extract.findings import Notebook


@pytest.mark.parametrize(
    ("name", "asked", "expected", "told"),
    [
        ("Sở Y tế", False, "order", []),
        ("Sở Y tế", True, "order", ["binding-softened"]),
        ("UBND các xã, phường", True, "order", ["binding-softened"]),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", True, "request", []),
        ("Tỉnh Đoàn", False, "order", ["binding-hardened"]),
        ("Bộ Chỉ huy Quân khu", False, "order", ["binding-hardened"]),
        ("Tòa án nhân dân tỉnh", True, "request", []),
        ("Ban Tuyên giáo Tỉnh ủy", False, "request", ["binding-hardened"]),
        ("Công ty Cấp nước", True, "request", []),
        ("Chi cục Hải quan khu vực", False, "order", []),
    ],
)
def test_the_addressee_decides_and_then_the_word(
    name: str, asked: bool, expected: str, told: list[str]
) -> None:
    notebook = Notebook()
    assert bindingness_of(name, Courtesy(asked=asked), (0, 1), notebook) == expected
    assert [finding.code for finding in notebook.items] == told


@pytest.mark.parametrize(("asked", "expected"), [(True, "request"), (False, "order")])
def test_for_a_party_committee_the_word_alone_decides(asked: bool, expected: str) -> None:
    notebook = Notebook()
    courtesy = Courtesy(asked=asked, party=True)
    assert bindingness_of("Ban Tuyên giáo Tỉnh ủy", courtesy, (0, 1), notebook) == expected
    assert not notebook.items


@pytest.mark.parametrize(
    ("issuer", "name", "asked", "expected", "told"),
    [
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lam Hải", "UBND tỉnh", True, "request", []),
        ("Ủy ban MTTQ Việt Nam tỉnh Lam Hải", "Sở Y tế", True, "request", []),
        ("Ủy ban MTTQ Việt Nam tỉnh Lam Hải", "Sở Y tế", False, "request", ["binding-hardened"]),
        ("Ủy ban MTTQ Việt Nam tỉnh Lam Hải", "Ủy ban MTTQ các xã", False, "order", []),
        ("Ủy ban MTTQ Việt Nam tỉnh Lam Hải", "Ban Phong trào", False, "order", []),
        ("Hội Nông dân tỉnh Lam Hải", "Hội Nông dân các xã", True, "order", ["binding-softened"]),
        ("Hội Nông dân tỉnh Lam Hải", "Hội Phụ nữ tỉnh", True, "request", []),
        ("Hội Phụ nữ tỉnh Lam Hải", "Ban Tuyên giáo - Chính sách", False, "order", []),
        ("Hội Phụ nữ tỉnh Lam Hải", "Ban Tuyên giáo Tỉnh ủy", True, "request", []),
        ("Tòa án nhân dân tỉnh Lam Hải", "UBND các xã", True, "request", []),
        ("Tòa án nhân dân tỉnh Lam Hải", "Tòa án nhân dân khu vực 1", False, "order", []),
        ("Hội đồng nhân dân tỉnh Lam Hải", "UBND tỉnh", True, "request", []),
        ("Hội đồng nhân dân tỉnh Lam Hải", "UBND tỉnh", False, "order", []),
        ("Công an tỉnh Lam Hải", "UBND các xã", True, "request", []),
        ("Bộ Chỉ huy Quân sự tỉnh Lam Hải", "Sở Tài chính", True, "request", []),
        ("Ủy ban nhân dân xã Kim Sơn", "Sở Tài chính", True, "request", []),
        ("Ủy ban nhân dân xã Kim Sơn", "UBND tỉnh Lam Hải", True, "request", []),
        ("Ủy ban nhân dân xã Kim Sơn", "Phòng Kinh tế", True, "order", ["binding-softened"]),
        ("Ủy ban nhân dân tỉnh Lam Hải", "UBND các xã", True, "order", ["binding-softened"]),
        ("Bộ Tư pháp", "Ủy ban nhân dân tỉnh Lam Hải", True, "request", []),
        ("Trường Đại học Lam Hải", "UBND các xã", True, "request", []),
        ("Trưởng Ban Chỉ đạo 35 tỉnh", "UBND các xã", True, "order", ["binding-softened"]),
    ],
)
def test_nobody_commands_whom_he_only_asks(
    issuer: str, name: str, asked: bool, expected: str, told: list[str]
) -> None:
    notebook = Notebook()
    courtesy = courtesy_of(issuer)._replace(asked=asked)
    assert bindingness_of(name, courtesy, (0, 1), notebook) == expected
    assert [finding.code for finding in notebook.items] == told


_PLAN = """
ỦY BAN NHÂN DÂN TỈNH LAM HẢI
KẾ HOẠCH
Giữ sạch bờ biển năm 2026

I. TỔ CHỨC THỰC HIỆN

1. Sở Y tế: Hướng dẫn xử lý rác y tế.
2. Sở Xây dựng
a) Bố trí xe chở rác.
b) Sửa đường ra bãi.
{request}
"""


@pytest.mark.parametrize(
    ("request_", "name", "duties"),
    [
        ("3. UBND tỉnh đề nghị Hội Nông dân tỉnh vận động hội viên.", "Hội Nông dân tỉnh", 1),
        ("3. Hội Nông dân tỉnh:\n- Đề nghị phối hợp.\n- Đề nghị vận động.",
         "Hội Nông dân tỉnh", 2),
        ("3. Hội Nông dân tỉnh:\n- Đề nghị Hội Nông dân tỉnh vận động.", "Hội Nông dân tỉnh", 1),
        ("Đề nghị Hội Nông dân tỉnh vận động hội viên dọn rác.", "Hội Nông dân tỉnh", 1),
        ("3. Hội Nông dân tỉnh (đề nghị phối hợp): Vận động hội viên.", "Hội Nông dân tỉnh", 1),
        ("3. Mời Hội Nông dân tỉnh tham gia giám sát.", "Hội Nông dân tỉnh", 1),
        ("3. Kính đề nghị Tòa án nhân dân tỉnh xét xử lưu động.", "Tòa án nhân dân tỉnh", 1),
        ("Đề nghị các tổ chức chính trị - xã hội tỉnh ra quân dọn rác.",
         "các tổ chức chính trị - xã hội tỉnh", 1),
    ],
)  # fmt: skip
def test_a_request_is_found_however_it_is_worded(request_: str, name: str, duties: int) -> None:
    extract = read(_PLAN.format(request=request_).encode(), "ke-hoach.md")
    found = [(one.name, one.bindingness, len(one.duties)) for one in extract.agencies]
    assert found == [
        ("Sở Y tế", "order", 1),
        ("Sở Xây dựng", "order", 2),
        (name, "request", duties),
    ]
