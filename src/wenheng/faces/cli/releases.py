"""Commands for what a study hands on: its handbook."""

import typer

from wenheng.faces.cli.options import (
    AsJson,
    Directory,
    Formats,
    InLanguage,
    chosen_formats,
    chosen_languages,
    print_json,
)
from wenheng.language import say


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
    app.command("handbook", help=say("handbook.handbook"))(handbook)


def handbook(
    directory: Directory,
    format_: Formats = "html",
    lang: InLanguage = "",
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.handbook import write_handbook

    files = write_handbook(directory, chosen_languages(lang), chosen_formats(format_))
    if as_json:
        print_json({"files": [str(file) for file in files]})
        return
    for file in files:
        typer.echo(str(file))
