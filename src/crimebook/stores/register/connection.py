"""Which database holds the register: SQLite in the book's folder, or PostgreSQL by URL."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crimebook.terms.errors import InvalidValueError

LOCK_WAIT_S = 30


def database_settings(register_file: Path, url: str = "") -> dict[str, Any]:
    """Return Django's settings for one database. ``url`` is ``postgresql://user:password@host:port/name``."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(register_file),
            "OPTIONS": {
                # IMMEDIATE: a transaction takes the write lock at its start, so two imports queue up
                # and none fails half-way with "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": LOCK_WAIT_S,
                "init_command": "PRAGMA journal_mode = WAL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise InvalidValueError("a URL like postgresql://user@host/name", f"scheme {parts.scheme!r}")
    # Not urlsplit's hostname: it lowers case, and a host may be the path of a socket.
    host, _, port = parts.netloc.rpartition("@")[2].partition(":")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": port,
        # Whatever the server is set to: what was told as written survives its fall.
        "OPTIONS": {"options": "-c synchronous_commit=on"},
    }
