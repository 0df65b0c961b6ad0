"""Routes that try a reorganisation; the decree itself is identity's, so its data come along."""

from common.caller import Role
from common.web import Ask, Reply
from services.tasks import reorganising
from services.tasks.api.door import door
from services.tasks.schemas.reorganisations import (
    ReorganisationOutlook,
    ReorganisationTrial,
    RevertOutlook,
    RevertTrial,
)


@door.post(
    "/reorganisation-trials",
    access={Role.ADMIN},
    body=ReorganisationTrial(),
    replies=ReorganisationOutlook(),
    summary="Show where open work would go under the rules of a decree; it changes nothing",
)
def try_reorganisation(ask: Ask) -> Reply:
    """Return the dry run."""
    return Reply(reorganising.preview(ask.session, ask.body))


@door.post(
    "/reorganisation-trials/revert",
    access={Role.ADMIN},
    body=RevertTrial(),
    replies=RevertOutlook(),
    summary="Show what reverting a decree would put back; it changes nothing",
)
def try_revert(ask: Ask) -> Reply:
    """Return what would be restored and what would stay."""
    found = reorganising.would_revert(ask.session, ask.body["id"], ask.body["founded"])
    return Reply(found)
