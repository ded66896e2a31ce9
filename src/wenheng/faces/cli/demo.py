"""The command that shows the whole main job."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wenheng.faces.cli.operate import fail_if_incomplete
from wenheng.faces.cli.options import AsJson, print_json
from wenheng.faces.cli.printing import print_collected
from wenheng.faces.cli.progress import shown
from wenheng.language import say, spoken

if TYPE_CHECKING:
    from wenheng.actions.demo import Demo


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to `app`."""
    app.command("demo", help=say("demo.demo"))(demo)


def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=say("demo.directory"))] = Path(
        "demo"
    ),
    synthetic: Annotated[bool, typer.Option("--synthetic", help=say("demo.synthetic"))] = False,
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.demo import demo as run_demo

    if synthetic:
        _synthetic(directory, as_json)
        return
    with shown(say("work.collecting")) as show:
        came_to = run_demo(directory, spoken(), show.progress)
    if as_json:
        document = {**asdict(came_to), "report": str(came_to.report)}
        print_json(document)
    else:
        _print(came_to)
    fail_if_incomplete(came_to.collected)


def _synthetic(directory: Path, as_json: bool) -> None:
    from wenheng.actions.publish import Wanted, publish
    from wenheng.actions.synthetic import synthetic

    with shown(say("demo.synthesising")):
        built = synthetic(directory)
        report = publish(directory, Wanted([spoken()]))[0]
    counts = {"sessions": built.imported.sessions, "ratings": built.imported.ratings}
    if as_json:
        print_json({**counts, "report": str(report)})
        return
    typer.echo(say("demo.synthesised", **counts))
    typer.echo(say("demo.report", file=report.resolve()))


def _print(came_to: "Demo") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("demo.unit"))
    for key in ("planted", "found", "rank", "grade"):
        table.add_column(say(f"demo.{key}"), justify="right")
    for place in came_to.places:
        found = "–" if place.found is None else f"{place.found:.1f}"
        rank, grade = str(place.rank or "–"), place.grade or "–"
        table.add_row(place.name, f"{place.planted:.1f}", found, rank, grade)
    Console().print(table)
    print_collected(came_to.collected)
    if came_to.tau is None:
        typer.echo(say("demo.no-tau"))
    else:
        scored = sum(place.found is not None for place in came_to.places)
        typer.echo(say("demo.tau", tau=f"{came_to.tau:.2f}", n=scored, of=len(came_to.places)))
    typer.echo(say("demo.only-rules"))
    typer.echo(say("demo.report", file=came_to.report.resolve()))
