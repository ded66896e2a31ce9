"""The lines of text in a screenshot, read by RapidOCR: offline, its models lie in its wheel."""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from wenheng.errors import CollectError, TableError
from wenheng.language import say

Pixels = npt.NDArray[np.uint8]
"""Height × width × 3, red first."""

WIDTH = 500
"""Pixels that a picture is scaled to: characters come near the size the models were trained on."""

TALLEST = 1400
"""Rows read at a time; a long screenshot is cut where no ink stands."""

LARGEST_MB = 20
MOST_PIXELS = 60_000_000
"""A phone's longest screenshot is below this, a decompression bomb is not."""


@dataclass(frozen=True)
class Line:
    """A line of text with its box in pixels of the scaled picture, and how sure the reader is."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


Reader = Callable[[Pixels], list[Line]]


def reader() -> Reader:
    """What reads lines from pixels; loading the models takes seconds, so make one and keep it.

    Raises:
        CollectError: RapidOCR is not installed.
    """
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise CollectError(say("ocr.none"), hint=say("ocr.none-next")) from error
    params = {"Global.log_level": "error", "Global.use_cls": False, "Global.max_side_len": 4000}
    engine = RapidOCR(params=params)
    return lambda pixels: [
        line for top, strip in _strips(pixels) for line in _read(engine, strip, top)
    ]


def pixels_of(path: Path) -> Pixels:
    """The picture at `path`, turned upright and scaled to `WIDTH`.

    Raises:
        TableError: it is absent, too large, or no picture.
    """
    if not path.is_file():
        raise TableError(say("sheets.no-file"), where=str(path))
    if path.stat().st_size > LARGEST_MB * 1_000_000:
        said = say("capture.big-picture", name=path.name, limit=LARGEST_MB)
        raise TableError(said, where=str(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we look ourselves
            return _scaled(path.read_bytes())
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise TableError(say("capture.bad-picture", name=path.name), where=str(path)) from error


def _scaled(content: bytes) -> Pixels:
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError(f"{image.width} × {image.height}")
        upright = ImageOps.exif_transpose(image).convert("RGB")
    height = max(1, round(upright.height * WIDTH / upright.width))
    return np.asarray(upright.resize((WIDTH, height), Image.Resampling.LANCZOS))


def _strips(pixels: Pixels) -> list[tuple[int, Pixels]]:
    """Parts of at most `TALLEST` rows with where each begins, cut at the emptiest row near."""
    parts, top = [], 0
    while pixels.shape[0] - top > TALLEST:
        low = top + TALLEST - 200
        ink = pixels[low : top + TALLEST].astype(np.int16).std(axis=1).sum(axis=1)
        cut = low + int(np.argmin(ink))
        parts.append((top, pixels[top:cut]))
        top = cut
    return [*parts, (top, pixels[top:])]


def _read(engine: Any, pixels: Pixels, top: int) -> list[Line]:
    found = engine(np.ascontiguousarray(pixels[:, :, ::-1]))  # it wants blue first
    if found.boxes is None:
        return []
    lines = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        left, upper = box.min(axis=0)
        right, lower = box.max(axis=0)
        corners = (float(left), float(upper) + top, float(right), float(lower) + top)
        lines.append(Line(text.strip(), *corners, float(score)))
    return [line for line in lines if line.text]
