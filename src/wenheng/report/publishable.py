"""Pictures of evidence as they may leave the house: covered, marked, signed with where they are of.

Three classes are kept apart: as kept (never published), publishable (made here), thumbnails
(`wenheng.report.pictures`, made of publishable ones).
"""

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from wenheng.report.pictures import MOST_PIXELS, Picture
from wenheng.report.writers.glyphs import FONTS, legible

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the picture as kept."""

COVER = (32, 32, 32)
PAPER, INK, GREY = (255, 255, 255), (51, 51, 51), (120, 120, 120)
MEDIA = "image/jpeg"
SEPARATOR = " · "
"""Between the parts of a footer."""

OPACITY = 0.18
TURNED = 28
FEWEST_EDGES = 6
"""A picture with fewer edges than this among 64 says nothing of whose it is: a blank page."""

SHEET_COLUMNS, SHEET_SIZE = 4, (320, 420)


@dataclass(frozen=True)
class Origin:
    """What stands below a picture, what across it, and what of it is covered."""

    footer: str
    mark: str
    boxes: tuple[Box, ...] = ()


class Publishable(Mapping[str, Picture]):
    """The pictures of `held` that have an origin, each made publishable when it is asked for."""

    def __init__(self, held: Mapping[str, Picture], origins: Mapping[str, Origin]) -> None:
        self._held, self._origins = held, origins

    def __getitem__(self, sha256: str) -> Picture:
        made = publishable(self._held[sha256], self._origins[sha256])
        return made or Picture(b"", MEDIA)  # broken: no reader can show it either

    def __iter__(self) -> Iterator[str]:
        return (sha256 for sha256 in self._held if sha256 in self._origins)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._held and sha256 in self._origins


def publishable(picture: Picture, origin: Origin) -> Picture | None:
    """`picture` with its boxes filled, a light mark across it and a footer below, as JPEG.

    It is drawn into a new buffer, so that no metadata and no pixel below a box is left. None where
    the file is no raster picture, or has more than 40 million pixels.
    """
    source = opened(picture)
    if source is None:
        return None
    shown = _footed(_marked(_covered(source, origin.boxes), origin.mark), origin.footer)
    return _kept(shown)


def opened(picture: Picture) -> Image.Image | None:
    """The pixels of `picture`; None where it is broken, too large or something else."""
    try:
        with Image.open(io.BytesIO(picture.data)) as source:
            if source.width * source.height > MOST_PIXELS:
                return None
            return source.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # Pillow's decoders raise all of these on what is not what it claims to be


def contact_sheet(pictures: Sequence[tuple[Picture, str]]) -> Picture:
    """Publishable pictures in rows of four, each with its caption, as one JPEG."""
    width, height = SHEET_SIZE
    rows = -(-len(pictures) // SHEET_COLUMNS)
    sheet = Image.new("RGB", (SHEET_COLUMNS * (width + 16), rows * (height + 40)), PAPER)
    draw = ImageDraw.Draw(sheet)
    for place, (picture, caption) in enumerate(pictures):
        left = place % SHEET_COLUMNS * (width + 16) + 8
        top = place // SHEET_COLUMNS * (height + 40) + 8
        small = opened(picture)
        if small is not None:
            small.thumbnail(SHEET_SIZE, Image.Resampling.BILINEAR, reducing_gap=2)
            sheet.paste(small, (left, top))
        draw.text((left, top + height + 4), legible(caption), font=_font(15), fill=INK)
    return _kept(sheet)


def difference_hash(picture: Picture) -> str:
    """64 bits, in hexadecimal, of where brightness falls from left to right; "" for none.

    Pictures of the same page have the same hash whatever their size and format. One with hardly
    an edge has none: all blank pages would be alike.

    Source:
        Krawetz (2013), Kind of Like That (dHash).
    """
    source = opened(picture)
    if source is None:
        return ""
    grey = source.convert("L").resize((9, 8), Image.Resampling.BOX)
    pixels = np.asarray(grey, np.int16)
    bits = (pixels[:, :-1] > pixels[:, 1:]).ravel()
    if min(bits.sum(), bits.size - bits.sum()) < FEWEST_EDGES:
        return ""
    return f"{int(''.join('01'[int(bit)] for bit in bits), 2):016x}"


def shared(hashes: Mapping[str, str], units: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Picture → the other units that have a picture of the same hash, if there are any.

    Args:
        hashes: picture → `difference_hash`.
        units: picture → the unit it is of.
    """
    having: dict[str, set[str]] = defaultdict(set)
    for picture, bits in hashes.items():
        if bits:
            having[bits].add(units[picture])
    return {
        picture: tuple(sorted(having[bits] - {units[picture]}))
        for picture, bits in hashes.items()
        if bits and len(having[bits]) > 1
    }


def _kept(shown: Image.Image) -> Picture:
    """As JPEG: WebP saves a third of the bytes and takes thirty times as long."""
    kept = io.BytesIO()
    shown.save(kept, "JPEG", quality=85)
    return Picture(kept.getvalue(), MEDIA)


def _covered(source: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    fresh = Image.new("RGB", source.size, PAPER)
    fresh.paste(source)
    draw = ImageDraw.Draw(fresh)
    for left, top, width, height in boxes:
        draw.rectangle((left, top, left + width - 1, top + height - 1), fill=COVER)
    return fresh


def _marked(shown: Image.Image, words: str) -> Image.Image:
    if words:
        mark = _mark(legible(words))
        for row, top in enumerate(range(-mark.height // 3, shown.height, 230)):
            for left in range(-mark.width // 2 * (row % 2), shown.width, 420):
                shown.paste(GREY, (left, top), mark)
    return shown


@cache
def _mark(words: str) -> Image.Image:
    """The words, turned, as a mask of that opacity."""
    font = _font(26)
    left, top, right, bottom = font.getbbox(words)
    mask = Image.new("L", (round(right - left) + 8, round(bottom - top) + 12), 0)
    ImageDraw.Draw(mask).text((4, 4 - top), words, font=font, fill=round(255 * OPACITY))
    return mask.rotate(TURNED, Image.Resampling.BILINEAR, expand=True)


def _footed(shown: Image.Image, footer: str) -> Image.Image:
    lines = _lines(legible(footer), shown.width - 16)
    whole = Image.new("RGB", (shown.width, shown.height + 8 + 20 * len(lines)), PAPER)
    whole.paste(shown)
    draw = ImageDraw.Draw(whole)
    for n, line in enumerate(lines):
        draw.text((8, shown.height + 4 + 20 * n), line, font=_font(14), fill=INK)
    return whole


def _lines(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` pixels, broken between its parts where that is enough."""
    lines, font = [""], _font(14)
    for part in text.split(SEPARATOR):
        joined = lines[-1] + SEPARATOR + part if lines[-1] else part
        if font.getlength(joined) <= width:
            lines[-1] = joined
            continue
        lines += [""] if lines[-1] else []
        for letter in part:
            if lines[-1] and font.getlength(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "WenhengSansSC-Regular.otf"), size)
