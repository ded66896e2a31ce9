"""What Django is told when a workspace, not a web server, is its host."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from wenheng.errors import CollectError
from wenheng.language import say

INSTALLED_APPS = ["wenheng.store"]
DATABASES: dict[str, dict[str, Any]] = {}
"""Empty: each open workspace adds its own connection, and a query without one fails loudly."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING_CONFIG = None
"""A library does not touch its host's logging."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA cache_size=-20000;"
    "PRAGMA journal_size_limit=27103364;"
)


def sqlite(file: str) -> dict[str, Any]:
    """Connection settings of an SQLite file that many processes read and write."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"init_command": _PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": 20},
    }


def postgresql(url: str) -> dict[str, Any]:
    """Connection settings of `postgresql://user:password@host:port/name?option=value`.

    Raises:
        CollectError: the address is of another kind, or names no database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise CollectError(
            say("store.bad-database-url", scheme=parts.scheme or "?"),
            where="DATABASE_URL",
            hint=say("store.database-url-form"),
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
