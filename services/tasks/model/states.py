"""The words of an assignment's life: states, roles, actions, grades (domain glossary)."""

from enum import StrEnum


class WorkState(StrEnum):
    """Where the agency's work stands."""

    NOT_STARTED = "not_started"  # chưa thực hiện
    IN_PROGRESS = "in_progress"  # đang thực hiện
    SUBMITTED = "submitted"  # chờ xác nhận
    RETURNED = "returned"  # trả lại
    DECLINED = "declined"  # từ chối, awaits the assigner's decision
    COMPLETED = "completed"  # hoàn thành
    WITHDRAWN = "withdrawn"  # thu hồi


class ReviewState(StrEnum):
    """Where the assigner's side stands."""

    NONE = "none"
    PENDING = "pending"  # chờ duyệt
    RETURNED = "returned"  # đã trả lại
    APPROVED = "approved"  # đã duyệt


class PartyRole(StrEnum):
    """What an agency is in a duty."""

    LEAD = "lead"  # chủ trì
    COORDINATING = "coordinating"  # phối hợp: contributes notes, is not reviewed, never red
    EXECUTING = "executing"  # thực hiện


class Bindingness(StrEnum):
    """Whether the duty is ordered or asked for."""

    ORDER = "order"  # giao
    REQUEST = "request"  # đề nghị: to bodies a committee cannot command; never red


class Action(StrEnum):
    """What somebody may do to an assignment, as the API names it."""

    ACCEPT = "accept"  # tiếp nhận
    START = "start"  # bắt đầu
    UPDATE = "update"  # cập nhật tiến độ
    SUBMIT = "submit"  # nộp
    DECLINE = "decline"  # từ chối
    APPROVE = "approve"  # xác nhận hoàn thành
    RETURN = "return"  # trả lại
    WITHDRAW = "withdraw"  # thu hồi


class Grade(StrEnum):
    """The quality the assigner gives completed work."""

    UNSATISFACTORY = "unsatisfactory"  # không đạt
    SATISFACTORY = "satisfactory"  # đạt
    GOOD = "good"  # đạt tốt
    EXCELLENT = "excellent"  # xuất sắc


LIVE = frozenset(
    {
        WorkState.NOT_STARTED,
        WorkState.IN_PROGRESS,
        WorkState.RETURNED,
        WorkState.DECLINED,  # the clock runs until the assigner decides
    }
)
"""States in which the agency's clock runs."""

CLOSED = frozenset({WorkState.COMPLETED, WorkState.WITHDRAWN})
OPEN = frozenset(WorkState) - CLOSED
REVIEWED = frozenset({PartyRole.LEAD, PartyRole.EXECUTING})
"""Roles whose work is submitted, reviewed and counted in the official 2×2."""
