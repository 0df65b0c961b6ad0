"""Routes of the rules of kinds of plans."""

from common.caller import Role
from common.errors import NotFoundError
from common.web import Ask, Reply
from services.tasks import variants
from services.tasks.api.door import door
from services.tasks.model import BOUNDS, CAN_NEED, PlanKind, optional
from services.tasks.schemas.variants import (
    KindSchema,
    KindsSchema,
    TouchedSchema,
    VariantSchema,
)


@door.get(
    "/variants",
    access={Role.ADMIN},
    replies=KindsSchema(),
    summary="How the life of an assignment varies by kind of plan, and what may be said of it",
)
def list_variants(ask: Ask) -> Reply:
    """List every kind with the rules that hold for it."""
    return Reply(
        {
            "items": variants.list_variants(ask.session),
            "may_leave_out": optional(),
            "may_need": {str(action): sorted(names) for action, names in CAN_NEED.items()},
            "bounds": {name: [one.start, one.stop - 1] for name, one in BOUNDS.items()},
        }
    )


@door.get(
    "/variants/<kind>",
    access={Role.ADMIN},
    replies=KindSchema(),
    summary="The rules of one kind of plan",
)
def show_variant(ask: Ask, kind: str) -> Reply:
    """Return them; their version is the ETag."""
    found = variants.show(ask.session, _known(kind))
    return Reply(found, version=found["version"])


@door.post(
    "/variants/<kind>/previews",
    access={Role.ADMIN},
    body=VariantSchema(),
    replies=TouchedSchema(),
    status=200,
    summary="Which open assignments rules for a kind of plan would touch",
)
def preview_variant(ask: Ask, kind: str) -> Reply:
    """Check the rules and count; it changes nothing."""
    return Reply(variants.preview(ask.session, _known(kind), variants.load(ask.body)))


@door.put(
    "/variants/<kind>",
    access={Role.ADMIN},
    body=VariantSchema(),
    replies=TouchedSchema(),
    versioned=True,
    summary="Set the rules of a kind of plan",
)
def put_variant(ask: Ask, kind: str) -> Reply:
    """Set them, for open assignments as well, and tell what they touch."""
    wanted = variants.load(ask.body)
    version, touched = variants.put(ask.session, ask.caller, _known(kind), wanted, ask.version)
    return Reply(touched, version=version)


def _known(kind: str) -> PlanKind:
    if kind not in set(PlanKind):
        raise NotFoundError(f"there is no kind {kind[:50]!r}; there are {', '.join(PlanKind)}")
    return PlanKind(kind)
