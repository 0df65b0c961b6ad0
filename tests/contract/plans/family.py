"""Documents of one family, of our own writing: a plan and what later becomes of it."""

from typing import Any

from tests.contract.plans.conftest import Api
from tests.contract.plans.sample import SAMPLE

REPLACEMENT = (
    SAMPLE.replace("Số: 45/KH-UBND", "Số: 60/KH-UBND")
    .replace("ngày 12 tháng 3 năm 2026", "ngày 10 tháng 6 năm 2026")
    .replace(
        "Căn cứ Luật Trẻ em ngày 05/4/2016;",
        "Căn cứ Luật Trẻ em ngày 05/4/2016;\n\nKế hoạch này thay thế Kế hoạch số 45/KH-UBND ngày "
        "12/3/2026 của Ủy ban nhân dân tỉnh Sông Lam.",
    )
    .replace("hoàn thành trước ngày 30/6/2026", "hoàn thành trước ngày 30/9/2026")
    .replace("- Bố trí người trực tại bến sông trong mùa mưa.", "- Lập đội cứu hộ ở mỗi thôn.")
)
"""Moves a deadline, gives the communes another duty, and leaves the rest."""

_HEAD, _, _REST = SAMPLE.partition("II. TỔ CHỨC THỰC HIỆN")
_END = _REST.partition("Nơi nhận:")[2]
AMENDMENT = (
    _HEAD.replace("Số: 45/KH-UBND", "Số: 61/KH-UBND")
    .replace("ngày 12 tháng 3 năm 2026", "ngày 11 tháng 6 năm 2026")
    .replace(
        "Nâng cao an toàn đuối nước cho học sinh năm 2026",
        "Sửa đổi, bổ sung Kế hoạch số 45/KH-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh",
    )
    + """II. TỔ CHỨC THỰC HIỆN

1. Sở Y tế

- Tập huấn sơ cứu cho giáo viên, hoàn thành trước ngày 31/8/2026.

- Mua sắm túi sơ cứu cho các trường vùng sông nước.

Nơi nhận:"""
    + _END
)
"""Moves one deadline, adds one duty."""

CORRECTION = (
    SAMPLE.replace("Số: 45/KH-UBND", "Số: 62/KH-UBND")
    .replace("ngày 12 tháng 3 năm 2026", "ngày 20 tháng 3 năm 2026")
    .replace(
        "Nâng cao an toàn đuối nước cho học sinh năm 2026",
        "Đính chính Kế hoạch số 45/KH-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh",
    )
    .replace("Tập huấn sơ cứu cho giáo viên", "Tập huấn sơ cấp cứu cho giáo viên")
)


def accepted(api: Api, text: str) -> dict[str, Any]:
    """Return a draft with every item accepted."""
    draft: dict[str, Any] = api.upload(text)
    api.post(f"/plans/{draft['id']}/items/accept", {"items": "all"})
    return draft


def issued(api: Api, text: str = SAMPLE) -> dict[str, Any]:
    """Return an issued plan."""
    plan: dict[str, Any] = api.post(f"/plans/{accepted(api, text)['id']}/issue")
    return plan


def related(api: Api, text: str, kind: str, other: dict[str, Any]) -> dict[str, Any]:
    """Return a draft that is confirmed to be `kind` to the plan `other`."""
    draft = accepted(api, text)
    body = {"kind": kind, "plan_id": other["id"]}
    api.post(f"/plans/{draft['id']}/relations", body, 201)
    return draft


_AIMS = """I. MỤC TIÊU

1. Mục tiêu chung

Giảm số vụ đuối nước ở học sinh.

2. Chỉ tiêu cụ thể

- Chỉ tiêu 1: 80% học sinh tiểu học biết bơi an toàn vào năm 2026.

- Chỉ tiêu 2: Giảm 10% số vụ đuối nước ở trẻ em vào năm 2026.

- Chỉ tiêu 3: 100% bến đò ngang có phao cứu sinh vào năm 2026.

II. TỔ CHỨC"""
PARENT = SAMPLE.replace("I. MỤC TIÊU\n\nGiảm số vụ đuối nước ở học sinh.\n\nII. TỔ CHỨC", _AIMS)
"""The sample with three targets."""

CHILD = (
    PARENT.replace("ỦY BAN NHÂN DÂN\nTỈNH SÔNG LAM", "ỦY BAN NHÂN DÂN\nXÃ TÂN PHÚ")
    .replace("Số: 45/KH-UBND", "Số: 12/KH-UBND")
    .replace("Sông Lam, ngày 12 tháng 3 năm 2026", "Tân Phú, ngày 2 tháng 4 năm 2026")
    .replace("80% học sinh tiểu học", "70% học sinh tiểu học")
    .replace("- Chỉ tiêu 3: 100% bến đò ngang có phao cứu sinh vào năm 2026.\n\n", "")
    .replace(
        "Căn cứ Luật Trẻ em ngày 05/4/2016;",
        "Căn cứ Luật Trẻ em ngày 05/4/2016;\n\nThực hiện Kế hoạch số 45/KH-UBND ngày 12/3/2026 của "
        "UBND tỉnh về an toàn đuối nước cho học sinh năm 2026,",
    )
)
_CHILD_HEAD, _, _ = CHILD.partition("II. TỔ CHỨC THỰC HIỆN")
CHILD = (
    _CHILD_HEAD
    + """II. TỔ CHỨC THỰC HIỆN

1. Công an xã

- Bố trí người trực tại các bến sông của xã trong mùa mưa lũ.

2. Trạm Y tế xã

- Phát tờ rơi về sơ cứu tại chợ.

Nơi nhận:"""
    + _END
)
"""A commune's plan under it: one duty taken up, one target lower, one missing."""
