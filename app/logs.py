"""How the site logs: lines for people, or JSON for machines, always on standard error."""

import logging
import sys

import structlog

from app.settings import Settings


def set_up_logging(settings: Settings) -> None:
    """Logs go to standard error, as lines for people or as JSON for machines."""
    # Tracebacks without the values of variables: what people wrote does not belong in a log.
    for_people = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    for_machines = (structlog.processors.format_exc_info, structlog.processors.JSONRenderer())
    renderers = for_machines if settings.log_format == "json" else (for_people,)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *renderers,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Standard error as it is then: a command that was run in this process may have had another.
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
