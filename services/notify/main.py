"""Composition of notify: its web application, event handlers and loops."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from flask import Flask

from common import observe
from common.config import Config, Environment
from common.db import Database
from common.web import make_app
from common.worker import Run
from services.notify.api import PROVIDED, door, receipts_door
from services.notify.channels.settings import channels, named
from services.notify.consumers import HANDLERS
from services.notify.delivery import Signer
from services.notify.loops import sender, sweeper
from services.notify.model import Medium
from services.notify.sending import Desk

SCRIPTS: Final = Path(__file__).parent / "migrations"

__all__ = ["HANDLERS", "SCRIPTS", "loops", "web"]

_log = observe.logger(__name__)


def web(config: Config, database: Database, env: Environment | None = None) -> Flask:
    """Return the web application, which tells of media that `env` names no provider of."""
    receipts = receipts_door(database, Signer(config.cursor_secret))
    app = make_app(config, database, doors=[door, receipts])
    app.extensions[PROVIDED] = named(env or Environment({}))
    return app


def loops(config: Config, database: Database, env: Environment) -> Mapping[str, Run]:
    """Return the service's own loops; raises ConfigError naming a wrong setting.

    `DONDOC_SENDERS` is the number of senders a medium has, `DONDOC_UNKNOWN_WAIT_S` how long an
    unknown outcome waits for a receipt; the rest is in `channels.settings`.
    """
    desks = _desks(config, env)
    for medium in {Medium.EMAIL, Medium.SMS} - desks.keys():
        _log.warning("no provider is set up; its messages are suppressed", medium=medium)
    senders = env.integer("DONDOC_SENDERS", 2, least=1, most=16)
    return {"sweeper": sweeper(database, desks)} | {
        f"{medium}-{no}": sender(database, desk)
        for medium, desk in desks.items()
        for no in range(1, senders + 1)
    }


def _desks(config: Config, env: Environment) -> dict[Medium, Desk]:
    """Return a desk for each medium that has a channel."""
    public_url = env.text("DONDOC_PUBLIC_URL", "").rstrip("/")
    reports = env.text("DONDOC_RECEIPT_URL", f"{public_url}/api/receipts" if public_url else "")
    wait_s = env.integer("DONDOC_UNKNOWN_WAIT_S", 300, most=86_400)
    signer = Signer(config.cursor_secret)
    return {
        Medium(medium): Desk(
            medium=Medium(medium),
            channel=channel,
            link_to=_under(f"{public_url}/assignments" if public_url else "", str),
            receipt_url=_under(reports.rstrip("/"), signer.token),
            unknown_wait=dt.timedelta(seconds=wait_s),
        )
        for medium, channel in channels(env).items()
    }


def _under(base: str, name: Callable[[int], str]) -> Callable[[int], str | None]:
    """Return a function from an id to its address under `base`; to None where there is no base."""
    return lambda identifier: f"{base}/{name(identifier)}" if base else None
