"""Routes of the agency registry."""

from typing import Final

from common.caller import Role
from common.web import ANYONE, Ask, Door, Reply
from gateway.identity import agencies, schemas
from gateway.identity.api.shapes import agency_shown

door = Door("agencies")
KEEPERS: Final = frozenset({Role.COORDINATOR, Role.ADMIN})


@door.get(
    "/agencies",
    access=ANYONE,
    query=schemas.AgencyQuerySchema(),
    replies=schemas.AgencySchema(),
    paged=True,
    summary="List agencies in order of slug",
)
def list_agencies(ask: Ask) -> Reply:
    """Return a page of agencies."""
    after = str(ask.after[0]) if ask.after else None
    rows = agencies.listed(ask.session, ask.query, after, ask.limit)
    return ask.page(rows, lambda agency: [agency.slug], agency_shown)


@door.get(
    "/agencies/<int:agency_id>",
    access=ANYONE,
    replies=schemas.AgencySchema(),
    summary="Show an agency",
)
def show_agency(ask: Ask, agency_id: int) -> Reply:
    """Return one agency."""
    agency = agencies.get(ask.session, agency_id)
    return Reply(agency_shown(agency), version=agency.version)


@door.post(
    "/agencies",
    access=KEEPERS,
    body=schemas.NewAgencySchema(),
    example={"name": "Sở Ngoại vụ", "email": "so-ngoai-vu@tinh.example", "phone": "0912345678"},
    replies=schemas.AgencySchema(),
    idempotent=True,
    status=201,
    summary="Register an agency",
)
def create_agency(ask: Ask) -> Reply:
    """Register an agency."""
    agency = agencies.create(ask.session, ask.caller, ask.body)
    location = f"/agencies/{agency.id}"
    return Reply(agency_shown(agency), version=agency.version, location=location)


@door.post(
    "/agencies/bulk",
    access=KEEPERS,
    body=schemas.BulkAgenciesSchema(),
    example={"agencies": [{"name": "UBND xã An Phú"}, {"name": "UBND xã Tân An"}]},
    replies=schemas.FoundAgenciesSchema(),
    summary="Find agencies by name and register those missing",
)
def find_or_create_agencies(ask: Ask) -> Reply:
    """Return an agency for each name, in the same order; repeating it changes nothing."""
    found = agencies.find_or_create(ask.session, ask.caller, ask.body["agencies"])
    shown = [
        {
            "id": one.agency.id,
            "slug": one.agency.slug,
            "name": one.agency.name,
            "kind": one.agency.kind,
            "created": one.created,
        }
        for one in found
    ]
    return Reply({"items": shown})


@door.patch(
    "/agencies/<int:agency_id>",
    access=KEEPERS,
    body=schemas.AgencyFieldsSchema(),
    example={"aliases": ["SYT"], "phone": "0912345678"},
    replies=schemas.AgencySchema(),
    versioned=True,
    idempotent=True,
    summary="Change an agency",
)
def change_agency(ask: Ask, agency_id: int) -> Reply:
    """Set the fields given and leave the others."""
    agency = agencies.change(ask.session, ask.caller, agency_id, ask.version, ask.body)
    return Reply(agency_shown(agency), version=agency.version)
