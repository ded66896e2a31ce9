"""Wenheng 问衡: ask governments' assistants, and weigh the answers."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from wenheng.errors import CollectError, NotScorable, StudyError, TableError, WenhengError

_HOMES = {
    "CollectError": "wenheng.errors",
    "NotScorable": "wenheng.errors",
    "StudyError": "wenheng.errors",
    "TableError": "wenheng.errors",
    "WenhengError": "wenheng.errors",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Import a public name at its first use: `import wenheng` itself stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'wenheng' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
