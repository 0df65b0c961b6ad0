"""Columns of a sheet: what each is called, what it shows, and which act a change of it means."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from common import clock
from common.db import LARGEST_ID
from services.tasks.model import PartyRole

Shown = Mapping[str, Any]
"""An assignment as `shape.shown` makes it."""
Value = str | int | dt.date | None
Kind = Literal["text", "whole", "day"]

_ROLES: Final = {"lead": "chủ trì", "executing": "thực hiện", "coordinating": "phối hợp"}
_BINDINGNESS: Final = {"order": "giao", "request": "đề nghị"}
_STATES: Final = {
    "not_started": "chưa thực hiện",
    "in_progress": "đang thực hiện",
    "submitted": "chờ xác nhận",
    "returned": "trả lại",
    "completed": "hoàn thành",
    "declined": "từ chối, chờ quyết định",
    "on_hold": "tạm hoãn",
    "withdrawn": "thu hồi",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` is for the machine, `title` for people; only `editable` ones are read."""

    key: str
    title: str
    of: Callable[[Shown], Value]
    kind: Kind = "text"
    width: int = 14
    editable: bool = False
    longest: int = 200


def _accepted_on(one: Shown) -> dt.date | None:
    at: dt.datetime | None = one["acknowledged_at"]
    return clock.local(at).date() if at else None


def _within(name: str) -> Callable[[Shown], Value]:
    return lambda one: one["assignee"][name] if one["assignee"] else None


COLUMNS: Final = (
    Column("id", "Mã nhiệm vụ", lambda one: one["id"], "whole", 10),
    Column("version", "Phiên bản", lambda one: one["version"], "whole", 9),
    Column("plan", "Kế hoạch", lambda one: one["plan"]["number"] or one["plan"]["title"], width=16),
    Column("label", "Mục", lambda one: one["label"], width=8),
    Column("text", "Nội dung", lambda one: one["text"], width=60),
    Column("output", "Sản phẩm", lambda one: one["output"], width=24),
    Column("agency", "Cơ quan", lambda one: one["agency"]["name"], width=28),
    Column("role", "Vai trò", lambda one: _ROLES[one["role"]]),
    Column("bindingness", "Tính chất", lambda one: _BINDINGNESS[one["bindingness"]], width=10),
    Column("work_state", "Trạng thái", lambda one: _STATES[one["work_state"]], width=16),
    Column("standing", "Tình trạng hạn", lambda one: one["standing_reason"]["vi"], width=30),
    Column("accepted_on", "Ngày tiếp nhận", _accepted_on, "day"),
    Column("due_on", "Thời hạn", lambda one: one["due_on"], "day", editable=True),
    Column("contribute_by", "Hạn phối hợp", lambda one: one["contribute_by"], "day", editable=True),
    Column("reason", "Lý do đổi hạn", lambda _: None, width=24, editable=True, longest=4000),
    Column("assignee", "Người, phòng thực hiện", _within("name"), width=22, editable=True),
    Column("inner_due_on", "Hạn trong đơn vị", _within("due_on"), "day", editable=True),
    Column(
        "last_note",
        "Tiến độ",
        lambda one: one["last_note"]["text"] if one["last_note"] else None,
        width=50,
        editable=True,
        longest=4000,
    ),
)
BY_KEY: Final[Mapping[str, Column]] = {column.key: column for column in COLUMNS}
NEEDED: Final = ("id", "version")
READ: Final = frozenset({*NEEDED, *(column.key for column in COLUMNS if column.editable)})

_EPOCHS: Final = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_LAST_SERIAL: Final = 2_900_000  # the year 9839
_MOST_DIGITS: Final = 19


class WrongCellError(ValueError):
    """A cell holds what its column cannot; the message says what to write instead."""


def load(column: Column, raw: str | float | bool, *, since_1904: bool) -> Value:
    """Return what a cell means; raises WrongCellError. An empty cell is None."""
    if isinstance(raw, str):
        raw = raw.strip()
    if raw == "":
        return None
    if column.kind == "day":
        return _day(raw, since_1904=since_1904)
    if column.kind == "whole":
        return _whole(raw)
    text = _plain(raw)
    if len(text) > column.longest:
        raise WrongCellError(f"at most {column.longest} characters")
    return text


def _day(raw: str | float | bool, *, since_1904: bool) -> dt.date:
    if isinstance(raw, float) and 0 < raw < _LAST_SERIAL:
        return _EPOCHS[since_1904] + dt.timedelta(days=int(raw))
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(str(raw), form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise WrongCellError("write a day, as 31/12/2026")


def _whole(raw: str | float | bool) -> int:
    text = _plain(raw)
    digits = text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS
    if not digits or not 1 <= int(text) <= LARGEST_ID:
        raise WrongCellError("leave the number that was exported")
    return int(text)


def _plain(raw: str | float | bool) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)


def day_column(role: str) -> str:
    """Return which column has the day that the assigner sets for a party of this role."""
    return "contribute_by" if role == PartyRole.COORDINATING else "due_on"
