"""The findings of families, in the form of the catalogue: sentence, severity, both languages.

Reading one document cannot raise them, as they speak of another plan; so they stand here and not
in the catalogue of the reading.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.plans.extract.catalogue import Entry
from services.plans.model import COMPARISON, Finding, FindingState, Plan

CHANGES_PLAN: Final = "changes-plan"
PARENT_CITED: Final = "parent-cited"
WEAKER, NOT_TAKEN_UP = COMPARISON

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
TAKEN_BACK: Final = "Đã bỏ quan hệ văn bản. / The relation was taken back."


def add(
    session: Session,
    plan_id: int,
    code: str,
    span: tuple[int, int] | None,
    about: Plan,
    **params: str,
) -> None:
    """Add one finding to a draft, of what it is to the plan `about`, unless it was accepted."""
    entry = ENTRIES[code]
    params["number"] = about.number or about.title
    said = entry.vi.format(**params)
    if _is_accepted(session, plan_id, about.id, said):
        return
    session.add(
        Finding(
            plan_id=plan_id,
            about_plan_id=about.id,
            code=code,
            severity=entry.severity,
            message_vi=said,
            message_en=entry.en.format(**params),
            span_start=span[0] if span else None,
            span_end=span[1] if span else None,
        )
    )


def _is_accepted(session: Session, plan_id: int, about: int, said: str) -> bool:
    kept = _about(plan_id, about).where(
        Finding.message_vi == said, Finding.outcome == FindingState.ACCEPTED
    )
    return session.scalar(kept.limit(1)) is not None


def waiting(session: Session, plan_id: int, codes: Sequence[str], about: int) -> list[Finding]:
    """Return the findings of these codes that wait and speak of the plan `about`."""
    found = _about(plan_id, about).where(Finding.code.in_(codes), Finding.resolved_at.is_(None))
    return list(session.scalars(found.order_by(Finding.id)))


def _about(plan_id: int, about: int) -> Select[Finding]:
    return select(Finding).where(Finding.plan_id == plan_id, Finding.about_plan_id == about)
