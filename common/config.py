"""Settings: the environment, read once into frozen dataclasses.

A secret may be given as `NAME` or as `NAME_FILE`, the path of a file that holds it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit


class ConfigError(Exception):
    """A setting is missing or wrong; the message names the variable and the remedy."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Typed reading of environment variables, with errors that name the variable."""

    values: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    def text(self, name: str, default: str | None = None) -> str:
        """Return the variable, or `default`; raises ConfigError if neither exists."""
        value = self.values.get(name, "") or default
        if value is None:
            raise ConfigError(f"{name} is not set; set it, see docs/reference/settings.md")
        return value

    def secret(self, name: str, default: str | None = None) -> str:
        """Return the secret in `NAME`, or in the file that `NAME_FILE` names."""
        path = self.values.get(f"{name}_FILE")
        if path:
            try:
                return Path(path).read_text("utf-8").strip()
            except OSError as error:
                raise ConfigError(f"{name}_FILE cannot be read: {error}") from error
        return self.text(name, default)

    def integer(self, name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
        """Return the variable as an integer between `least` and `most`."""
        raw = self.values.get(name, "") or str(default)
        if not raw.lstrip("-").isdecimal() or not least <= int(raw) <= most:
            raise ConfigError(f"{name} must be a whole number from {least} to {most}, not {raw!r}")
        return int(raw)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return the variable as a boolean: 1/0, true/false, yes/no, on/off."""
        raw = self.values.get(name, "").casefold()
        if not raw:
            return default
        if raw in {"1", "true", "yes", "on"}:
            return True
        if raw in {"0", "false", "no", "off"}:
            return False
        raise ConfigError(f"{name} must be yes or no, not {raw!r}")


@dataclass(frozen=True, slots=True)
class Config:
    """What every process of a service needs."""

    service: str
    database_url: str
    token_public_key: str  # PEM, Ed25519
    cursor_secret: str
    broker_url: str | None = None  # none: the embedded bus
    log_level: str = "INFO"
    port: int = 8000
    processes: int = 2
    threads: int = 2


def read_config(service: str, env: Environment) -> Config:
    """Return the settings of `service`; raises ConfigError naming the first wrong variable."""
    return Config(
        service=service,
        database_url=_url(env, "DONDOC_DATABASE"),
        token_public_key=env.secret("DONDOC_TOKEN_PUBLIC_KEY"),
        cursor_secret=env.secret("DONDOC_CURSOR_SECRET"),
        broker_url=_url(env, "DONDOC_BROKER"),
        log_level=env.text("DONDOC_LOG_LEVEL", "INFO"),
        port=env.integer("DONDOC_PORT", 8000, least=1, most=65535),
        processes=env.integer("DONDOC_PROCESSES", 2, least=1, most=64),
        threads=env.integer("DONDOC_THREADS", 2, least=1, most=64),
    )


def _url(env: Environment, prefix: str) -> str:
    """Return `PREFIX_URL` with the password of `PREFIX_PASSWORD[_FILE]` put in, if there is one.

    All else stays as written: a broker's virtual host may be an escaped slash.
    """
    url = urlsplit(env.text(f"{prefix}_URL"))
    password = env.secret(f"{prefix}_PASSWORD", "")
    if not password:
        return url.geturl()
    if not url.username:
        raise ConfigError(f"{prefix}_URL names no user for the password: write user@host")
    place = url.netloc.rpartition("@")[2]
    return url._replace(netloc=f"{url.username}:{quote(password, safe='')}@{place}").geturl()
