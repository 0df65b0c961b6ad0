"""Why an act is refused, or a row is left as it is, is told in the visitor's language."""

from collections.abc import Mapping

import pytest

from gateway.pages.language import Language
from gateway.pages.reasons import reason
from tests.unit.pages.conftest import World

DUTY = "/assignments/42/actions"


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        (
            "chase is not possible while the work is completed",
            "Nhiệm vụ hoàn thành nên không làm được: Đôn đốc.",
        ),
        (
            "chase is for a person of the assigner: coordinator, leader; or of the monitor: head",
            "Vai trò của bạn không làm được việc này: Đôn đốc.",
        ),
        (
            "the plan it corrects is replaced by now; take the relation back",
            "kế hoạch đó nay đã thay thế; bỏ quan hệ này",
        ),
        (
            "a correction leaves targets as issued: 95% trẻ em, đến 2030",
            "đính chính giữ nguyên chỉ tiêu đã ban hành: 95% trẻ em, đến 2030",
        ),
        ("the agency was given the same duty anew", "cơ quan cũ đã được giao lại đúng việc này"),
        (
            "this needs one of the roles: admin, coordinator",
            "Cần vai trò: quản trị, điều phối viên.",
        ),
        ("no words for this one", "no words for this one"),
    ],
)
def test_a_reason_is_told_in_vietnamese(
    languages: Mapping[str, Language], detail: str, told: str
) -> None:
    assert reason(detail, languages["vi"]) == told


def test_a_refused_act_says_why_in_vietnamese_and_in_the_apis_own_english(world: World) -> None:
    why = "a request for more time is open already; one at a time"
    path = f"{DUTY}/request_extension"
    world.tasks.refuse("POST", path, 409, "action-not-available", detail=why)
    world.log_in("officer")
    html = world.post(path).text
    assert "<p>Đã có đề nghị gia hạn đang chờ; mỗi lần một đề nghị.</p>" in html
    assert why not in html
    world.log_in("officer", language="en")
    assert f"<p>{why}</p>" in world.post(path).text
