"""How channels and levels look in figures: told apart by mark as well as by colour."""

from typing import Literal

from wenheng.report.figures.spec import Part
from wenheng.report.material import Material
from wenheng.report.names import capital, channel_shape, channel_token, level_name

Shape = Literal["circle", "diamond"]
MARKS: tuple[tuple[str, Shape], ...] = (
    ("web", "circle"),
    ("mobile", "diamond"),
    ("other", "circle"),
    ("process", "diamond"),
)


def channel_marks(data: Material) -> tuple[Part, ...]:
    """A mark for each channel: by what it emulates, in turn where that does not tell them apart."""
    channels = data.study.channels
    looks = [(channel_token(channel), channel_shape(channel)) for channel in channels]
    if len(set(looks)) < len(looks):
        looks = [MARKS[place % len(MARKS)] for place in range(len(channels))]
    return tuple(
        Part(channel.id, capital(str(channel.name)), *look)
        for channel, look in zip(channels, looks, strict=True)
    )


def level_marks(data: Material) -> tuple[Part, ...]:
    """A mark for each level."""
    return tuple(
        Part(level.id, level_name(data, level.id), *MARKS[place % len(MARKS)])
        for place, level in enumerate(data.study.levels)
    )
