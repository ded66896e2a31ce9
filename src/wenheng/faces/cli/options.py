"""Options and output that several commands share."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from wenheng.language import say


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


def print_json(document: Any) -> None:
    """One JSON document, and nothing else, on standard output."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
