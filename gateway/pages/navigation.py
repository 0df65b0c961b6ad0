"""Which pages a person's roles open, in the order of the header."""

from dataclasses import dataclass
from typing import Final

from common.caller import Role
from gateway.pages.language import mark
from gateway.pages.visit import User


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the header."""

    path: str
    name: str
    roles: frozenset[Role]


_WORKING: Final = frozenset({Role.OFFICER, Role.HEAD})
_STEERING: Final = frozenset({Role.COORDINATOR, Role.LEADER})
_ADMIN: Final = frozenset({Role.ADMIN})

PLACES: Final = (
    Place("/dashboard", mark("Bảng điều hành"), _STEERING),
    Place("/work", mark("Việc của đơn vị"), _WORKING),
    Place("/plans", mark("Kế hoạch"), _STEERING),
    Place("/assignments", mark("Nhiệm vụ"), _STEERING | _ADMIN),
    Place("/review", mark("Duyệt"), _STEERING),
    Place("/chase", mark("Đôn đốc"), _STEERING),
    Place("/inbox", mark("Hộp thư"), frozenset(Role)),
    Place("/admin/agencies", mark("Cơ quan"), _ADMIN | {Role.COORDINATOR}),
    Place("/admin/stuck", mark("Việc bị kẹt"), _ADMIN | {Role.COORDINATOR}),
    Place("/admin/accounts", mark("Tài khoản"), _ADMIN),
    Place("/admin/variants", mark("Quy trình"), _ADMIN),
    Place("/admin/reorganisations", mark("Sắp xếp tổ chức"), _ADMIN),
)


def places(user: User) -> list[Place]:
    """Return the entries that `user` may open."""
    return [place for place in PLACES if user.has(*place.roles)]


def home(user: User) -> str:
    """Return the path of the page a person starts from."""
    if user.has(*_STEERING):
        return "/dashboard"
    return "/work" if user.has(*_WORKING) else "/admin/agencies"
