import pytest

from services.plans.names import names_in


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Nội vụ, Sở Tài chính và Sở Y tế", ["Sở Nội vụ", "Sở Tài chính", "Sở Y tế"]),
        ("Báo Sông Lam; Đài PT và TH tỉnh", ["Báo Sông Lam", "Đài PT và TH tỉnh"]),
        ("các sở, ban, ngành và UBND các xã", ["các sở, ban, ngành và UBND các xã"]),
        (
            "Sở Tư pháp, các sở, ban, ngành tỉnh",
            ["Sở Tư pháp", "các sở, ban, ngành tỉnh"],
        ),
        (
            "Sở Y tế và các cơ quan, đơn vị có liên quan",
            ["Sở Y tế", "các cơ quan, đơn vị có liên quan"],
        ),
        ("Hội Nông dân tỉnh, Tỉnh Đoàn", ["Hội Nông dân tỉnh", "Tỉnh Đoàn"]),
        ("  Sở Y tế ; ", ["Sở Y tế"]),
        ("…;", ["…"]),
        (" ; , ", []),
    ],
)
def test_an_entry_is_cut_before_each_agency(entry: str, names: list[str]) -> None:
    assert names_in(entry) == names


def test_an_endless_entry_is_read_only_so_far() -> None:
    assert len(names_in("Sở Y tế, " * 100_000)) < 200
