"""The containers as they run: closed, unprivileged, ready, and back after a kill."""

import json
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.engine.compose import MAIL_PASSWORD, SMS_PASSWORD, run
from tests.engine.stack import Stack
from tests.job import until

PROCESSES = [
    f"{name}-{kind}"
    for name in ("plans", "tasks", "notify", "gateway")
    for kind in ("web", "worker")
]
OTHERS = ["postgres", "rabbitmq"]


def inspect(stack: Stack, service: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads(run(["docker", "inspect", stack.container(service)]))
    return found[0]


def eventually(check: Callable[[], bool], timeout_s: float = 30.0) -> bool:
    end = time.monotonic() + timeout_s
    while not check():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


@pytest.mark.parametrize("service", PROCESSES + OTHERS)
def test_a_container_has_no_root_no_capability_and_a_read_only_system(
    stack: Stack, service: str
) -> None:
    container = inspect(stack, service)
    host = container["HostConfig"]

    assert container["Config"]["User"] not in {"", "root", "0"}
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert "no-new-privileges:true" in host["SecurityOpt"]


@pytest.mark.parametrize("service", PROCESSES)
def test_only_the_gateway_is_published_and_on_loopback_alone(stack: Stack, service: str) -> None:
    bindings = inspect(stack, service)["HostConfig"]["PortBindings"] or {}

    published = [door["HostIp"] for doors in bindings.values() for door in doors]
    assert published == (["127.0.0.1"] if service == "gateway-web" else [])


@pytest.mark.parametrize("service", [name for name in PROCESSES if name != "gateway-web"])
def test_only_the_gateways_door_holds_the_signing_key(stack: Stack, service: str) -> None:
    targets = {mount["Destination"] for mount in inspect(stack, service)["Mounts"]}

    assert "/run/secrets/token.key" not in targets
    assert "/run/secrets/token.pub" in targets


@pytest.mark.parametrize("service", PROCESSES)
def test_every_process_reports_itself_healthy(stack: Stack, service: str) -> None:
    def healthy() -> bool:
        return str(inspect(stack, service)["State"]["Health"]["Status"]) == "healthy"

    assert eventually(healthy, timeout_s=60.0)


def test_no_secret_stands_in_the_environment(stack: Stack) -> None:
    words = [stack.secret(file.name) for file in stack.secrets.iterdir() if "password" in file.name]

    for service in PROCESSES + OTHERS:
        settings = "\n".join(inspect(stack, service)["Config"]["Env"])
        assert not [word for word in words if word in settings]


def test_a_service_cannot_read_the_database_of_another(stack: Stack) -> None:
    door = stack.database_url("plans").replace("+psycopg", "").removesuffix("/plans") + "/tasks"

    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(door)


def test_the_policy_keeps_restarts_of_a_consumer_from_dead_lettering(stack: Stack) -> None:
    found: list[dict[str, Any]] = []

    def listed() -> bool:
        """A broker just started answers, and loads its policies, after a while."""
        found[:] = stack.managed("policies") or []
        return bool(found)

    until(listed, within_s=60)
    [policy] = found
    assert policy["definition"] == {"delivery-limit": 100}

    def limited() -> bool:
        """The policy holds for the queues, which a broker just started lists after a while."""
        queues = stack.managed("queues") or []
        named = {queue["name"] for queue in queues if queue.get("policy") == policy["name"]}
        return {"tasks", "notify"} <= named

    until(limited, within_s=60)


def test_the_administrator_can_log_in_with_the_first_password(stack: Stack) -> None:
    answer = httpx.post(
        f"{stack.gateway_url}/api/sessions",
        json={"username": "admin", "password": stack.admin_password},
        timeout=30.0,
    )

    assert answer.is_success, answer.text
    assert answer.json()["token"]


@pytest.mark.parametrize("service", ["tasks-web", "tasks-worker", "rabbitmq", "postgres"])
def test_the_system_is_ready_again_after_a_kill(stack: Stack, service: str) -> None:
    stack.kill(service)
    assert not stack.is_running(service)

    stack.start(service)

    stack.wait_until_ready(timeout_s=90.0)


class TestMailServer:
    """The mail server of the tests is as strict as a real one."""

    @pytest.fixture
    def smtp(self, stack: Stack, tmp_path: Path) -> Iterator[smtplib.SMTP]:
        authority = tmp_path / "ca.pem"
        run(["docker", "cp", f"{stack.container('mail')}:/tls/ca.pem", str(authority)])
        context = ssl.create_default_context(cafile=str(authority))
        with smtplib.SMTP("localhost", stack.ports.smtp, timeout=10) as smtp:
            smtp.starttls(context=context)
            yield smtp

    def test_it_refuses_mail_in_the_clear(self, stack: Stack) -> None:
        with (
            smtplib.SMTP("localhost", stack.ports.smtp, timeout=10) as smtp,
            pytest.raises(smtplib.SMTPSenderRefused, match="530"),
        ):
            smtp.sendmail("a@example.test", ["b@example.test"], "x")

    def test_it_refuses_mail_without_a_log_in(self, smtp: smtplib.SMTP) -> None:
        with pytest.raises(smtplib.SMTPSenderRefused, match="530"):
            smtp.sendmail("a@example.test", ["b@example.test"], "x")

    def test_it_keeps_what_it_took(self, stack: Stack, smtp: smtplib.SMTP) -> None:
        letter = EmailMessage()
        letter["Subject"] = "Đôn đốc"
        letter["Message-ID"] = "<rig-1@example.test>"
        letter.set_content("Quá hạn")
        smtp.login("notify", MAIL_PASSWORD)

        smtp.sendmail("a@example.test", ["ok@example.test"], letter.as_bytes())

        [taken] = [mail for mail in stack.mails() if mail["message_id"] == letter["Message-ID"]]
        assert (taken["subject"], taken["text"].strip()) == ("Đôn đốc", "Quá hạn")

    @pytest.mark.parametrize(("local", "code"), [("nouser", 550), ("full", 452), ("grey", 451)])
    def test_the_recipient_decides_the_answer(
        self, smtp: smtplib.SMTP, local: str, code: int
    ) -> None:
        smtp.login("notify", MAIL_PASSWORD)

        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            smtp.sendmail("a@example.test", [f"{local}@example.test"], "x")

        assert refused.value.recipients[f"{local}@example.test"][0] == code


def test_a_text_message_reaches_the_carrier(stack: Stack) -> None:
    text = f"VPUBND: thu nghiem {time.monotonic_ns()}"
    query = {"username": "notify", "password": SMS_PASSWORD, "to": "84900000001", "smsc": "SIM"}

    answer = httpx.get(
        f"http://127.0.0.1:{stack.ports.sms}/cgi-bin/sendsms", params={**query, "text": text}
    )

    assert answer.status_code == 202
    assert eventually(lambda: any(text in line for line in stack.texts()))
