"""The main job on containers: RabbitMQ, PostgreSQL, a mail server and an SMS gateway."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import job
from tests.engine.stack import Stack
from tests.integration.office import Office


@pytest.fixture
def office(stack: Stack) -> Iterator[Office]:
    furnished = Office.furnish(stack)
    yield furnished
    furnished.close()


def test_document_becomes_an_approved_duty_and_its_agency_is_told(office: Office) -> None:
    draft = job.import_plan(office.coordinator)
    job.issue(office.coordinator, draft["id"])
    found = job.assignments(office.coordinator, draft["id"])
    duty = next(a for a in found if a["role"] in {"lead", "executing"})
    office.reachable(duty["agency"]["id"])
    officer = office.officer_of(duty["agency"])
    job.carry_out(officer, office.coordinator, duty["id"])

    def letters() -> list[str]:
        """The approval reaches the agency's mail box."""
        to = f"ok-{duty['agency']['id']}@mail.example"
        return [str(mail) for mail in office.stack.mails() if to in str(mail)]

    assert job.until(letters, within_s=60)


def test_job_goes_on_over_a_broker_killed_in_the_middle(office: Office) -> None:
    draft = job.import_plan(office.coordinator, job.SAMPLE.with_name("ke-hoach-xa-tan-binh.md"))
    office.stack.kill("rabbitmq")
    try:
        job.issue(office.coordinator, draft["id"])
    finally:
        office.stack.start("rabbitmq")
    found = job.until(lambda: _all(office, draft["id"]), within_s=120)
    duty = next(a for a in found if a["role"] in {"lead", "executing"})
    job.carry_out(office.officer_of(duty["agency"]), office.coordinator, duty["id"])
    assert len({_identity(a) for a in found}) == len(found)


def _identity(assignment: dict[str, Any]) -> tuple[object, ...]:
    """Return what tells two assignments of a plan apart: one sentence may set two reports."""
    deadline = assignment["deadline"] or {}
    told = (assignment[name] for name in ("label", "text", "role"))
    return (
        assignment["agency"]["id"],
        *told,
        deadline.get("last_safe_day"),
        deadline.get("phrase"),
    )


def _all(office: Office, plan_id: int) -> list[dict[str, Any]]:
    """The assignments appear once the broker is back."""
    return job.every(office.coordinator, "/assignments", plan=plan_id)
