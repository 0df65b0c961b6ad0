"""The names of events, and the kinds of agencies that they speak of."""

from typing import Final

AGENCY_CHANGED: Final = "dondoc.agency.changed.v1"
ACCOUNT_CHANGED: Final = "dondoc.account.changed.v1"
PLAN_ISSUED: Final = "dondoc.plan.issued.v1"
PLAN_RECALLED: Final = "dondoc.plan.recalled.v1"
ASSIGNMENT_CREATED: Final = "dondoc.assignment.created.v1"
ASSIGNMENT_STATE_CHANGED: Final = "dondoc.assignment.state_changed.v1"
ASSIGNMENT_ESCALATED: Final = "dondoc.assignment.escalated.v1"
COMMENT_ADDED: Final = "dondoc.comment.added.v1"
DIGEST_MADE: Final = "dondoc.digest.made.v1"
MESSAGE_SETTLED: Final = "dondoc.message.settled.v1"
REORGANISATION_APPLIED: Final = "dondoc.reorganisation.applied.v1"
REORGANISATION_REVERTED: Final = "dondoc.reorganisation.reverted.v1"

AGENCY_KINDS: Final = (
    "committee",  # UBND of the province, with its office
    "department",  # sở, ban, ngành
    "district",  # until 2025
    "commune",  # xã, phường, đặc khu
    "party",  # Party bodies
    "front",  # Mặt trận Tổ quốc and mass organisations
    "court",  # courts and procuracy
    "armed_forces",  # army, border guard
    "police",
    "other",
)
REQUESTED_KINDS: Final = frozenset({"party", "front", "court", "armed_forces"})
"""Bodies a committee asks (đề nghị) but cannot order; domain.md §2."""
