"""What each event says: a version of a schema only ever gains optional fields."""

from collections.abc import Mapping
from typing import Final

from marshmallow import EXCLUDE, Schema, fields, validate

from common.events.names import (
    ACCOUNT_CHANGED,
    AGENCY_CHANGED,
    AGENCY_KINDS,
    ASSIGNMENT_CREATED,
    ASSIGNMENT_ESCALATED,
    ASSIGNMENT_STATE_CHANGED,
    COMMENT_ADDED,
    DIGEST_MADE,
    MESSAGE_SETTLED,
    PLAN_ISSUED,
    PLAN_RECALLED,
    REORGANISATION_APPLIED,
    REORGANISATION_REVERTED,
)


class _Data(Schema):
    class Meta:
        """A consumer tolerates fields added later."""

        unknown = EXCLUDE


class AgencyRef(_Data):
    """An agency as others show it."""

    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)


class AgencyChanged(_Data):
    """An agency was registered or changed; the whole present state."""

    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    aliases = fields.List(fields.String(), required=True)
    kind = fields.String(required=True, validate=validate.OneOf(AGENCY_KINDS))
    parent_id = fields.Integer(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)


class AccountChanged(_Data):
    """An account was opened, changed or closed; never carries a password."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)
    agency_id = fields.Integer(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    language = fields.String(required=True, validate=validate.OneOf(("vi", "en")))
    active = fields.Boolean(required=True)


class PlanRef(_Data):
    """A plan as others show it."""

    id = fields.Integer(required=True)
    number = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)


class Deadline(_Data):
    """A deadline as written and as reckoned; `last_safe_day` is null when no day follows."""

    phrase = fields.String(required=True)
    operator = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(("before", "on", "by"))
    )
    stated_on = fields.Date(required=True, allow_none=True)
    last_safe_day = fields.Date(required=True, allow_none=True)
    recurrence = fields.String(required=True, allow_none=True)


class Party(_Data):
    """Agencies that share one role in an item."""

    role = fields.String(
        required=True, validate=validate.OneOf(("lead", "coordinating", "executing"))
    )
    agency_ids = fields.List(fields.Integer(), required=True)
    is_class = fields.Boolean()  # named as many at once ("UBND các xã"): each is its own lead


class PlanItem(_Data):
    """A duty or work item of the issued plan; `key` is unique and stable inside the plan."""

    key = fields.String(required=True)
    label = fields.String(required=True)  # its place in the document, as "III.4"
    text = fields.String(required=True)
    output = fields.String(required=True, allow_none=True)
    bindingness = fields.String(required=True, validate=validate.OneOf(("order", "request")))
    deadline = fields.Nested(Deadline, required=True, allow_none=True)
    span = fields.List(fields.Integer(), required=True)  # [start, end) in the plan's text
    parties = fields.List(fields.Nested(Party), required=True)


class CarriedItem(_Data):
    """An item of the later plan that stands for one of an earlier plan."""

    key = fields.String(required=True)
    plan_id = fields.Integer(required=True)
    from_key = fields.String(required=True)
    same = fields.Boolean(required=True)  # work done for the earlier needs nothing more
    label = fields.String(required=True)
    text = fields.String(required=True)


class RemovedItem(_Data):
    """An item of an earlier plan that ends."""

    plan_id = fields.Integer(required=True)
    key = fields.String(required=True)


class PlanChange(_Data):
    """What the issued plan does to an earlier one; `plan_ids` are that and its amendments."""

    kind = fields.String(required=True, validate=validate.OneOf(("amends", "corrects", "replaces")))
    plan = fields.Nested(PlanRef, required=True)
    plan_ids = fields.List(fields.Integer(), required=True)
    pairs = fields.List(fields.Nested(CarriedItem), required=True)
    removed = fields.List(fields.Nested(RemovedItem), required=True)


class PlanIssued(_Data):
    """A reviewed plan was frozen and issued; items name agencies by id, listed once each."""

    plan = fields.Nested(PlanRef, required=True)
    issuer = fields.String(required=True, allow_none=True)
    issued_on = fields.Date(required=True, allow_none=True)
    assigner_agency_id = fields.Integer(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    agencies = fields.List(fields.Nested(AgencyRef), required=True)
    items = fields.List(fields.Nested(PlanItem), required=True)
    document_type = fields.String(allow_none=True)  # as the document calls itself: "Kế hoạch"
    relation = fields.Nested(PlanChange)  # when it amends, corrects or replaces an earlier plan


class PlanRecalled(_Data):
    """An issued plan was recalled; its open duties, and those of its amendments, end."""

    plan = fields.Nested(PlanRef, required=True)
    plan_ids = fields.List(fields.Integer(), required=True)
    number = fields.String(required=True)  # of the document that recalls it
    issued_on = fields.Date(required=True)
    reason = fields.String(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    actor_agency_id = fields.Integer(required=True)


class AssignmentCreated(_Data):
    """An agency was given a duty."""

    id = fields.Integer(required=True)
    plan = fields.Nested(PlanRef, required=True)
    agency = fields.Nested(AgencyRef, required=True)
    assigner_agency_id = fields.Integer(required=True)
    role = fields.String(required=True)
    bindingness = fields.String(required=True)
    label = fields.String(required=True)
    text = fields.String(required=True)
    deadline = fields.Nested(Deadline, required=True, allow_none=True)
    due_on = fields.Date(allow_none=True)  # the day that counts by now; the plan's is `deadline`
    actor_agency_id = fields.Integer(allow_none=True)  # of a person who reassigned it
    monitor_id = fields.Integer(allow_none=True)  # the account that follows it for the assigner


class PlanFollowed(_Data):
    """Another plan's issue or a recall as the cause of an act; `first` on one act per agency."""

    kind = fields.String(
        required=True, validate=validate.OneOf(("amends", "corrects", "replaces", "recalled"))
    )
    plan = fields.Nested(PlanRef, required=True)  # the plan that was changed or recalled
    number = fields.String(required=True, allow_none=True)  # of the document that does so
    first = fields.Boolean(required=True)
    duties = fields.Integer(required=True)  # of the agency, that are concerned


class AssignmentStateChanged(AssignmentCreated):
    """Somebody acted on an assignment; the whole present state and the act."""

    action = fields.String(required=True)
    from_state = fields.String(required=True)
    work_state = fields.String(required=True)
    review_state = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    actor_agency_id = fields.Integer(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    extension_state = fields.String()
    decision = fields.String()  # of decide_extension: grant, refuse or counter
    wanted_on = fields.Date()
    offered_on = fields.Date()
    old_due_on = fields.Date(allow_none=True)
    contribute_by = fields.Date()
    review_on = fields.Date()  # when a hold is looked at again
    unblocker_agency_id = fields.Integer()
    channel = fields.String()  # over which somebody chased
    result = fields.String()
    assignee = fields.String()
    replaced_by = fields.Integer()  # the assignment that a reassigned one became
    from_agency_id = fields.Integer()  # who had it before agencies were reorganised
    followed = fields.Nested(PlanFollowed)  # when no person acted on this one alone


class AssignmentEscalated(AssignmentCreated):
    """A step of the ladder was taken: the day is near or past, and nothing was submitted."""

    work_state = fields.String(required=True)
    step = fields.String(required=True)  # its name in the ladder
    level = fields.String(
        required=True, validate=validate.OneOf(("reminder", "yellow", "red", "deep_red"))
    )
    receiver = fields.String(required=True, validate=validate.OneOf(("owner", "head")))
    recipient_id = fields.Integer(required=True)  # the agency that is told
    days_left = fields.Integer(required=True)  # calendar days: 0 on the day, negative after it
    sms = fields.Boolean(required=True)


class Mentioned(_Data):
    """An account that a comment names."""

    id = fields.Integer(required=True)
    agency_id = fields.Integer(required=True, allow_none=True)


class CommentAdded(AssignmentCreated):
    """Somebody said something about an assignment; it changed nothing."""

    comment_id = fields.Integer(required=True)
    note = fields.String(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    mentioned = fields.List(fields.Nested(Mentioned), required=True)  # never the author


class DigestLine(_Data):
    """One duty in a summary."""

    assignment_id = fields.Integer(required=True)
    agency = fields.String(required=True)
    label = fields.String(required=True)
    text = fields.String(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    level = fields.String(required=True)


class DigestMade(_Data):
    """A summary for one agency: of the day's escalations, of the week, of a calendar change."""

    kind = fields.String(required=True, validate=validate.OneOf(("day", "week", "calendar")))
    agency = fields.Nested(AgencyRef, required=True)
    day = fields.Date(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    lines = fields.List(fields.Nested(DigestLine), required=True)
    basis = fields.String(required=True, allow_none=True)


class MessageSettled(_Data):
    """A message reached its end (or an end a person must look at)."""

    id = fields.Integer(required=True)
    assignment_id = fields.Integer(required=True, allow_none=True)
    agency_id = fields.Integer(required=True, allow_none=True)
    kind = fields.String(required=True)
    channel = fields.String(required=True)
    state = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class Basis(_Data):
    """The document that orders a reorganisation."""

    kind = fields.String(required=True)
    number = fields.String(required=True)
    issued_on = fields.Date(required=True)


class FoundedAgency(AgencyRef):
    """An agency that takes over, founded by the decree or there before."""

    kind = fields.String(required=True)


class Heir(_Data):
    """Who may get the duties of an agency, told by the words of a field where there are several."""

    agency = fields.Integer(required=True)
    field = fields.String(required=True, allow_none=True)
    words = fields.List(fields.String(), required=True)


class SuccessionRule(_Data):
    """An agency that loses duties; unless it `ends` it keeps what no heir gets."""

    agency_id = fields.Integer(required=True)
    ends = fields.Boolean(required=True)
    heirs = fields.List(fields.Nested(Heir), required=True)


class SuccessionDecision(_Data):
    """Who gets what of an agency, as a person decided; the last that fits counts."""

    scope = fields.String(required=True)
    agency_id = fields.Integer(required=True, data_key="from", attribute="from")
    to = fields.Integer(allow_none=True)
    plan = fields.Integer()
    ids = fields.List(fields.Integer())
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)


class ReorganisationApplied(_Data):
    """Agencies were reorganised; the mapping by which every service moves what it keeps."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    basis = fields.Nested(Basis, required=True)
    effective_on = fields.Date(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    actor_agency_id = fields.Integer(required=True, allow_none=True)
    agencies = fields.List(fields.Nested(FoundedAgency), required=True)
    rules = fields.List(fields.Nested(SuccessionRule), required=True)
    decisions = fields.List(fields.Nested(SuccessionDecision), required=True)


class ReorganisationReverted(_Data):
    """A reorganisation was reverted: what it moved goes back."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    reason = fields.String(required=True)
    actor_id = fields.Integer(required=True)
    actor_name = fields.String(required=True)
    actor_agency_id = fields.Integer(required=True, allow_none=True)


SCHEMAS: Final[Mapping[str, Schema]] = {
    AGENCY_CHANGED: AgencyChanged(),
    ACCOUNT_CHANGED: AccountChanged(),
    PLAN_ISSUED: PlanIssued(),
    PLAN_RECALLED: PlanRecalled(),
    ASSIGNMENT_CREATED: AssignmentCreated(),
    ASSIGNMENT_STATE_CHANGED: AssignmentStateChanged(),
    ASSIGNMENT_ESCALATED: AssignmentEscalated(),
    COMMENT_ADDED: CommentAdded(),
    DIGEST_MADE: DigestMade(),
    MESSAGE_SETTLED: MessageSettled(),
    REORGANISATION_APPLIED: ReorganisationApplied(),
    REORGANISATION_REVERTED: ReorganisationReverted(),
}
