"""Order or request: who is addressed, then the word, and a clash is told (decision 007)."""

import pytest

from services.plans.extract.bindingness import Courtesy, bindingness_of
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
