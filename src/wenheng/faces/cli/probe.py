"""The command that meets one assistant."""

from pathlib import Path
from typing import Annotated, Any

import typer

from wenheng.faces.cli.options import print_json
from wenheng.faces.cli.why import told_events
from wenheng.language import say


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
    app.command("probe", help=say("probe.probe"))(probe)


def probe(
    url: Annotated[str, typer.Argument(metavar="URL|ENDPOINT", help=say("probe.url"))],
    ask: Annotated[list[str] | None, typer.Option(metavar="TEXT", help=say("probe.ask"))] = None,
    mobile: Annotated[bool, typer.Option("--mobile", help=say("probe.mobile"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("probe.json"))] = False,
    out: Annotated[Path, typer.Option(metavar="DIR", help=say("probe.out"))] = Path(
        "wenheng-evidence"
    ),
    limit: Annotated[float, typer.Option(min=10, max=900, help=say("probe.limit"))] = 120,
    contact: Annotated[str, typer.Option(help=say("probe.contact"))] = "",
    recipe: Annotated[
        Path | None, typer.Option(metavar="FILE", help=say("probe.recipe"), dir_okay=False)
    ] = None,
    record: Annotated[bool, typer.Option("--record", help=say("probe.record"))] = False,
    why: Annotated[bool, typer.Option("--why", help=say("probe.why"))] = False,
) -> None:
    from wenheng.actions.probe import Visit, record_recipe
    from wenheng.actions.probe import probe as hold

    file = recipe or (out / "recipe.yaml" if record else None)
    visit = Visit(url, mobile, limit_s=limit, contact=contact, recipe=file)
    if record:
        typer.echo(say("probe.show-the-way"), err=True)
        record_recipe(visit)
        typer.echo(say("probe.recorded", file=file), err=True)
    if as_json:
        document = hold(visit, ask or [], out)
        print_json(document)
    else:
        document = _with_spinner(lambda: hold(visit, ask or [], out))
        _print(document)
        for line in told_events(document) if why else ():
            typer.echo(line)
    if document["outcome"] != "replied":
        raise typer.Exit(1)


def _with_spinner(work: Any) -> dict[str, Any]:
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(say("probe.at-work")):
        found: dict[str, Any] = work()
    return found


def _print(document: dict[str, Any]) -> None:
    note = say("probe.note", note=document["note"]) if "note" in document else ""
    typer.echo(say(f"outcomes.{document['outcome']}") + note)
    entry = document["entry"]
    if entry["clicks"] is not None:
        steps = " → ".join(entry["steps"]) or say("probe.open-already")
        typer.echo(say("probe.entry", clicks=entry["clicks"], steps=steps))
    for turn in document["turns"]:
        _print_turn(turn)
    known = [name for name, value in document["features"].items() if value]
    if known:
        named = [say(f"features.{name}") for name in known]
        typer.echo(say("probe.features", features=say("probe.and").join(named)))
    if document["evidence"]:
        folder = Path(document["evidence"][0]["path"]).parent
        count = len(document["evidence"])
        typer.echo(say("probe.evidence", count=count, folder=folder))


def _print_turn(turn: dict[str, Any]) -> None:
    reply = turn["reply"]
    typer.echo("\n" + say("probe.asked", question=turn["question"]))
    typer.echo(reply["text"] or say(f"outcomes.{turn['outcome']}"))
    for link in reply["links"]:
        typer.echo(f"  ↗ {link['text']} {link['url']}")
    for option in reply["options"]:
        typer.echo(f"  ○ {option['text']}")
    if turn["first_s"] is not None:
        typer.echo(say("probe.times", first=turn["first_s"], last=turn["last_s"]))
