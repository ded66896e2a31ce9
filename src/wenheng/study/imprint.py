"""Whose report it is: name, logo, colour and chapters of one's own, in `report.yaml`.

It stands beside the study and is no part of it: a new logo changes no number.
"""

from pathlib import Path as FilePath
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from wenheng.study.base import Declared, Words, wrong
from wenheng.study.lone import read_lone
from wenheng.study.problems import Finding

IMPRINT = "report.yaml"
LEAST_CONTRAST = 4.5
"""Between the colour and white paper: WCAG 2.2, success criterion 1.4.3."""

FileName = Annotated[str, StringConstraints(pattern=r"^[^/\\:*?\"<>|\x00-\x1f]+$", max_length=200)]


def _legible(colour: str) -> str:
    if colour and contrast_with_white(colour) < LEAST_CONTRAST:
        raise wrong("colour-too-light", colour=colour, least=f"{LEAST_CONTRAST:g}")
    return colour


class OwnChapter(Declared):
    """A chapter that people wrote, as Markdown in a file beside `report.yaml`."""

    title: Words
    file: FileName = Field(description="Markdown; one for each language: {lang} stands for zh, en")
    after: str = Field("overview", description="the chapter it follows; empty: it comes first")


class Imprint(Declared):
    """What a publisher adds to the reports of a study."""

    organisation: Words | None = None
    logo: FileName | None = Field(None, description="PNG or JPEG beside report.yaml")
    colour: Annotated[
        str, StringConstraints(pattern=r"^(#[0-9A-Fa-f]{6})?$"), AfterValidator(_legible)
    ] = Field("", description="#rrggbb of titles and numbers, dark enough on white paper")
    chapters: tuple[OwnChapter, ...] = Field((), max_length=12)


def read_imprint(directory: FilePath) -> Imprint:
    """The imprint in `directory`; one without a name where there is no `report.yaml`.

    Raises:
        FaultyStudy: with all that is wrong in the file.
    """
    file = directory / IMPRINT
    return read_lone(file, Imprint, _known) if file.is_file() else Imprint()


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of `#rrggbb` with white, 1–21.

    Source:
        WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _known(finding: Finding) -> list[str]:
    return list((OwnChapter if len(finding.path) > 1 else Imprint).model_fields)
