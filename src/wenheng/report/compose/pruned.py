"""A report without some of its chapters: links to what is not there are taken away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.report.document import Chapter


def chosen(names: Sequence[str], only: Sequence[str]) -> list[str]:
    """Those of `names` that `only` names, in their own order; all where it names none.

    Raises:
        StudyError: one is no chapter; says which there are.
    """
    unknown = [name for name in only if name not in names]
    if unknown:
        raise StudyError(
            say("report.no-chapter", names=", ".join(unknown)),
            hint=say("report.no-chapter-next", names=", ".join(names)),
        )
    return [name for name in names if not only or name in only]


def pruned(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """`chapters` whose links lead only to what stands in them."""
    live = set(_anchors(chapters))
    return tuple(_pruned(chapter, live) for chapter in chapters)


def _anchors(part: Any) -> Iterator[str]:
    if is_dataclass(part):
        yield from [name] if (name := getattr(part, "anchor", "")) else []
        for field in fields(part):
            yield from _anchors(getattr(part, field.name))
    elif isinstance(part, tuple):
        for inner in part:
            yield from _anchors(inner)


def _pruned(part: Any, live: set[str]) -> Any:
    if isinstance(part, tuple):
        return tuple(_pruned(inner, live) for inner in part)
    if isinstance(part, Mapping):
        dead = part.get("link") not in live
        return {key: "" if key == "link" and dead else value for key, value in part.items()}
    if not is_dataclass(part) or isinstance(part, type):
        return part
    held = {field.name: getattr(part, field.name) for field in fields(part)}
    changed = {name: _pruned(value, live) for name, value in held.items()}
    if changed.get("link") and changed["link"] not in live:
        changed["link"] = ""
    return replace(part, **changed)
