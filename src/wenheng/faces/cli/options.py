"""Options and output that several commands share."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from wenheng.language import LANGUAGES, Language, say, spoken


def _use(address: str) -> str:
    if address:
        os.environ["DATABASE_URL"] = address  # for all that this process opens
    return address


Directory = Annotated[Path, typer.Argument(metavar="DIR", help=say("work.directory"))]
AsJson = Annotated[bool, typer.Option("--json", help=say("work.json"))]
Database = Annotated[
    str,
    typer.Option("--database", metavar="URL", help=say("fleet.database"), callback=_use),
]
Formats = Annotated[str, typer.Option("--format", help=say("work.format"))]
InLanguage = Annotated[str, typer.Option("--lang", metavar="zh,en", help=say("work.report-lang"))]


def chosen_languages(lang: str) -> list[Language]:
    """The languages that `--lang` names; the one being spoken where it names none."""
    named = [name.strip() for name in lang.split(",") if name.strip()] or [spoken()]
    known = [language for language in LANGUAGES if language in named]
    unknown = set(named) - set(known)
    if unknown:
        message = say("cli.no-language", lang=", ".join(sorted(unknown)))
        raise typer.BadParameter(message, param_hint="--lang")
    return known


def chosen_formats(text: str, cards: bool = False, beside: Sequence[str] = ()) -> list[str]:
    """The formats that `--format` names, of documents or cards, and of what is written `beside`.

    `all` stands for each that documents, or cards, have.
    """
    from wenheng.report import CARD_WRITERS, WRITERS

    writers = CARD_WRITERS if cards else WRITERS
    known = (*writers, *beside)
    named = {name.strip() for name in text.split(",") if name.strip()}
    unknown = sorted(named - set(known) - {"all"})
    if unknown or not named:
        message = say("cli.no-format", name=", ".join(unknown), known=", ".join(known))
        raise typer.BadParameter(message, param_hint="--format")
    wanted = named | set(writers if "all" in named else ())
    return [name for name in known if name in wanted]


def print_json(document: Any) -> None:
    """One JSON document, and nothing else, on standard output."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
