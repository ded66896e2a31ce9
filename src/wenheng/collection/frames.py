"""Where a frame lies in the page: a launcher may fill a small frame of its own."""

import asyncio
from dataclasses import dataclass

from playwright.async_api import Error, Frame

from wenheng.collection.scores import Facts

SMALLEST_FRAME = 60
LAUNCHER_FRAME = (260, 360)
"""A frame up to this size may be the launcher itself, floating where the page puts it."""

PLACE_LIMIT_S = 2
_LAYER = """e => {
  let fixed = false, z = 0;
  const up = (at) => at.parentElement || (at.getRootNode() || {}).host;
  for (let at = e; at && at.nodeType === 1; at = up(at)) {
    const style = getComputedStyle(at);
    fixed = fixed || style.position === 'fixed' || style.position === 'sticky';
    z = Math.max(z, parseInt(style.zIndex, 10) || 0);
  }
  return {fixed, z, vw: innerWidth, vh: innerHeight};
}"""


@dataclass(frozen=True)
class Place:
    """The box of a frame in its page's window, and whether it floats there."""

    x: float
    y: float
    w: float
    h: float
    fixed: bool
    z: int
    vw: int
    vh: int

    @property
    def is_seen(self) -> bool:
        return min(self.w, self.h) >= SMALLEST_FRAME

    def seen_from_page(self, facts: Facts) -> Facts:
        """`facts` as the page shows them, where the frame is no larger than a launcher."""
        if self.w > LAUNCHER_FRAME[0] or self.h > LAUNCHER_FRAME[1]:
            return facts
        moved = {"x": facts["x"] + self.x, "y": facts["y"] + self.y, "vw": self.vw, "vh": self.vh}
        floats = {"fixed": self.fixed or facts["fixed"], "z": max(self.z, facts["z"])}
        return {**facts, **moved, **floats}


async def place(frame: Frame) -> Place | None:
    """Where `frame` lies; None where it has no box, or does not say in time."""
    try:
        return await asyncio.wait_for(_place(frame), PLACE_LIMIT_S)
    except (Error, TimeoutError):
        return None


async def _place(frame: Frame) -> Place | None:
    element = await frame.frame_element()
    box = await element.bounding_box()
    if box is None:
        return None
    layer = await element.evaluate(_LAYER)
    return Place(box["x"], box["y"], box["width"], box["height"], **layer)
