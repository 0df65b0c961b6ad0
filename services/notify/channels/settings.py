"""The channels that the environment asks for."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from common.config import ConfigError, Environment
from services.notify.channels.file import FileChannel
from services.notify.channels.json_gateway import JsonChannel, JsonDoor
from services.notify.channels.kannel import KannelChannel, KannelDoor
from services.notify.channels.port import Channel
from services.notify.channels.smtp import SmtpChannel, SmtpServer

_LONGEST_BRAND: Final = 11


def channels(env: Environment, tls: ssl.SSLContext | None = None) -> Mapping[str, Channel]:
    """Return the channel of each medium, "email" and "sms", that is set up.

    DONDOC_FILE_CHANNEL_DIR replaces both. Raises ConfigError naming the first wrong variable.
    """
    folder = env.text("DONDOC_FILE_CHANNEL_DIR", "")
    if folder:
        return {
            "email": FileChannel(Path(folder) / "email", ".eml"),
            "sms": FileChannel(Path(folder) / "sms", ".txt"),
        }
    found = {"email": _email(env, tls), "sms": _sms(env, tls)}
    return {medium: channel for medium, channel in found.items() if channel is not None}


def named(env: Environment) -> frozenset[str]:
    """Return the media that `channels` has a channel of, without opening or checking one."""
    if env.text("DONDOC_FILE_CHANNEL_DIR", ""):
        return frozenset({"email", "sms"})
    asked = {
        "email": bool(env.text("DONDOC_SMTP_HOST", "")),
        "sms": env.text("DONDOC_SMS_KIND", "none") != "none",
    }
    return frozenset(medium for medium, is_named in asked.items() if is_named)


def _email(env: Environment, tls: ssl.SSLContext | None) -> Channel | None:
    return SmtpChannel(_smtp(env), tls) if env.text("DONDOC_SMTP_HOST", "") else None


def _smtp(env: Environment) -> SmtpServer:
    sender = env.text("DONDOC_SMTP_FROM")
    if not sender.isascii() or sender.count("@") != 1:
        raise ConfigError(f"DONDOC_SMTP_FROM must be one plain address, not {sender!r}")
    return SmtpServer(
        host=env.text("DONDOC_SMTP_HOST"),
        port=env.integer("DONDOC_SMTP_PORT", 587, least=1, most=65535),
        sender=sender,
        envelope_from=env.text("DONDOC_SMTP_ENVELOPE_FROM", sender),
        user=env.text("DONDOC_SMTP_USER", "") or None,
        password=env.secret("DONDOC_SMTP_PASSWORD", ""),
        starttls=env.flag("DONDOC_SMTP_STARTTLS", default=True),
        timeout_s=_timeout_s(env),
    )


def _sms(env: Environment, tls: ssl.SSLContext | None) -> Channel | None:
    kind = env.text("DONDOC_SMS_KIND", "none")
    if kind == "none":
        return None
    if kind == "kannel":
        return KannelChannel(_kannel(env), tls)
    if kind == "json":
        return JsonChannel(_json(env), tls)
    raise ConfigError(f"DONDOC_SMS_KIND must be kannel, json or none, not {kind!r}")


def _kannel(env: Environment) -> KannelDoor:
    return KannelDoor(
        url=_url(env),
        user=env.text("DONDOC_SMS_USER"),
        password=env.secret("DONDOC_SMS_PASSWORD"),
        sender=_sender(env),
        smsc=env.text("DONDOC_SMS_SMSC", ""),
        timeout_s=_timeout_s(env),
    )


def _json(env: Environment) -> JsonDoor:
    return JsonDoor(
        url=_url(env),
        user=env.text("DONDOC_SMS_USER", ""),
        password=env.secret("DONDOC_SMS_PASSWORD", ""),
        sender=_sender(env),
        dedupes=env.flag("DONDOC_SMS_DEDUPES"),
        timeout_s=_timeout_s(env),
    )


def _url(env: Environment) -> str:
    url = env.text("DONDOC_SMS_URL")
    if not url.startswith(("http://", "https://")):
        raise ConfigError("DONDOC_SMS_URL must begin with http:// or https://")
    return url


def _sender(env: Environment) -> str:
    """Return the brand name or number that recipients see; carriers cut or refuse longer ones."""
    sender = env.text("DONDOC_SMS_SENDER", "")
    is_number = sender.lstrip("+").isdecimal()
    if sender and not is_number and (len(sender) > _LONGEST_BRAND or not sender.isascii()):
        raise ConfigError(
            f"DONDOC_SMS_SENDER must be a number, or at most {_LONGEST_BRAND} letters without marks"
        )
    return sender


def _timeout_s(env: Environment) -> float:
    return float(env.integer("DONDOC_SEND_TIMEOUT_S", 20, least=1, most=120))
