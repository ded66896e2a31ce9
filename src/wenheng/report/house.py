"""What a publisher adds to a report: a name, a logo, a colour, chapters of one's own."""

from dataclasses import dataclass

from wenheng.report.pictures import Picture


@dataclass(frozen=True)
class OwnChapter:
    """A chapter that people wrote, as Markdown; it follows the chapter named by `after`."""

    anchor: str
    title: str
    text: str
    after: str


@dataclass(frozen=True)
class House:
    """Whose report it is. `colour` is `#rrggbb`, or empty."""

    organisation: str = ""
    logo: Picture | None = None
    colour: str = ""
    chapters: tuple[OwnChapter, ...] = ()
