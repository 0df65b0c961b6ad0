"""A message as an e-mail letter (RFC 5322), the same bytes at every attempt."""

import hashlib
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from common import clock
from services.notify.channels.port import Outgoing

_POLICY = SMTP.clone(cte_type="7bit")  # or servers without 8BITMIME garble the letter


def write(message: Outgoing, sender: str) -> bytes:
    """Return the letter from the address `sender`, with CRLF line ends.

    Its Message-ID stays the same when it is sent again after an unknown outcome, so that mail
    programs can tell a second copy. Raises ValueError for an address no letter can carry.
    """
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = Address("Đôn Đốc", addr_spec=sender)
    letter["To"] = _address(message.address)
    letter["Subject"] = message.subject
    letter["Date"] = clock.local(message.created_at)
    letter["Message-ID"] = message_id(message, sender)
    letter["Auto-Submitted"] = "auto-generated"
    if message.flagged:
        letter["X-Dondoc-Possible-Duplicate"] = "yes"
    letter.set_content(message.body)
    if message.html is not None:
        letter.add_alternative(message.html, subtype="html")
        letter.set_boundary(f"=_{_digest(message)}")  # else random, and no two copies alike
    letter["Content-Language"] = message.language  # last: set_content() drops such headers
    return letter.as_bytes()


def message_id(message: Outgoing, sender: str) -> str:
    """Return the letter's Message-ID."""
    _, _, domain = sender.rpartition("@")
    return f"<{message.message_id}.{_digest(message)}@{domain}>"


def _address(text: str) -> Address:
    try:
        address = Address(addr_spec=text)
        text.encode("ascii")  # SMTPUTF8 is not spoken by most of the servers we meet
    except (MessageError, IndexError) as error:
        raise ValueError(str(error)) from error
    return address


def _digest(message: Outgoing) -> str:
    return hashlib.sha256(message.reference.encode()).hexdigest()[:20]
