"""Each channel beside the provider it speaks to, for the conformance suite."""

import dataclasses
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from services.notify.channels import Channel, Outgoing
from services.notify.channels.file import FileChannel
from services.notify.channels.json_gateway import JsonChannel, JsonDoor
from services.notify.channels.kannel import KannelChannel, KannelDoor
from services.notify.channels.letter import message_id
from services.notify.channels.smtp import SmtpChannel, SmtpServer
from tests.contract.notify import story
from tests.contract.notify.servers import (
    PASSWORD,
    REPLY_TIMEOUT_S,
    USER,
    SmsGateway,
    mail_server,
    sms_gateway,
)

SENDER = "dondoc@tinh.example"


class Fate(StrEnum):
    """What a provider makes of a message; not every provider can do each."""

    TAKEN = "taken"
    REFUSED_NOW = "refused now"
    REFUSED_FOR_EVER = "refused for ever"
    BUSY = "busy"
    CUT = "taken, then hung up"
    SLOW = "taken, answered too late"
    ODD = "taken, answered nonsense"
    FORBIDDEN = "our log-in is refused"
    PROXY = "a proxy in between failed"


@dataclasses.dataclass(frozen=True)
class Rig:
    """A channel, the addresses that bring each fate about, and the provider's ledger."""

    channel: Channel
    addresses: dict[Fate, str]
    copies: Callable[[Outgoing], int]
    away: Channel  # the same kind of channel, to a provider that is not there

    def outgoing(self, fate: Fate, number: int = 1) -> Outgoing:
        """Return a message that will meet `fate`."""
        return outgoing(self.addresses[fate], number)


def outgoing(address: str, number: int = 1) -> Outgoing:
    """Return a message to `address`."""
    return Outgoing(
        message_id=number,
        attempt_id=number,
        reference=f"an-event/2/sms/{number}",
        address=address,
        language="vi",
        subject="Quá hạn 1 ngày: mục III.4",
        body="Nhiệm vụ đã quá hạn.\n.\nDòng trên chỉ có một dấu chấm.",
        html="<p>Nhiệm vụ đã quá hạn.</p>",
        created_at=story.FRIDAY,
        flagged=False,
        receipt_url="http://127.0.0.1/receipts/token",
    )


@contextmanager
def smtp_rig(cert: tuple[Path, Path]) -> Iterator[Rig]:
    """SMTP with TLS and log-in."""
    tls = ssl.create_default_context(cafile=cert[0])
    with mail_server(*cert) as (mail, port):
        server = SmtpServer(
            host="127.0.0.1",
            port=port,
            sender=SENDER,
            envelope_from="bounce+{id}@tinh.example",
            user=USER,
            password=PASSWORD,
            timeout_s=REPLY_TIMEOUT_S,
        )
        addresses = {
            Fate.TAKEN: "ok@a.example",
            Fate.REFUSED_NOW: "full@a.example",
            Fate.REFUSED_FOR_EVER: "nouser@a.example",
            Fate.CUT: "cut@a.example",
            Fate.SLOW: "slow@a.example",
            Fate.ODD: "odd@a.example",
        }
        yield Rig(
            SmtpChannel(server, tls),
            addresses,
            lambda message: mail.copies(message_id(message, SENDER)),
            SmtpChannel(dataclasses.replace(server, port=1), tls),
        )


_NUMBERS = {
    Fate.TAKEN: "+84912345670",
    Fate.REFUSED_FOR_EVER: "+84912345671",
    Fate.REFUSED_NOW: "+84912345672",
    Fate.BUSY: "+84912345673",
    Fate.CUT: "+84912345674",
    Fate.SLOW: "+84912345675",
    Fate.ODD: "+84912345676",
    Fate.FORBIDDEN: "+84912345677",
    Fate.PROXY: "+84912345678",
}
NOWHERE = "http://127.0.0.1:1/send"


@contextmanager
def kannel_rig() -> Iterator[Rig]:
    """Kannel's sendsms door."""
    with sms_gateway() as gateway:
        door = KannelDoor(gateway.url, USER, PASSWORD, "VPUBND", timeout_s=REPLY_TIMEOUT_S)
        away = KannelChannel(dataclasses.replace(door, url=NOWHERE))
        yield from _sms_rig(gateway, KannelChannel(door), away)


@contextmanager
def json_rig(*, dedupes: bool) -> Iterator[Rig]:
    """A JSON gateway."""
    with sms_gateway(dedupes=dedupes) as gateway:
        door = JsonDoor(gateway.url, USER, PASSWORD, "VPUBND", dedupes, REPLY_TIMEOUT_S)
        away = JsonChannel(dataclasses.replace(door, url=NOWHERE))
        yield from _sms_rig(gateway, JsonChannel(door), away)


def _sms_rig(gateway: SmsGateway, channel: Channel, away: Channel) -> Iterator[Rig]:
    yield Rig(channel, _NUMBERS, lambda message: gateway.copies(message.address), away)
    channel.close()
    away.close()


@contextmanager
def file_rig(folder: Path) -> Iterator[Rig]:
    """Letters as files."""
    (folder / "blocked").write_text("a file where a folder should be")
    yield Rig(
        FileChannel(folder / "mail", ".eml"),
        {Fate.TAKEN: "ok@a.example", Fate.REFUSED_FOR_EVER: "no address"},
        lambda message: len(list((folder / "mail").glob(f"{message.message_id}.eml"))),
        FileChannel(folder / "blocked", ".eml"),
    )
