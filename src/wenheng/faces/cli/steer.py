"""Commands for a collection under way, from wherever it is: pause, resume, cancel, status."""

from dataclasses import asdict
from typing import Annotated

import typer

from wenheng.faces.cli.options import AsJson, Database, Directory, print_json
from wenheng.language import say


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
    app.command("status", help=say("fleet.status"))(status)
    app.command("pause", help=say("fleet.pause"))(pause)
    app.command("resume", help=say("fleet.resume"))(resume)
    app.command("cancel", help=say("fleet.cancel"))(cancel)


def status(directory: Directory, database: Database = "", as_json: AsJson = False) -> None:
    from wenheng.actions.standing import status as find

    found = find(directory)
    if as_json:
        print_json(asdict(found))
        return
    from rich.console import Console

    from wenheng.faces.cli.progress import standing_table

    Console().print(standing_table(found))
    if found.workers is not None:
        typer.echo(say("fleet.workers", count=found.workers))
    if found.paused:
        typer.echo(say("fleet.is-paused"))


def pause(directory: Directory, database: Database = "") -> None:
    from wenheng.actions import steering

    steering.pause(directory)
    typer.echo(say("fleet.paused", directory=directory))


def resume(directory: Directory, database: Database = "") -> None:
    from wenheng.actions import steering

    steering.resume(directory)
    typer.echo(say("fleet.resumed", directory=directory))


def cancel(
    directory: Directory,
    platforms: Annotated[
        list[str] | None, typer.Option("--platform", metavar="ID", help=say("fleet.platforms"))
    ] = None,
    database: Database = "",
) -> None:
    from wenheng.actions import steering

    count = steering.cancel(directory, platforms or ())
    typer.echo(say("fleet.cancelled", count=count))
