"""Quy trình theo loại văn bản over the real services: tried, refused, set."""

from dondoc import embedded
from tests.contract.pages.test_against_services import (  # noqa: F401 - fixtures
    Browser,
    system,
)

FORM = {
    "may": ["accept", "start", "update", "chase", "withdraw", "reassign", "hold"],
    "needs": ["approve.note"],
    "max_extensions": "1",
    "extension_days": "0",
    "beyond": "refuse",
    "review_days": "2",
}


def test_an_administrator_tries_and_sets_the_rules_of_a_kind(
    system: embedded.Embedded,  # noqa: F811 - a fixture
) -> None:
    admin = Browser(system.app.test_client(), "admin")
    assert "theo mặc định" in admin.open("/admin/variants")
    path = "/admin/variants/directive"
    admin.open(path)
    tried = admin.send(path, FORM | {"do": "preview"}, status=200).text
    assert "0 kế hoạch, 0 nhiệm vụ đang mở" in tried
    admin.open(path)
    refused = admin.send(path, FORM | {"do": "save", "may": ["accept"]}, status=422).text
    assert "Có trạng thái không còn việc nào dẫn tới." in refused
    admin.open(path)
    admin.send(path, FORM | {"do": "save"})
    listed = admin.open("/admin/variants")
    assert "riêng, đặt" in listed
    assert 'value="decline">' in admin.open(path)
