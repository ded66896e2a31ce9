"""What is true of each page of the zoo: the head of its file, with defaults."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Row:
    """One page. `reply` is compared without white space; links and options by their texts."""

    id: str
    note: str
    body: str
    shell: str = "city"
    title: str = ""
    viewport: str = "desktop"
    has_assistant: bool = True
    outcomes: tuple[str, ...] = ("replied",)
    question: str = "社保卡丢了怎么补办"
    reply: str | None = None
    links: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    followup: str = ""
    followup_reply: str = ""
    delay: float = 0.6
    pause: float = 0.06
    slow: bool = False
    reply_limit_s: float = 25
    missed: str = ""
    """Why we do not get it right, where that is known."""
    backend_reply: str = ""
    """What the backend says, where the page makes something else of it."""

    @property
    def says(self) -> tuple[str, ...]:
        return (self.question, self.followup) if self.followup else (self.question,)

    @property
    def replies(self) -> tuple[str | None, ...]:
        return (self.reply, self.followup_reply) if self.followup else (self.reply,)

    @property
    def answers(self) -> dict[str, str]:
        known = {self.question: self.backend_reply or self.reply or ""}
        return known | ({self.followup: self.followup_reply} if self.followup else {})


def rows() -> list[Row]:
    """All pages, by id; a file `<id>.<part>.html` is a part of another page."""
    files = sorted(path for path in PAGES.glob("*.html") if "." not in path.stem)
    return [_row(path.stem, path.read_text("utf-8")) for path in files]


def _row(name: str, text: str) -> Row:
    _, head, body = text.split("---\n", 2)
    told: dict[str, Any] = yaml.safe_load(head)
    lists = ("outcomes", "links", "options", "features")
    told |= {key: tuple(told[key]) for key in lists if key in told}
    return Row(id=name, body=body, **told)
