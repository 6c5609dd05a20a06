"""Logging that tells a technician that something failed, and nobody who looked at what.

A log lies on the disk of a desk that may be seized. An address names a record or holds a sign-in token, an
error may quote a value: so a line has the logger, the status code and the class of the error, nothing else.
"""

import logging
import sys


class QuietHandler(logging.Handler):
    """Write one line for each error: where it arose and of what class it is."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line; a log that cannot be written stops no page."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "no exception"
        status = getattr(record, "status_code", "-")
        try:
            sys.stderr.write(f"{record.levelname} {record.name}: {error}, status {status}\n")
        except OSError:
            self.handleError(record)
