"""Tables and words of generated pages."""

from collections.abc import Iterable, Sequence
from typing import Any


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; what its cells say cannot break it."""
    lines = [_row(headings), _row(["---"] * len(headings))]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def code(text: object) -> str:
    """`text` as code, whatever it holds; a bar would divide the cell of a table."""
    shown = str(text)
    if "|" in shown:
        return "<code>" + shown.replace("|", "&#124;") + "</code>"
    return f"`{shown}`" if shown else ""


def paragraphs(docstring: str | None) -> str:
    """A docstring as Markdown, its first line and all others unindented."""
    lines = (docstring or "").strip().splitlines()
    return "\n".join(line.removeprefix("    ") for line in lines)


def pick(language: str, zh: str, en: str) -> str:
    return en if language == "en" else zh


def page(language: str, title: tuple[str, str], owner: str, parts: Iterable[str]) -> str:
    """A whole generated page: front matter, title, where it comes from, parts."""
    made = pick(
        language,
        "本页由程序自动生成，与所装版本一致。",
        "This page is generated from the program and agrees with the version it describes.",
    )
    head = f"---\nowner: {owner}\nreviewed: generated\n---\n\n# {pick(language, *title)}\n\n{made}"
    return "\n\n".join([head, *parts]) + "\n"


def _row(cells: Iterable[Any]) -> str:
    texts = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
    return "| " + " | ".join(texts) + " |"
