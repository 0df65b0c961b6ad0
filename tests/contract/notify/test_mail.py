"""What a mail server and a reader see of a letter."""

import dataclasses
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.notify.channels import Outgoing, Result
from services.notify.channels.smtp import SmtpChannel, SmtpServer
from tests.contract.notify.rigs import SENDER, outgoing
from tests.contract.notify.servers import (
    PASSWORD,
    USER,
    MailServer,
    certificate,
    free_port,
    mail_server,
)

Mail = tuple[MailServer, SmtpServer, ssl.SSLContext]


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[Mail]:
    cert, key = certificate(tmp_path)
    with mail_server(cert, key) as (server, port):
        settings = SmtpServer("127.0.0.1", port, SENDER, "bounce+{id}@tinh.example", USER, PASSWORD)
        yield server, settings, ssl.create_default_context(cafile=cert)


def _send(mail: Mail, message: Outgoing) -> Result:
    _, settings, tls = mail
    return SmtpChannel(settings, tls).send(message).result


def test_text_arrives_unchanged_with_its_dots_and_letters(mail: Mail) -> None:
    message = outgoing("ok@a.example")
    _send(mail, message)
    (letter,) = mail[0].letters
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == message.body
    assert "Nhiệm vụ" in html.get_content()


def test_a_line_of_a_single_dot_does_not_end_the_letter(mail: Mail) -> None:
    body = "first\n.\n..second\n"
    message = dataclasses.replace(outgoing("ok@a.example"), body=body, html=None)
    assert _send(mail, message) is Result.ACCEPTED
    assert mail[0].letters[0].get_content().replace("\r\n", "\n") == body


def test_headers_tell_what_the_letter_is(mail: Mail) -> None:
    _send(mail, outgoing("ok@a.example"))
    (letter,) = mail[0].letters
    assert letter["Subject"] == "Quá hạn 1 ngày: mục III.4"
    assert letter["To"] == "ok@a.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "vi"
    assert letter["X-Dondoc-Possible-Duplicate"] is None


def test_the_envelope_sender_names_the_message(mail: Mail) -> None:
    _send(mail, outgoing("ok@a.example", 17))
    assert mail[0].envelopes[0].mail_from == "bounce+17@tinh.example"


def test_a_letter_sent_again_is_the_same_but_for_its_flag(mail: Mail) -> None:
    message = outgoing("ok@a.example")
    _send(mail, message)
    _send(mail, dataclasses.replace(message, attempt_id=2, flagged=True))
    first, second = mail[0].letters
    assert second["X-Dondoc-Possible-Duplicate"] == "yes"
    del second["X-Dondoc-Possible-Duplicate"]
    assert first.as_bytes() == second.as_bytes()


def test_different_messages_have_different_ids(mail: Mail) -> None:
    _send(mail, outgoing("ok@a.example", 1))
    _send(mail, outgoing("ok@a.example", 2))
    first, second = mail[0].letters
    assert first["Message-ID"] != second["Message-ID"]


def test_a_letter_refused_for_its_content_is_a_lasting_failure(mail: Mail) -> None:
    assert _send(mail, outgoing("spam@a.example")) is Result.PERMANENT
    assert not mail[0].letters


def test_a_wrong_password_is_our_mistake_and_tried_again(mail: Mail) -> None:
    server, settings, tls = mail
    wrong = SmtpChannel(dataclasses.replace(settings, password="another"), tls)
    assert wrong.send(outgoing("ok@a.example")).result is Result.TEMPORARY
    assert not server.letters


def test_nothing_is_sent_to_a_server_whose_certificate_is_not_trusted(mail: Mail) -> None:
    server, settings, _ = mail
    outcome = SmtpChannel(settings).send(outgoing("ok@a.example"))
    assert outcome.result is Result.TEMPORARY
    assert "certificate" in (outcome.detail or "").casefold()
    assert not server.letters


def test_mail_never_leaves_without_tls_if_tls_is_asked_for(tmp_path: Path) -> None:
    from aiosmtpd.controller import Controller  # noqa: PLC0415 - the one server without TLS

    server, port = MailServer(), free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings = SmtpServer("127.0.0.1", port, SENDER, SENDER)
        assert SmtpChannel(settings).send(outgoing("ok@a.example")).result is Result.TEMPORARY
        assert not server.letters
        plain = SmtpChannel(dataclasses.replace(settings, starttls=False))
        assert plain.send(outgoing("ok@a.example")).result is Result.ACCEPTED
    finally:
        controller.stop()


@pytest.mark.parametrize(
    "address", ["no address", "a@b.example\r\nBcc: c@d.example", "tên@a.example", ""]
)
def test_an_address_no_letter_can_carry_is_refused_for_ever(mail: Mail, address: str) -> None:
    assert _send(mail, outgoing(address)) is Result.PERMANENT
    assert not mail[0].letters
