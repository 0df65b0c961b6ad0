"""E-mail by SMTP: STARTTLS, authentication, and a certain answer wherever there is one.

Up to the final dot nothing was sent; after it, only the server's reply tells. Therefore DATA is
driven by hand: smtplib's own `sendmail` hides whether the dot had left.
"""

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass

from common import clock
from services.notify.channels.letter import write
from services.notify.channels.port import Outcome, Outgoing, Resend

_LEADING_DOT = re.compile(rb"(?m)^\.")
_START_MAIL_INPUT = 354
_LOST = (OSError, smtplib.SMTPException)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how to hand over mail; `envelope_from` may hold "{id}" for the message (VERP)."""

    host: str
    port: int
    sender: str
    envelope_from: str
    user: str | None = None
    password: str = ""
    starttls: bool = True
    timeout_s: float = 20.0


class _RefusedError(Exception):
    """The server answered with a refusal; carries the outcome it means."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.detail)


class SmtpChannel:
    """Hands each message over in a connection of its own."""

    name = "smtp"
    resend = Resend.FLAGGED

    def __init__(self, server: SmtpServer, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls or ssl.create_default_context()

    @property
    def patience_s(self) -> float:
        """The time limit up to the final dot, and once more for its answer."""
        return 2 * self._server.timeout_s

    def send(self, message: Outgoing) -> Outcome:
        """Try once."""
        try:
            letter = write(message, self._server.sender)
        except ValueError as error:
            return Outcome.permanent(f"not an address: {error}")
        try:
            return self._deliver(message, letter)
        except _RefusedError as refused:
            return refused.outcome
        except _LOST as error:
            # Before the final dot: the server cannot have taken the letter.
            return Outcome.temporary(f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """Hold no connection between messages."""

    def _deliver(self, message: Outgoing, letter: bytes) -> Outcome:
        server = self._server
        _, _, domain = server.sender.rpartition("@")
        deadline_s = clock.monotonic() + server.timeout_s
        # Its own name is given, or smtplib asks the name service for it at every connection.
        smtp = smtplib.SMTP(server.host, server.port, domain, timeout=server.timeout_s)
        with contextlib.closing(smtp):
            conversation = _Conversation(smtp, deadline_s)
            conversation.begin(server, self._tls)
            envelope_from = server.envelope_from.replace("{id}", str(message.message_id))
            conversation.address(envelope_from, message.address)
            conversation.dictate(letter)
            return conversation.finish(server.timeout_s)


class _Conversation:
    """One connection; every step up to the final dot gets what remains of the time."""

    def __init__(self, smtp: smtplib.SMTP, deadline_s: float) -> None:
        self._smtp = smtp
        self._deadline_s = deadline_s

    def begin(self, server: SmtpServer, tls: ssl.SSLContext) -> None:
        if server.starttls:
            self._hurry()
            # smtplib raises if the server does not offer it: mail never leaves in the clear.
            self._smtp.starttls(context=tls)
        if server.user is not None:
            self._hurry()
            # A refused log-in is our mistake, not the recipient's: it raises and is tried again.
            self._smtp.login(server.user, server.password)
        self._hurry()
        self._smtp.ehlo_or_helo_if_needed()

    def address(self, envelope_from: str, to: str) -> None:
        self._hurry()
        _expect(*self._smtp.mail(envelope_from), lasting=False)
        self._hurry()
        _expect(*self._smtp.rcpt(to))

    def dictate(self, letter: bytes) -> None:
        """Send everything but the final dot."""
        self._hurry()
        code, text = self._smtp.docmd("data")
        if code != _START_MAIL_INPUT:
            _expect(code, text)
            raise _RefusedError(Outcome.temporary(f"DATA was answered by {code}"))
        self._smtp.send(_LEADING_DOT.sub(b"..", letter))
        self._hurry()

    def finish(self, timeout_s: float) -> Outcome:
        """Send the final dot; from here on a lost answer means that nobody knows."""
        # The server may take its time now: a needless time-out costs a second copy.
        self._set_timeout(timeout_s)
        try:
            self._smtp.send(b".\r\n")
            code, text = self._smtp.getreply()
        except _LOST as error:
            return Outcome.unknown(f"no answer after the letter: {type(error).__name__}: {error}")
        if not _is_final(code):
            return Outcome.unknown(f"no clear answer after the letter: {code} {_shown(text)}")
        _expect(code, text)
        # However the server hangs up, the letter is handed over.
        with contextlib.suppress(*_LOST):
            self._smtp.quit()
        return Outcome.accepted(_shown(text), str(code))

    def _hurry(self) -> None:
        """Leave the next step what remains of the time; raises TimeoutError when none does."""
        left_s = self._deadline_s - clock.monotonic()
        if left_s <= 0:
            raise TimeoutError("the server is too slow")
        self._set_timeout(left_s)

    def _set_timeout(self, timeout_s: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(timeout_s)


def _is_final(code: int) -> bool:
    """Tell whether an SMTP reply completes a command, well or badly (RFC 5321, 4.2.1)."""
    return code // 100 in {2, 4, 5}


def _expect(code: int, text: bytes, *, lasting: bool = True) -> None:
    """Raise the refusal that a reply means; `lasting` is False where it is not about this mail."""
    kind = code // 100
    if kind == 2:  # noqa: PLR2004 - "2yz: positive completion"
        return
    told = f"{code} {_shown(text)}"
    permanent = lasting and kind == 5  # noqa: PLR2004 - "5yz: permanent negative"
    raise _RefusedError(Outcome.permanent(told) if permanent else Outcome.temporary(told))


def _shown(text: bytes) -> str:
    return text.decode("utf-8", "replace").replace("\n", " ")
