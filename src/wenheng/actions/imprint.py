"""The imprint of a study's reports: `report.yaml`, a logo, and chapters in Markdown beside it."""

from pathlib import Path

from PIL import Image

from wenheng.errors import StudyError
from wenheng.language import Language, say
from wenheng.report import House, OwnChapter, Picture
from wenheng.study.imprint import IMPRINT, Imprint, read_imprint

MOST_BYTES = 2 * 2**20
MEDIA = {"PNG": "image/png", "JPEG": "image/jpeg"}


def house(directory: Path, language: Language) -> House:
    """Whose report it is, in `language`.

    Raises:
        StudyError: `report.yaml` is faulty, or a file that it names is missing, too large or
            not what it should be; all of them at once.
    """
    imprint = read_imprint(directory)
    problems: list[str] = []
    logo = _logo(directory, imprint, problems)
    chapters = tuple(
        OwnChapter(
            f"own-{place}",
            chapter.title.in_(language),
            _read(directory, chapter.file.replace("{lang}", language), problems).decode(
                "utf-8", "replace"
            ),
            chapter.after,
        )
        for place, chapter in enumerate(imprint.chapters, 1)
    )
    if problems:
        raise StudyError("\n".join(problems), where=IMPRINT)
    organisation = imprint.organisation.in_(language) if imprint.organisation else ""
    return House(organisation, logo, imprint.colour, chapters)


def _logo(directory: Path, imprint: Imprint, problems: list[str]) -> Picture | None:
    if not imprint.logo:
        return None
    data = _read(directory, imprint.logo, problems)
    if not data:
        return None
    try:
        with Image.open(directory / imprint.logo) as image:
            return Picture(data, MEDIA[image.format or ""])
    except (OSError, KeyError, ValueError, SyntaxError, Image.DecompressionBombError):
        problems.append(say("report.logo-unreadable", file=imprint.logo))
        return None


def _read(directory: Path, name: str, problems: list[str]) -> bytes:
    file = directory / name
    if not file.is_file():
        problems.append(say("report.imprint-missing", file=name))
    elif file.stat().st_size > MOST_BYTES:
        problems.append(say("report.imprint-large", file=name, most=MOST_BYTES // 2**20))
    else:
        return file.read_bytes()
    return b""
