"""SMS by Kannel's sendsms door (userguide, "Using the HTTP interface to smsbox").

It knows no references: a repeated request is a second SMS, so an unknown outcome is never resent.
"""

import re
import ssl
from dataclasses import dataclass, field

from services.notify.channels.port import Outcome, Outgoing, Resend
from services.notify.channels.web import Answer, Gateway, refusal
from services.notify.segments import Alphabet, count

_ACCEPTED, _BAD_REQUEST, _FORBIDDEN = 202, 400, 403
_TAKEN = re.compile(r"\s*(0|3):")
_EVERY_RECEIPT = "31"
_UCS2 = "2"


@dataclass(frozen=True, slots=True)
class KannelDoor:
    """Where sendsms listens, as which user; `smsc` picks a carrier where there are several."""

    url: str
    user: str
    password: str = field(repr=False)
    sender: str = ""
    smsc: str = ""
    timeout_s: float = 20.0


class KannelChannel:
    """Sends each SMS as one request, so that each has a receipt address of its own."""

    name = "kannel"
    resend = Resend.NEVER

    def __init__(self, door: KannelDoor, tls: ssl.SSLContext | None = None) -> None:
        self._door = door
        self._gateway = Gateway(door.url, door.timeout_s, tls)

    @property
    def patience_s(self) -> float:
        """Connecting and answering, with the time limit each."""
        return 2 * self._door.timeout_s

    def send(self, message: Outgoing) -> Outcome:
        """Try once."""
        answer = self._gateway.call("GET", params=self._parameters(message))
        return answer if isinstance(answer, Outcome) else _outcome(answer)

    def close(self) -> None:
        """Close the pooled connections."""
        self._gateway.close()

    def _parameters(self, message: Outgoing) -> dict[str, str]:
        door = self._door
        given = {"username": door.user, "password": door.password}
        given |= {"to": message.address, "text": message.body, "charset": "UTF-8"}
        if count(message.body).alphabet is Alphabet.UCS2:
            given["coding"] = _UCS2  # in its default coding Kannel would send "?" for each letter
        if door.sender:
            given["from"] = door.sender
        if door.smsc:
            given["smsc"] = door.smsc
        if message.receipt_url:
            given["dlr-mask"] = _EVERY_RECEIPT
            given["dlr-url"] = f"{message.receipt_url}?type=%d&reply=%A&smsc=%F"
        return given


def _outcome(answer: Answer) -> Outcome:
    told = f"HTTP {answer.status}: {answer.text.strip()}"
    if answer.status == _ACCEPTED and _TAKEN.match(answer.text):
        return Outcome.accepted(detail=told)
    if answer.status == _BAD_REQUEST:
        return Outcome.permanent(told)
    if answer.status == _FORBIDDEN:
        # Our password or routing is wrong, not the recipient's number.
        return Outcome.temporary(told)
    return refusal(answer) or _odd(answer.status, told)


def _odd(status: int, told: str) -> Outcome:
    # A success we cannot read may be one; a redirect or a wrong path certainly took nothing.
    return Outcome.unknown(told) if status // 100 == 2 else Outcome.temporary(told)  # noqa: PLR2004
