"""Tables of the plans service and the rules that each row keeps by itself."""

from services.plans.model.agency import Agency, AgencyName, Alias
from services.plans.model.base import Base
from services.plans.model.change import Change, names_in
from services.plans.model.finding import COMPARISON, Finding, FindingState
from services.plans.model.item import (
    KINDS,
    RESPONSIBLE,
    ROLES,
    Addressee,
    Bindingness,
    ItemKind,
    Party,
    PlanItem,
    Review,
)
from services.plans.model.plan import IN_FORCE, Plan, PlanState, Source
from services.plans.model.progress import LONGEST_TOKEN, ImportProgress
from services.plans.model.relation import CHANGING, Recall, Relation, RelationKind
from services.plans.model.succession import HandedOver, RevertedDecree, Successor

__all__ = [
    "CHANGING",
    "COMPARISON",
    "IN_FORCE",
    "KINDS",
    "LONGEST_TOKEN",
    "RESPONSIBLE",
    "ROLES",
    "Addressee",
    "Agency",
    "AgencyName",
    "Alias",
    "Base",
    "Bindingness",
    "Change",
    "Finding",
    "FindingState",
    "HandedOver",
    "ImportProgress",
    "ItemKind",
    "Party",
    "Plan",
    "PlanItem",
    "PlanState",
    "Recall",
    "Relation",
    "RelationKind",
    "RevertedDecree",
    "Review",
    "Source",
    "Successor",
    "names_in",
]
