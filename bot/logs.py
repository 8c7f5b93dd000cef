"""Log as JSON lines on stderr: ids and verdicts, never what people wrote, never a token.

An exception is logged as its types and where it was raised. Its message is left out,
because a driver or validator may quote what a person wrote; only the operating
system's own words are kept, since an operator needs them.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

# Libraries that write addresses holding the bot's token, or whole updates, into their logs.
QUIET = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.CRITICAL + 1,
    "aiohttp.access": logging.CRITICAL + 1,
    "aiohttp.server": logging.ERROR,
    "asyncio": logging.WARNING,
    "alembic": logging.WARNING,
    "jieba": logging.WARNING,
}
_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")

Event = MutableMapping[str, Any]


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send everything this process logs, its libraries included, to one JSON stream."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _describe_exception,
        _hide_tokens,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(allow=()), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)


def _describe_exception(_logger: object, _method: str, event: Event) -> Event:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["error"] = _named(error)
        event["trace"] = describe(error)
    return event


def describe(error: BaseException) -> list[str]:
    """Return the chain of an exception: each one's type and the lines it passed, no message."""
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None and len(lines) < 100:
        lines.append(_named(link))
        lines += [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        ]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return lines


def _named(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name


def _hide_tokens(_logger: object, _method: str, event: Event) -> Event:
    return {
        key: _TOKEN.sub("<token>", value) if isinstance(value, str) else value
        for key, value in event.items()
    }
