"""Commands for reference facts: propose from official service items, take in what is accepted."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wenheng.faces.cli.options import AsJson, Directory, print_json
from wenheng.faces.cli.printing import counts
from wenheng.language import say

if TYPE_CHECKING:
    from wenheng.actions.facts import FactsProposed

app = typer.Typer(no_args_is_help=True, help=say("facts.facts"))


def add_to(parent: typer.Typer) -> None:
    """Add the commands of this file to `parent`, as `facts …`."""
    app.command("import", help=say("facts.import"))(import_)
    app.command("accept", help=say("facts.accept"))(accept)
    parent.add_typer(app, name="facts")


def import_(
    directory: Directory,
    items: Annotated[Path, typer.Argument(metavar="ITEMS", help=say("facts.import-items"))],
    to: Annotated[Path | None, typer.Option(metavar="FILE", help=say("facts.import-to"))] = None,
    unit: Annotated[str, typer.Option(metavar="ID", help=say("facts.import-unit"))] = "",
    reviewed: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help=say("facts.import-reviewed"))
    ] = None,
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.facts import import_facts
    from wenheng.faces.cli.progress import shown
    from wenheng.runs.port import Progress

    with shown(say("facts.importing")) as show:

        def tell(done: int, total: int) -> None:
            if done % 50 == 0 or done == total:
                show.progress(Progress(done, 0, 0, total - done, total))

        found = import_facts(directory, items, to, unit, reviewed or (), tell)
    if as_json:
        print_json({**asdict(found), "file": str(found.file)})
    else:
        _print_proposed(found)


def accept(
    directory: Directory,
    review: Annotated[Path, typer.Argument(metavar="REVIEW", help=say("facts.accept-review"))],
    who: Annotated[str, typer.Option(metavar="NAME", help=say("facts.accept-who"))],
    check: Annotated[bool, typer.Option("--check", help=say("facts.accept-check"))] = False,
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.facts import accept_facts

    taken = accept_facts(directory, review, who, check=check)
    if as_json:
        print_json({**asdict(taken), "files": [str(file) for file in taken.files]})
        return
    typer.echo(say("facts.checked" if check else "facts.taken", count=taken.accepted))
    if taken.already:
        typer.echo(say("facts.already", count=taken.already))
    for file in taken.files:
        typer.echo(str(file))
    if taken.accepted and not check:
        typer.echo(say("facts.raise-version"))


def _print_proposed(found: "FactsProposed") -> None:
    typer.echo(say("facts.read", count=found.items, matched=found.matched))
    if found.left_out:
        named = {f"left-{name}": count for name, count in found.left_out.items()}
        typer.echo(counts("facts.left-out", "facts", named))
    if found.placeless:
        typer.echo(say("facts.placeless", count=found.placeless))
    typer.echo(say("facts.proposed", facts=found.facts, count=found.proposals))
    if found.states:
        states = {f"state-{name}": count for name, count in found.states.items()}
        typer.echo(counts("facts.states", "facts", states))
    for unit, count in found.units.items():
        typer.echo(say("facts.of-unit", unit=unit, count=count))
    typer.echo(say("facts.review", file=found.file))
