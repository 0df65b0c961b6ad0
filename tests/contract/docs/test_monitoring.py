"""The page on watching the system names every metric, alert and line of the log that there is."""

import re
import sys
from typing import Final

from prometheus_client import REGISTRY

import common.observe
from tests.contract.docs.pages import ROOT

PAGE: Final = (ROOT / "docs/how-to/monitor.md").read_text("utf-8")
ALERTS: Final = (ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8")
TARGETS: Final = (ROOT / "deploy/prometheus/prometheus.yml").read_text("utf-8")
COMPOSE: Final = (ROOT / "docker-compose.yml").read_text("utf-8")

_METRIC: Final = re.compile(r"dondoc_[a-z_]+")


def _ours() -> dict[str, str]:
    """Return every metric of ours by the name that the page gives it, with its type."""
    assert common.observe.__name__ in sys.modules  # where they are registered
    known = [metric for metric in REGISTRY.collect() if metric.name.startswith("dondoc_")]
    return {
        f"{metric.name}_total" if metric.type == "counter" else metric.name: metric.type
        for metric in known
    }


def test_the_page_names_every_metric_and_none_besides() -> None:
    assert set(_METRIC.findall(PAGE)) == set(_ours())


def test_alerts_ask_for_metrics_that_there_are() -> None:
    asked = set(_METRIC.findall(ALERTS))
    assert len(asked) > 5
    assert not {re.sub(r"_(count|bucket)$", "", name) for name in asked} - set(_ours())


def test_each_alert_has_a_line_on_the_page() -> None:
    alerts = re.findall(r"alert: (\w+)", ALERTS)
    assert not [name for name in alerts if f"| {name} |" not in PAGE]
    assert len(alerts) == len(re.findall(r"(?m)^\| [A-Z]\w+ \|", PAGE))


def test_every_process_of_ours_is_looked_at() -> None:
    targets = dict(re.findall(r"- ([a-z-]+):(\d+)", TARGETS))
    processes = re.findall(r"(?m)^  ([a-z]+-(?:web|worker)):$", COMPOSE)
    wanted = {name: "8000" if name.endswith("web") else "9000" for name in processes}
    assert targets == wanted


def test_lines_of_the_log_that_are_explained_are_written() -> None:
    section = PAGE.partition("| line | means |")[2]
    rows = re.findall(r"(?m)^\| (.+?) \|", section)
    lines = [line for row in rows for line in re.findall(r"`([^`]+)`", row)]
    code = "".join(
        path.read_text("utf-8")
        for folder in ("common", "services", "gateway")
        for path in (ROOT / folder).rglob("*.py")
    )
    assert len(lines) > 8
    assert not [line for line in lines if f'"{line}"' not in code]
