"""Options and output that several commands share."""

import json
import os
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


def print_json(document: Any) -> None:
    """One JSON document, and nothing else, on standard output."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
