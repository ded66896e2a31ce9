"""Covering personal data in a page while its picture is taken, so that no picture ever held it."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.async_api import Frame, Page

from wenheng.collection.personal import Span, personal_data
from wenheng.collection.visit import Visit

TEXT = "() => window.__wenheng ? window.__wenheng.evidence.text() : ''"
COVER = "spans => window.__wenheng.evidence.cover(spans)"
PLACES = "spans => window.__wenheng.evidence.places(spans)"
UNCOVER = "() => window.__wenheng && window.__wenheng.evidence.uncover()"

Places = list[list[int]]


@dataclass
class Cover:
    """What is covered now: how much of each kind, and where in each frame."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[Frame, Places] = field(default_factory=dict)
    whole: bool = True
    """False where a frame did not tell what stands in it."""


async def cover(visit: Visit, page: Page) -> Cover:
    """Lay solid boxes over all personal data in all frames of `page`."""
    return await _each(visit, page, COVER)


async def holds(visit: Visit, page: Page, laid: Cover) -> bool:
    """Whether what was covered is all there is now, and still in its place."""
    return laid.whole and (await _each(visit, page, PLACES)).places == laid.places


async def uncover(visit: Visit, page: Page) -> None:
    """Give the page back as it was."""
    await asyncio.gather(*(visit.ask(frame, UNCOVER) for _, frame in visit.frames([page])))


async def standing_spans(visit: Visit, frame: Frame) -> list[Span] | None:
    """The personal data that stand in `frame`, as JavaScript counts letters; None if it is mute."""
    text = await visit.ask(frame, TEXT)
    return None if text is None else _as_javascript_counts(text, personal_data(text))


async def _each(visit: Visit, page: Page, script: str) -> Cover:
    laid = Cover()

    async def one(frame: Frame) -> None:
        spans = await standing_spans(visit, frame)
        laid.whole = laid.whole and (spans is not None or frame.is_detached())
        if spans:
            pairs = [[span.start, span.end] for span in spans]
            laid.places[frame] = await visit.ask(frame, script, pairs) or []
            laid.counts.update(span.kind for span in spans)

    await asyncio.gather(*(one(frame) for _, frame in visit.frames([page])))
    return laid


def _as_javascript_counts(text: str, spans: Iterable[Span]) -> list[Span]:
    if text.isascii() or max(text, default="") <= "\uffff":
        return list(spans)

    def units(end: int) -> int:
        return len(text[:end].encode("utf-16-le", "surrogatepass")) // 2

    return [Span(kind, units(start), units(end)) for kind, start, end in spans]
