"""The words of an assignment's life: states, roles, actions, grades (domain glossary)."""

from enum import StrEnum


class WorkState(StrEnum):
    """Where the agency's work stands."""

    NOT_STARTED = "not_started"  # chưa thực hiện
    IN_PROGRESS = "in_progress"  # đang thực hiện
    SUBMITTED = "submitted"  # chờ xác nhận
    RETURNED = "returned"  # trả lại
    DECLINED = "declined"  # từ chối, awaits the assigner's decision
    ON_HOLD = "on_hold"  # tạm hoãn, until the assigner resumes it
    COMPLETED = "completed"  # hoàn thành
    WITHDRAWN = "withdrawn"  # thu hồi


class ReviewState(StrEnum):
    """Where the assigner's side stands."""

    NONE = "none"
    PENDING = "pending"  # chờ duyệt
    RETURNED = "returned"  # đã trả lại
    APPROVED = "approved"  # đã duyệt


class ExtensionState(StrEnum):
    """Where a request for more time (gia hạn) stands; the last one, where there were several."""

    NONE = "none"
    REQUESTED = "requested"  # the assigner has to decide
    COUNTERED = "countered"  # another day is offered: the agency has to answer
    GRANTED = "granted"
    REFUSED = "refused"


class Decision(StrEnum):
    """What is said to a request for more time, or to the day offered instead."""

    GRANT = "grant"  # đồng ý
    REFUSE = "refuse"  # không đồng ý
    COUNTER = "counter"  # another day is offered


class Channel(StrEnum):
    """How somebody chased: through this system, which then sends, or by himself."""

    SYSTEM = "system"
    PHONE = "phone"
    DOCUMENT = "document"  # công văn đôn đốc
    MEETING = "meeting"


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
    HAND_OVER = "hand_over"  # phân công trong đơn vị
    SUBMIT = "submit"  # nộp
    REQUEST_EXTENSION = "request_extension"  # xin gia hạn
    RAISE_BLOCKER = "raise_blocker"  # nêu vướng mắc
    RESOLVE_BLOCKER = "resolve_blocker"  # gỡ vướng mắc
    DECLINE = "decline"  # từ chối
    APPROVE = "approve"  # xác nhận hoàn thành
    RETURN = "return"  # trả lại
    DECIDE_EXTENSION = "decide_extension"  # quyết định gia hạn
    CHASE = "chase"  # đôn đốc
    SET_DEADLINE = "set_deadline"  # chỉ đạo: đặt hoặc đổi thời hạn
    SET_MONITOR = "set_monitor"  # cử người theo dõi
    HOLD = "hold"  # tạm hoãn
    RESUME = "resume"  # tiếp tục
    REASSIGN = "reassign"  # giao lại
    WITHDRAW = "withdraw"  # thu hồi


ASSIGN = "assign"
"""The first act in every assignment's history (giao việc); nobody asks for it by name."""

CARRY = "carry"
"""A later plan took the duty over (chuyển tiếp)."""

CORRECT = "correct"
"""The wording of the duty was corrected (đính chính)."""

RECKON = "reckon"
"""A change of the calendar moved the reviewer's last day (tính lại hạn duyệt)."""


REORGANISE = "reorganise"
"""Agencies were reorganised, and the duty with them (sắp xếp tổ chức)."""


class Grade(StrEnum):
    """The quality the assigner gives completed work."""

    UNSATISFACTORY = "unsatisfactory"  # không đạt
    SATISFACTORY = "satisfactory"  # đạt
    GOOD = "good"  # đạt tốt
    EXCELLENT = "excellent"  # xuất sắc


WORKING = frozenset({WorkState.NOT_STARTED, WorkState.IN_PROGRESS, WorkState.RETURNED})
"""States in which the agency works on the duty."""

LIVE = WORKING | {WorkState.DECLINED}  # the clock runs until the assigner decides
"""States in which the agency's clock runs and the agency is reminded of it."""

RUNNING = LIVE | {WorkState.ON_HOLD}
"""States in which the clock runs: on hold as well, where the day stays and reminders rest."""

AWAITING = frozenset({WorkState.SUBMITTED, WorkState.DECLINED})
"""States in which the assigner's review is due."""

CLOSED = frozenset({WorkState.COMPLETED, WorkState.WITHDRAWN})
OPEN = frozenset(WorkState) - CLOSED
REVIEWED = frozenset({PartyRole.LEAD, PartyRole.EXECUTING})
"""Roles whose work is submitted, reviewed and counted in the official 2×2."""

ASKED = frozenset({ExtensionState.REQUESTED, ExtensionState.COUNTERED})
"""States of a request for more time that somebody still has to answer."""
