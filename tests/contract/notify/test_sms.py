"""What an SMS gateway is asked, and how its answers are read."""

import dataclasses
from collections.abc import Iterator

import pytest

from services.notify.channels import Result
from services.notify.channels.json_gateway import JsonChannel, JsonDoor
from services.notify.channels.kannel import KannelChannel, KannelDoor
from tests.contract.notify.rigs import outgoing
from tests.contract.notify.servers import PASSWORD, USER, SmsGateway, sms_gateway

NUMBER = "+84912345670"


@pytest.fixture
def gateway() -> Iterator[SmsGateway]:
    with sms_gateway() as made:
        yield made


def _kannel(gateway: SmsGateway, body: str) -> dict[str, str]:
    channel = KannelChannel(KannelDoor(gateway.url, USER, PASSWORD, "VPUBND", "SIM"))
    channel.send(dataclasses.replace(outgoing(NUMBER), body=body))
    channel.close()
    return gateway.taken[0]


def test_kannel_gets_plain_text_in_its_default_coding(gateway: SmsGateway) -> None:
    asked = _kannel(gateway, "Nhiem vu QUA HAN 1 ngay & 2 dem?")
    assert asked["text"] == "Nhiem vu QUA HAN 1 ngay & 2 dem?"
    assert asked["to"] == NUMBER
    assert (asked["from"], asked["smsc"]) == ("VPUBND", "SIM")
    assert "coding" not in asked


def test_kannel_is_told_of_letters_it_would_turn_into_question_marks(gateway: SmsGateway) -> None:
    asked = _kannel(gateway, "Nhiệm vụ quá hạn")
    assert (asked["text"], asked["coding"], asked["charset"]) == ("Nhiệm vụ quá hạn", "2", "UTF-8")


def test_kannel_is_asked_for_every_receipt_at_the_address_of_this_attempt(
    gateway: SmsGateway,
) -> None:
    asked = _kannel(gateway, "a")
    assert asked["dlr-mask"] == "31"
    assert asked["dlr-url"] == "http://127.0.0.1/receipts/token?type=%d&reply=%A&smsc=%F"


def test_a_json_gateway_gets_the_reference_that_stays_the_same(gateway: SmsGateway) -> None:
    channel = JsonChannel(JsonDoor(gateway.url, USER, PASSWORD, "VPUBND"))
    outcome = channel.send(outgoing(NUMBER))
    channel.close()
    assert outcome.provider_ref == "sms-1"
    assert gateway.taken[0]["reference"] == "an-event/2/sms/1"
    assert gateway.taken[0]["callback"] == "http://127.0.0.1/receipts/token"
    assert gateway.taken[0]["unicode"] is True


def test_without_a_user_the_password_is_a_bearer_token(gateway: SmsGateway) -> None:
    channel = JsonChannel(JsonDoor(gateway.url, password="a token"))
    assert channel.send(outgoing(NUMBER)).result is Result.ACCEPTED
    channel.close()


def test_without_any_password_the_gateway_refuses_and_we_try_again(gateway: SmsGateway) -> None:
    channel = JsonChannel(JsonDoor(gateway.url))
    assert channel.send(outgoing(NUMBER)).result is Result.TEMPORARY
    channel.close()


def test_a_gateway_that_asks_for_a_pause_gets_it(gateway: SmsGateway) -> None:
    channel = JsonChannel(JsonDoor(gateway.url, USER, PASSWORD))
    assert channel.send(outgoing("+84912345673")).retry_after_s == 7
    channel.close()


@pytest.mark.parametrize("kind", ["kannel", "json"])
def test_a_redirect_is_not_followed(gateway: SmsGateway, kind: str) -> None:
    channel = (
        KannelChannel(KannelDoor(gateway.url, USER, PASSWORD))
        if kind == "kannel"
        else JsonChannel(JsonDoor(gateway.url, USER, PASSWORD))
    )
    assert channel.send(outgoing("+84912345679")).result is Result.TEMPORARY
    channel.close()
    assert gateway.asked.total() == 1
    assert not gateway.taken
