"""Commands for what a study hands on: its handbook, a release, and the proof of both."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from wenheng.faces.cli.printing import print_verdict
from wenheng.faces.cli.progress import counted
from wenheng.language import say

if TYPE_CHECKING:
    from wenheng.actions.recomputing import Recomputed


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
    app.command("handbook", help=say("handbook.handbook"))(handbook)
    app.command("freeze", help=say("release.freeze"))(freeze)
    app.command("verify", help=say("work.verify"))(verify)


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


def freeze(
    directory: Directory,
    wave: Annotated[str, typer.Option("--wave", metavar="NAME", help=say("release.wave"))] = "",
    format_: Annotated[
        str, typer.Option("--format", metavar="html,…", help=say("release.freeze-format"))
    ] = "all",
    lang: Annotated[
        str, typer.Option("--lang", metavar="zh,en", help=say("release.freeze-lang"))
    ] = "",
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.freezing import DATA
    from wenheng.actions.freezing import freeze as write

    languages, formats = chosen_languages(lang), chosen_formats(format_, beside=(DATA,))
    with counted(say("release.freezing")) as on_file:
        frozen = write(directory, wave, languages, formats, on_file)
    if as_json:
        told = {"folder": str(frozen.folder), "digest": frozen.digest, "files": frozen.files}
        print_json(told)
        return
    typer.echo(say("release.frozen", folder=frozen.folder, files=frozen.files))
    typer.echo(say("release.digest", digest=frozen.digest))


def verify(
    place: Annotated[Path, typer.Argument(metavar="DIR|RELEASE", help=say("work.verify-place"))],
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.check_ledger import verify_collected, verify_releases
    from wenheng.actions.recomputing import verify_release
    from wenheng.store.release import is_release

    if is_release(place):
        _end([verify_release(place)], {}, as_json)
        return
    verdict = verify_collected(place)
    ledger = {
        "holds": verdict.holds,
        "sessions": verdict.sessions,
        "files": verdict.files,
        "ratings": verdict.ratings,
        "links": verdict.links,
        "head": verdict.head,
        "events_head": verdict.events_head,
        "problems": [str(problem) for problem in verdict.problems],
    }
    _end(verify_releases(place), ledger, as_json)


def _end(releases: "list[Recomputed]", ledger: dict[str, Any], as_json: bool) -> None:
    """Say what was found; exit code 1 where anything does not hold."""
    holds = ledger.get("holds", True) and all(found.holds for found in releases)
    if as_json:
        told = [_document(found) for found in releases]
        print_json({**ledger, "holds": holds, "releases": told})
    else:
        if ledger:
            print_verdict(ledger)
        for found in releases:
            _print(found)
    if not holds:
        raise typer.Exit(1)


def _document(found: "Recomputed") -> dict[str, Any]:
    problems = [str(problem) for problem in found.problems]
    numbers = {"files": found.files, "tables": found.tables}
    names = {"wave": found.wave, "digest": found.digest, "remark": found.remark}
    return {**names, "holds": found.holds, **numbers, "problems": problems}


def _print(found: "Recomputed") -> None:
    if found.holds:
        numbers = {"files": found.files, "tables": found.tables}
        typer.echo(say("release.holds", wave=found.wave, **numbers))
        typer.echo(say("release.digest", digest=found.digest))
        if found.remark:
            typer.echo(found.remark)
        return
    typer.echo(say("release.holds-not", wave=found.wave, count=len(found.problems)), err=True)
    for problem in found.problems:
        typer.echo(f"  {problem}", err=True)
    if found.remark:
        typer.echo(f"  {found.remark}", err=True)
