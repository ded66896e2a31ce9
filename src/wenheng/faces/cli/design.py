"""Commands for those who design a study."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wenheng.faces.cli.options import AsJson, print_json
from wenheng.language import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from wenheng.actions.design import Count
    from wenheng.study.check import Checked
    from wenheng.study.problems import Problem

Source = Annotated[str, typer.Argument(metavar="DIR|NAME", help=say("design.check-source"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
    app.command("new", help=say("design.new"))(new)
    app.command("check", help=say("design.check"))(check)
    app.command("plan", help=say("design.plan"))(plan)
    app.command("schema", help=say("design.schema"))(schema)


def new(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=say("design.new-directory"))],
    template: Annotated[str, typer.Option(metavar="NAME", help=say("design.template"))] = "minimal",
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.design import new_study

    files = new_study(directory, template)
    if as_json:
        print_json({"directory": str(directory), "files": [str(file) for file in files]})
        return
    typer.echo(say("design.copied", directory=directory, count=len(files), template=template))
    typer.echo(say("design.copied-next", directory=directory))


def check(source: Source, as_json: AsJson = False) -> None:
    from wenheng.actions.design import check as check_study

    checked = check_study(source)
    if as_json:
        print_json(
            {
                "study": checked.name,
                "ok": not checked.errors,
                "errors": len(checked.errors),
                "warnings": len(checked.warnings),
                "problems": [problem.as_dict() for problem in checked.problems],
            }
        )
    else:
        _print_checked(checked)
    if checked.errors:
        raise typer.Exit(1)


def schema(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help=say("design.schema-directory"))
    ] = Path("schemas"),
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.design import write_schemas

    files = write_schemas(directory)
    if as_json:
        print_json({"files": [str(file) for file in files]})
        return
    for file in files:
        typer.echo(str(file))
    typer.echo(say("design.schema-next", file=files[0]))


def plan(source: Source, as_json: AsJson = False) -> None:
    from rich.console import Console

    from wenheng.actions.design import count_plan

    counts = count_plan(source)
    if as_json:
        totals = {"session_total": counts.session_total, "cell_total": counts.cell_total}
        print_json({**asdict(counts), **totals})
        return
    console = Console(highlight=False)
    console.print(say("design.plan-of", study=counts.study, version=counts.version))
    console.print(_table("variant", "sessions", counts.sessions))
    console.print(_table("indicator", "cells", counts.cells))
    if counts.not_applicable:
        console.print(say("design.not-applicable", count=counts.not_applicable))


def _print_checked(checked: "Checked") -> None:
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    for problem in checked.problems:
        _print_problem(console, problem)
    outcome = (
        say("design.faulty", name=checked.name, count=len(checked.errors))
        if checked.errors
        else say("design.fine", name=checked.name)
    )
    if checked.warnings:
        outcome += say("design.warnings", count=len(checked.warnings))
    console.print(outcome, style="bold red" if checked.errors else "bold green")


def _print_problem(console: "Console", problem: "Problem") -> None:
    from rich.text import Text

    colour = "red" if problem.severity == "error" else "yellow"
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    text = Text()
    text.append(f"{say(f'design.{problem.severity}')} ", style=colour)
    text.append(place, style="bold")
    text.append(f" {problem.where}: " if problem.where else ": ", style="dim")
    text.append(problem.message)
    if problem.hint:
        text.append(f"\n  → {problem.hint}", style="cyan")
    console.print(text)


def _table(first: str, last: str, counts: "tuple[Count, ...]") -> "Table":
    from rich.box import SIMPLE
    from rich.table import Table

    total = sum(count.total for count in counts)
    table = Table(box=SIMPLE, show_footer=True)
    table.add_column(say(f"design.{first}"), say("design.total"))
    for word in ("scenarios", "platforms"):
        table.add_column(say(f"design.{word}"), justify="right")
    table.add_column(say(f"design.{last}"), f"{total:,}", justify="right")
    for count in counts:
        name = f"{count.id} {count.name}".strip()
        scenarios = f"{count.scenarios:,}" if count.scenarios else "–"
        table.add_row(name, scenarios, f"{count.platforms:,}", f"{count.total:,}")
    return table
