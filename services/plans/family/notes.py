"""The findings of families, in the form of the catalogue: sentence, severity, both languages.

Reading one document cannot raise them, as they speak of another plan; so they stand here and not
in the catalogue of the reading.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from common import clock
from common.caller import Caller
from services.plans.extract.catalogue import Entry
from services.plans.model import Finding, FindingState

CHANGES_PLAN: Final = "changes-plan"
PARENT_CITED: Final = "parent-cited"
WEAKER: Final = "weaker-than-parent"
NOT_TAKEN_UP: Final = "not-taken-up"

ENTRIES: Final = {
    CHANGES_PLAN: Entry(
        "warning",
        "Văn bản này có vẻ {verb} {number} đã ban hành; hãy xác nhận quan hệ văn bản.",
        "This document seems to {verb_en} {number}, which is issued; confirm the relation.",
    ),
    PARENT_CITED: Entry(
        "info",
        "Văn bản căn cứ {number} đã ban hành trong hệ thống; có thể nối là kế hoạch cấp trên.",
        "The document rests on {number}, which is issued here; it can be linked as the parent.",
    ),
    WEAKER: Entry(
        "warning",
        "Thấp hơn kế hoạch cấp trên {number}: {what}.",
        "Weaker than the parent plan {number}: {what_en}.",
    ),
    NOT_TAKEN_UP: Entry(
        "info",
        "Chưa cụ thể hóa nội dung của kế hoạch cấp trên {number}: “{what}”.",
        "Not taken up from the parent plan {number}: “{what}”.",
    ),
}
VERBS: Final = {
    "amends": ("sửa đổi", "amend"),
    "corrects": ("đính chính", "correct"),
    "replaces": ("thay thế", "replace"),
}
CONFIRMED: Final = "Đã xác nhận quan hệ văn bản. / The relation was confirmed."


def add(
    session: Session, plan_id: int, code: str, span: tuple[int, int] | None, **params: str
) -> None:
    """Add one finding to a draft."""
    entry = ENTRIES[code]
    session.add(
        Finding(
            plan_id=plan_id,
            code=code,
            severity=entry.severity,
            message_vi=entry.vi.format(**params),
            message_en=entry.en.format(**params),
            span_start=span[0] if span else None,
            span_end=span[1] if span else None,
        )
    )


def remove_open(session: Session, plan_id: int, codes: Iterable[str]) -> None:
    """Delete findings that wait, before they are reckoned anew; answers that were given stay."""
    session.execute(
        delete(Finding).where(
            Finding.plan_id == plan_id,
            Finding.code.in_(list(codes)),
            Finding.resolved_at.is_(None),
        )
    )


def settle(session: Session, caller: Caller, plan_id: int, code: str, number: str) -> None:
    """Close the findings that proposed a relation to the plan of this number."""
    waiting = select(Finding).where(
        Finding.plan_id == plan_id, Finding.code == code, Finding.resolved_at.is_(None)
    )
    for one in session.scalars(waiting):
        if number in one.message_vi:
            one.outcome = FindingState.RESOLVED
            one.resolved_at = clock.now()
            one.resolved_by = caller.user_id
            one.resolved_by_name = caller.username
            one.note = CONFIRMED
