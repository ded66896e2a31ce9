"""Pictures of evidence as they stand in a report: small, stripped of metadata, harmless."""

import base64
import io
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PIL import Image, ImageFile

BUDGET = 4_200_000
"""Bytes of all pictures together, so that the page stays below some 8 MB in base64."""

MOST_PIXELS = 40_000_000
WIDEST, NARROWEST, TALLEST = 900, 300, 1800
BYTES_PER_PIXEL = 0.1
"""A first guess of what a screenshot takes as WebP at quality 50; dense text takes 0.2."""


@dataclass(frozen=True)
class Picture:
    """A picture as it was kept: its bytes and its media type."""

    data: bytes
    media: str


@dataclass(frozen=True)
class Thumbnail:
    """A picture as embedded; `cut` where only its upper part is shown."""

    uri: str
    width: int
    height: int
    cut: bool


def thumbnails(pictures: Mapping[str, Picture], wanted: Iterable[str]) -> dict[str, Thumbnail]:
    """A WebP for each of the `wanted` hashes that can be shown; the others are left out.

    Broken files, other than raster pictures and pictures of more than 40 million pixels cannot be
    shown. The more pictures there are, the smaller each is.
    """
    held = [sha256 for sha256 in dict.fromkeys(wanted) if sha256 in pictures]
    if not held:
        return {}
    limit = BUDGET / len(held)
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda sha256: _thumbnail(pictures[sha256], limit), held)
        return {sha256: small for sha256, small in zip(held, made, strict=True) if small}


def _thumbnail(picture: Picture, limit: float) -> Thumbnail | None:
    try:
        with Image.open(io.BytesIO(picture.data)) as source:
            if source.width * source.height > MOST_PIXELS:
                return None
            return _embedded(source, limit)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # Pillow's decoders raise all of these on a file that is not what it claims to be
        return None


def _embedded(source: ImageFile.ImageFile, limit: float) -> Thumbnail:
    widest = min(source.width, WIDEST)
    tallest = TALLEST * source.width // widest
    cut = source.height > tallest
    shown = source.crop((0, 0, source.width, tallest)) if cut else source
    ratio = shown.height / shown.width
    width = _between(source, widest, (limit / BYTES_PER_PIXEL / ratio) ** 0.5)
    kept = _encoded(shown, width, ratio)
    if len(kept) > 1.2 * limit:
        width = _between(source, width, width * (limit / len(kept)) ** 0.5)
        kept = _encoded(shown, width, ratio)
    uri = "data:image/webp;base64," + base64.b64encode(kept).decode("ascii")
    return Thumbnail(uri, width, max(1, round(width * ratio)), cut)


def _between(source: Image.Image, most: int, wanted: float) -> int:
    return max(min(NARROWEST, source.width), min(most, round(wanted)))


def _encoded(shown: Image.Image, width: int, ratio: float) -> bytes:
    size = (width, max(1, round(width * ratio)))
    small = shown.convert("RGB").resize(size, Image.Resampling.BILINEAR, reducing_gap=2)
    kept = io.BytesIO()
    small.save(kept, "WEBP", quality=50, method=0)
    return kept.getvalue()
