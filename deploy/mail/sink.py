"""A mail server for tests: SMTP with STARTTLS and log-in on 2525, what arrived as JSON on 8025.

The recipient's local part decides its fate, as real servers would have it: `nouser` 550, `full`
452, `grey` 451 once, `spam` 554 after the letter, `cut` hangs up after the letter twice; all
others are taken. `GET /messages` lists what was taken, and how often each letter was transferred,
cut ones included; `DELETE /messages` forgets it.
"""
# ruff: noqa: INP001 - the one program of its image, no package

import json
import os
import ssl
import subprocess
import threading
from asyncio import WriteTransport
from collections import Counter
from dataclasses import asdict, dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TLS: Final = Path("/tls/ca.pem")
KEY: Final = Path("/tls/key.pem")
SMTP_PORT: Final = 2525
HTTP_PORT: Final = 8025
CUTS: Final = 2


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that was answered by 250."""

    sender: str
    recipients: list[str]
    subject: str
    message_id: str
    text: str
    raw: str


@dataclass(slots=True)
class Post:
    """What has arrived; shared by the SMTP and the HTTP thread."""

    taken: list[Taken] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    transfers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def to_json(self) -> bytes:
        """Return all of it as JSON."""
        with self.lock:
            messages = [asdict(letter) for letter in self.taken]
            return json.dumps({"messages": messages, "transfers": self.transfers}).encode()

    def forget(self) -> None:
        """Start anew."""
        with self.lock:
            self.taken.clear()
            self.tries.clear()
            self.transfers.clear()


class Door:
    """The answers of the SMTP server, by the recipient's local part."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Accept or refuse a recipient."""
        local = _local(address)
        if local == "nouser":
            return "550 5.1.1 no such user"
        if local == "full":
            return "452 4.2.2 mailbox full"
        if local == "grey" and self._count(self._post.tries, address) == 1:
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take the letter, refuse it, or hang up on it."""
        letter = _read(envelope)
        transfers = self._count(self._post.transfers, letter.message_id)
        fates = {_local(address) for address in envelope.rcpt_tos}
        if "spam" in fates:
            return "554 5.7.1 not wanted here"
        if "cut" in fates and transfers <= CUTS:
            assert isinstance(server.transport, WriteTransport)  # noqa: S101 - asyncio's own
            server.transport.abort()
            return "421 never sent"
        with self._post.lock:
            self._post.taken.append(letter)
        return "250 2.0.0 taken"

    def _count(self, counter: Counter[str], key: str) -> int:
        with self._post.lock:
            counter[key] += 1
            return counter[key]


def _local(address: str) -> str:
    return address.partition("@")[0].partition("+")[0]


def _read(envelope: Envelope) -> Taken:
    raw = envelope.original_content or b""
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    return Taken(
        sender=envelope.mail_from or "",
        recipients=list(envelope.rcpt_tos),
        subject=str(message["Subject"]),
        message_id=str(message["Message-ID"]),
        text=body.get_content() if body else "",
        raw=raw.decode("utf-8", "replace"),
    )


def _http_handler(post: Post) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(post.to_json() if self.path == "/messages" else b"{}")

        def do_DELETE(self) -> None:
            post.forget()
            self._answer(b"{}")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _context(host: str) -> ssl.SSLContext:
    """Return the server's side of TLS; its certificate outlives a restart, as clients hold it."""
    if not TLS.exists():
        _make_certificate(host)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS, KEY)
    return context


def _make_certificate(host: str) -> None:
    draft = TLS.with_suffix(".new")
    names = f"subjectAltName=DNS:{host},DNS:localhost"
    command = ["openssl", "req", "-x509", "-nodes", "-days", "30", "-subj", f"/CN={host}"]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-addext", names]
    command += ["-keyout", str(KEY), "-out", str(draft)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - words of our own
    draft.rename(TLS)  # readers never see half a file


def main() -> None:
    """Serve until killed."""
    post = Post()
    user, password = os.environ["MAIL_USER"].encode(), os.environ["MAIL_PASSWORD"].encode()

    def log_in(
        _server: SMTP, _session: Session, _envelope: Envelope, _method: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (user, password))

    controller = Controller(
        Door(post),
        hostname="0.0.0.0",  # noqa: S104 - inside its container
        port=SMTP_PORT,
        tls_context=_context(os.environ.get("MAIL_HOST", "mail")),
        require_starttls=True,
        auth_required=True,
        authenticator=log_in,
        server_hostname="mail.test",
    )
    controller.start()
    ThreadingHTTPServer(("0.0.0.0", HTTP_PORT), _http_handler(post)).serve_forever()  # noqa: S104 - inside its container


if __name__ == "__main__":
    main()
