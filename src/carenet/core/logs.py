"""Logs: structured, on standard output, with only the fields that are known to be harmless."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

# Deny by default: a name, a phone or a token in an unknown field never reaches a log line.
HARMLESS: Final = frozenset(
    {
        "event", "level", "timestamp", "incident", "method", "route", "account", "listener",
        "delivery", "limiter", "channel", "count", "seconds", "queue", "job", "state", "exception",
        "loop", "late_ms", "provider", "kind", "status", "reminder", "outgoing", "port", "url",
        "task", "stage", "path",
    }
)  # fmt: skip


def only_harmless(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank every field that is not on the list, and keep a record on one line."""
    return {
        key: (value if key in HARMLESS else "withheld") if key != "exc_info" else value
        for key, value in event.items()
    }


def configure(level: str, form: str) -> None:
    """Set up logging for a process."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_harmless,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(number, logging.WARNING), format="%(levelname)s %(name)s %(message)s"
    )
    for name in ("httpx", "piccolo", "arq.worker"):  # their lines hold addresses and arguments
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
