from collections.abc import Callable

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from common.config import Config, Environment
from common.db import Database
from common.inbox import INBOX
from services.plans import main
from services.plans.model import Base
from tests.contract.plans.conftest import Api


def test_the_migrations_make_the_tables_of_the_model(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, [Base.metadata, INBOX.metadata]) == []  # type: ignore[arg-type]


def test_the_service_describes_itself(api: Api) -> None:
    described = api.client.get("/openapi.json").get_json()
    assert "/plans/{plan_id}/items/{item_id}/split" in described["paths"]
    issue = described["paths"]["/plans/{plan_id}/issue"]["post"]
    assert issue["x-roles"] == ["coordinator"]


def test_the_service_has_no_loops_of_its_own(
    database: Database, make_config: Callable[[str], Config]
) -> None:
    assert main.loops(make_config("plans"), database, Environment({})) == {}


def test_the_service_is_ready(api: Api) -> None:
    assert api.client.get("/readyz").get_json() == {"ready": True, "reasons": {}}
