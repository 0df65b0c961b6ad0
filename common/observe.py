"""Structured logs with request and event ids, and Prometheus metrics.

Every line is one JSON object. `bind()` adds ids to all lines of the current request or event.
Secrets, document text and message bodies are never logged.
"""

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from typing import Any

import structlog
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Histogram(
    "dondoc_http_request_seconds", "Time to answer a request", ["service", "route", "status"]
)
OUTBOX_DEPTH = Gauge("dondoc_outbox_depth", "Events waiting to be sent", ["service"])
OUTBOX_AGE = Gauge("dondoc_outbox_oldest_seconds", "Age of the oldest waiting event", ["service"])
RELAYED = Counter("dondoc_relayed_total", "Events handed over to the bus", ["service"])
RELAY_FAILURES = Counter(
    "dondoc_relay_failures_total", "Nacks, returns and time-outs of the relay", ["service", "kind"]
)
HANDLED = Counter("dondoc_events_handled_total", "Events handled", ["service", "type"])
DOUBLES = Counter("dondoc_inbox_doubles_total", "Events seen again and ignored", ["service"])
RETRIED = Counter("dondoc_events_retried_total", "Events sent to a retry rung", ["service"])
DEAD = Counter("dondoc_dead_letters_total", "Events given up", ["service"])
SEND_TRIES = Counter(
    "dondoc_send_tries_total", "Tries to hand a message to its provider", ["medium", "outcome"]
)
LOOP_BEAT = Gauge("dondoc_loop_beat_timestamp_seconds", "Last turn of a loop", ["service", "loop"])


def configure_logging(level: str) -> None:
    """Send structlog's and the standard library's records to stderr as JSON lines."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # It tells one failed connection in five errors; the relay tells it in one warning.
    logging.getLogger("pika").setLevel("CRITICAL")
    for chatty in ("httpx", "httpcore", "amqp", "kombu", "waitress.queue"):
        logging.getLogger(chatty).setLevel("WARNING")


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the structured logger of module `name`."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound


@contextlib.contextmanager
def bind(**ids: object) -> Iterator[None]:
    """Add `ids` (request_id, event_id, …) to every log line written inside the block."""
    with structlog.contextvars.bound_contextvars(**ids):
        yield


def bound_id(name: str) -> str | None:
    """Return an id bound to this context, such as `request_id`, or None."""
    value = structlog.contextvars.get_contextvars().get(name)
    return None if value is None else str(value)


def count_from_zero(service: str) -> None:
    """Show the counters of a worker before they first count: a first 1 is no rise to Prometheus."""
    for counter in (RELAYED, DOUBLES, RETRIED, DEAD):
        counter.labels(service)


def metrics() -> bytes:
    """Return the metrics in Prometheus' text form: of this process, or of all web processes.

    The processes of a web server answer in turn, so that each look would find other counts. Where
    PROMETHEUS_MULTIPROC_DIR names a folder, prometheus_client keeps them there and adds them up.
    """
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)
