"""Wenheng 问衡: ask governments' assistants, and weigh the answers."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from wenheng import analysis as analysis
    from wenheng import index as index
    from wenheng import quality as quality
    from wenheng.errors import CollectError as CollectError
    from wenheng.errors import NotScorable as NotScorable
    from wenheng.errors import StudyError as StudyError
    from wenheng.errors import TableError as TableError
    from wenheng.errors import WenhengError as WenhengError
    from wenheng.rating.judge import judge_reply as judge_reply
    from wenheng.rating.rate import rate as rate
    from wenheng.scoring.scores import score as score
    from wenheng.scoring.scores import totals as totals
    from wenheng.study.load import load_study as load_study
    from wenheng.study.plan import planned_cells as planned_cells
    from wenheng.study.plan import planned_sessions as planned_sessions

_HOMES = {
    "CollectError": "wenheng.errors",
    "NotScorable": "wenheng.errors",
    "StudyError": "wenheng.errors",
    "TableError": "wenheng.errors",
    "WenhengError": "wenheng.errors",
    "judge_reply": "wenheng.rating.judge",
    "load_study": "wenheng.study.load",
    "planned_cells": "wenheng.study.plan",
    "planned_sessions": "wenheng.study.plan",
    "rate": "wenheng.rating.rate",
    "score": "wenheng.scoring.scores",
    "totals": "wenheng.scoring.scores",
}
_PARTS = ("analysis", "index", "quality")
__all__ = sorted([*_HOMES, *_PARTS])


def __getattr__(name: str) -> Any:
    """Import a public name at its first use: `import wenheng` itself stays quick."""
    if name in _PARTS:
        return import_module(f"wenheng.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'wenheng' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
