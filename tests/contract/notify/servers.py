"""Real servers on loopback, scripted by the recipient, that keep a ledger of what they took."""

import asyncio
import datetime as dt
import http.server
import ipaddress
import socket
import ssl
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import orjson
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "notify", "a secret of tests"
REPLY_TIMEOUT_S = 0.7
"""What the channels under test are given; a slow server answers after twice as long."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """Return the paths of a certificate for 127.0.0.1 and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_path, key_path = folder / "cert.pem", folder / "key.pem"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_path, key_path


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class MailServer:
    """An SMTP server that requires TLS and log-in, and answers by the recipient's local part.

    ok · nouser 550 · full 452 · spam 554 after DATA · cut: takes the letter and hangs up ·
    slow: takes it and answers too late · odd: takes it and answers nonsense
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Answer RCPT TO."""
        local_part = address.partition("@")[0]
        if local_part == "nouser":
            return "550 5.1.1 no such user"
        if local_part == "full":
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take the letter and answer, or not."""
        local_part = envelope.rcpt_tos[0].partition("@")[0]
        if local_part == "spam":
            return "554 5.7.1 not wanted"
        assert isinstance(envelope.content, bytes)
        self.envelopes.append(envelope)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        if local_part == "cut":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if local_part == "slow":
            await asyncio.sleep(2 * REPLY_TIMEOUT_S)
        return "nonsense" if local_part == "odd" else "250 OK queued as 4711"

    def copies(self, message_id: str) -> int:
        """Return how often a letter was taken."""
        return sum(letter["Message-ID"] == message_id for letter in self.letters)


def _log_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
) -> AuthResult:
    wanted = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == wanted, handled=False)


@contextmanager
def mail_server(cert: Path, key: Path) -> Iterator[tuple[MailServer, int]]:
    """Run a mail server; gives it and its port."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    handler, port = MailServer(), free_port()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        tls_context=tls,
        require_starttls=True,
        authenticator=_log_in,
        auth_required=True,
    )
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


class SmsGateway(http.server.ThreadingHTTPServer):
    """An SMS gateway that answers by the number's last digit, in Kannel's words or in JSON.

    0 takes it · 1 400 · 2 500 · 3 429 · 4 takes it and hangs up · 5 takes it, answers too late ·
    6 takes it, answers nonsense · 7 403 · 8 502 · 9 302
    """

    daemon_threads = True

    def __init__(self, *, dedupes: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.taken: list[dict[str, Any]] = []
        self.asked: Counter[str] = Counter()
        self.dedupes = dedupes

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/send"

    def take(self, request: dict[str, Any]) -> None:
        """Put an SMS into the ledger; a gateway that dedupes keeps one per reference."""
        known = [sms.get("reference") for sms in self.taken]
        if not (self.dedupes and request.get("reference") in known):
            self.taken.append(request)

    def copies(self, address: str) -> int:
        """Return how many SMS a number was sent."""
        return sum(sms["to"] == address for sms in self.taken)


class _Answering(http.server.BaseHTTPRequestHandler):
    server: SmsGateway

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        query = urllib.parse.urlsplit(self.path).query
        asked = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        allowed = (asked.get("username"), asked.get("password")) == (USER, PASSWORD)
        self._answer(asked, allowed=allowed, taken=(202, b"0: Accepted for delivery"))

    def do_POST(self) -> None:
        asked = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
        allowed = self.headers.get("Authorization", "").startswith(("Basic ", "Bearer "))
        self._answer(asked, allowed=allowed, taken=(200, b'{"id": "sms-1"}'))

    def _answer(self, asked: dict[str, Any], *, allowed: bool, taken: tuple[int, bytes]) -> None:
        self.server.asked[asked["to"]] += 1
        digit = asked["to"][-1]
        if not allowed or digit == "7":
            return self._say(403, b"Authorization failed for sendsms")
        refused = {"1": 400, "2": 500, "3": 429, "8": 502, "9": 302}
        if digit in refused:
            return self._say(refused[digit], b'{"error": "refused"}')
        self.server.take(asked)
        if digit == "4":
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        if digit == "5":
            time.sleep(2 * REPLY_TIMEOUT_S)
        return self._say(taken[0], b"<html>" if digit == "6" else taken[1])

    def _say(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", "7")
            if status == 302:
                self.send_header("Location", "/elsewhere0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the client gave up waiting, as digit 5 intends


@contextmanager
def sms_gateway(*, dedupes: bool = False) -> Iterator[SmsGateway]:
    """Run an SMS gateway."""
    gateway = SmsGateway(dedupes=dedupes)
    thread = threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield gateway
    finally:
        gateway.shutdown()
        thread.join()
        gateway.server_close()
