"""The command that reads screenshots."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from wenheng.faces.cli.options import AsJson, print_json
from wenheng.language import say


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to `app`."""
    app.command("ocr", help=say("ocr.ocr"))(ocr)


def ocr(
    pictures: Annotated[list[Path], typer.Argument(metavar="PICTURE…", help=say("ocr.pictures"))],
    to: Annotated[Path | None, typer.Option(metavar="FILE", help=say("ocr.to"))] = None,
    study: Annotated[Path | None, typer.Option(metavar="DIR", help=say("ocr.study"))] = None,
    platform: Annotated[str, typer.Option(metavar="ID", help=say("work.import-platform"))] = "",
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.screenshots import read_pictures

    found = read_pictures(pictures, to, study, platform)
    if as_json:
        document = {
            "file": None if to is None else str(to),
            "turns": [asdict(one) for one in found],
        }
        print_json(document)
        return
    for one in found:
        typer.echo(say("ocr.turn", question=one.question, text=one.text.replace("\n", "\n  ")))
        for doubt in one.doubts:
            typer.echo(f"  ! {doubt}")
    typer.echo(say("ocr.read", count=len(found)))
    if to is not None:
        typer.echo(say("ocr.next", file=to))
