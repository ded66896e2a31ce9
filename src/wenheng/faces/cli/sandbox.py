"""`wenheng sandbox`: an invented country to practise on."""

import asyncio
import json
import signal
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wenheng.language import say

if TYPE_CHECKING:
    from wenheng.actions.sandbox import SandboxOrder


WIDTH = 110
"""Addresses are there to be copied: no column is cut, a narrow terminal wraps the lines."""


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to `app`."""
    app.command("sandbox", help=say("sandbox.sandbox"))(sandbox)


def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65_000, help=say("sandbox.port"))] = 0,
    guides: Annotated[Path | None, typer.Option(metavar="FILE", help=say("sandbox.guides"))] = None,
    study: Annotated[Path | None, typer.Option(metavar="DIR", help=say("sandbox.study"))] = None,
    facts: Annotated[
        str, typer.Option(metavar="DIR|NAME", help=say("sandbox.facts"))
    ] = "default-2021r",
    seed: Annotated[int, typer.Option(help=say("sandbox.seed"))] = 2021,
    size: Annotated[int, typer.Option(min=1, max=24, help=say("sandbox.size"))] = 12,
    open_list: Annotated[bool, typer.Option("--open-list", help=say("sandbox.open-list"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("sandbox.json"))] = False,
    until_eof: Annotated[bool, typer.Option("--until-eof", hidden=True)] = False,
) -> None:
    from wenheng.actions.sandbox import SandboxOrder

    order = SandboxOrder(facts, guides, seed, size, port, study)
    asyncio.run(_serve(order, open_list, as_json, until_eof))


async def _serve(order: "SandboxOrder", open_list: bool, as_json: bool, until_eof: bool) -> None:
    from wenheng.actions.sandbox import planted_document, sandbox

    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    if until_eof:  # nobody writes there: it ends with the process that started this one
        asyncio.get_running_loop().add_reader(sys.stdin, stopped.set)
    async with sandbox(order) as served:
        document = planted_document(served)
        if as_json:
            text = json.dumps({"index": served.index, **document}, ensure_ascii=False)
            typer.echo(text)
        else:
            _print_table(document, {place.id: place.name for place in served.country.places})
            _print_next(served.index, order)
        if open_list:
            webbrowser.open(served.index)
        await stopped.wait()


def _print_table(document: dict[str, Any], names: dict[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for key in ("unit", "channel", "level", "presence", "quality", "address"):
        table.add_column(say(f"sandbox.column-{key}"), no_wrap=True)
    ordered = sorted(document["platforms"].values(), key=lambda p: -(p["quality"] or 0))
    for platform in ordered:
        table.add_row(
            names[platform["unit"]],
            say(f"sandbox.channel-{platform['channel']}"),
            platform["planted"]["level"],
            say(f"sandbox.presence-{platform['planted']['presence']}"),
            "–" if platform["quality"] is None else f"{platform['quality']:.2f}",
            platform["entry"],
        )
    console = Console()
    console.width = max(console.width, WIDTH)
    console.print(table)


def _print_next(index: str, order: "SandboxOrder") -> None:
    typer.echo(say("sandbox.list", index=index))
    if order.directory is not None:
        typer.echo(say("sandbox.written", directory=order.directory))
    typer.echo(say("sandbox.stop"))
