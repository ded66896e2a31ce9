"""Commands that run a study: collect, rate, score, report, and all of them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wenheng.faces.cli import INTERRUPTED
from wenheng.faces.cli.options import (
    AsJson,
    Database,
    Directory,
    InLanguage,
    chosen_formats,
    chosen_languages,
    print_json,
)
from wenheng.faces.cli.printing import (
    counts,
    print_collected,
    print_imported,
    print_looked,
    print_run,
    print_simulated,
)
from wenheng.faces.cli.progress import counted, shown
from wenheng.language import Language, say

if TYPE_CHECKING:
    import polars as pl

    from wenheng.actions.collected import Collected, Simulated
    from wenheng.actions.evaluate import Rated
    from wenheng.actions.links import LinksChecked

DATA = "data"
"""What `--format` calls the data package."""

AtOnce = Annotated[int, typer.Option(min=0, max=256, metavar="N", help=say("work.at-once"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
    app.command("run", help=say("work.run"))(run)
    app.command("collect", help=say("work.collect"))(collect)
    app.command("work", help=say("fleet.work"))(work)
    app.command("links", help=say("work.links"))(links)
    app.command("rate", help=say("work.rate"))(rate)
    app.command("import", help=say("work.import"))(import_)
    app.command("export", help=say("work.export"))(export)
    app.command("score", help=say("work.score"))(score)
    app.command("report", help=say("work.report"))(report)


def run(
    directory: Directory,
    at_once: AtOnce = 0,
    lang: InLanguage = "",
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    languages = chosen_languages(lang)
    collected = _collect(directory, at_once)
    _end_if_stopped(collected)
    looked = _look(directory)
    _rate(directory)
    _score(directory)
    files = _publish(directory, languages)
    reports = [str(file) for file in files]
    document = {**asdict(collected), "links": looked.outcomes, "reports": reports}
    _tell(as_json, document, lambda: print_run(collected, looked, files))
    fail_if_incomplete(collected)


def collect(
    directory: Directory,
    at_once: AtOnce = 0,
    simulated: Annotated[bool, typer.Option("--simulated", help=say("simulated.option"))] = False,
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    if simulated:
        _simulate(directory, at_once, as_json)
        return
    collected = _collect(directory, at_once)
    _end_if_stopped(collected)
    looked = _look(directory)
    document = {**asdict(collected), "links": looked.outcomes}
    _tell(as_json, document, lambda: print_run(collected, looked, []))
    fail_if_incomplete(collected)


def work(
    directory: Directory, at_once: AtOnce = 0, database: Database = "", as_json: AsJson = False
) -> None:
    collected = _collect(directory, at_once, stays=True)
    _tell(as_json, asdict(collected), lambda: print_collected(collected))
    if not collected.stopped:
        fail_if_incomplete(collected)


def links(
    directory: Directory,
    again: Annotated[bool, typer.Option("--again", help=say("work.links-again"))] = False,
    as_json: AsJson = False,
) -> None:
    looked = _look(directory, again)
    _tell(as_json, asdict(looked), lambda: print_looked(looked))


def rate(directory: Directory, as_json: AsJson = False) -> None:
    rated = _rate(directory)
    _tell(
        as_json,
        asdict(rated),
        lambda: typer.echo(counts("work.rated", "statuses", rated.by_status)),
    )


def import_(
    directory: Directory,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("work.files"))],
    check: Annotated[bool, typer.Option("--check", help=say("work.import-check"))] = False,
    platform: Annotated[str, typer.Option(metavar="ID", help=say("work.import-platform"))] = "",
    zone: Annotated[str, typer.Option(metavar="+08:00", help=say("work.import-zone"))] = "",
    tester: Annotated[str, typer.Option(metavar="NAME", help=say("work.import-tester"))] = "",
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.importing import import_files
    from wenheng.collection.given.sheet import zone_of
    from wenheng.collection.given.turns import Defaults

    defaults = Defaults(platform, zone_of(zone) if zone else None, tester)
    taken = import_files(directory, files, defaults, check=check)
    _tell(as_json, {**asdict(taken), "check": check}, lambda: print_imported(taken, check))


def export(
    directory: Directory,
    what: Annotated[str, typer.Option(metavar="KIND", help=say("work.export-what"))],
    to: Annotated[Path | None, typer.Option(metavar="FILE", help=say("work.export-to"))] = None,
    platform: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=say("work.export-platform"))
    ] = None,
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.exporting import KINDS
    from wenheng.actions.exporting import export as write

    kind = next((known for known in KINDS if known == what), None)
    if kind is None:
        message = say("work.no-kind", name=what, known=say("work.and").join(KINDS))
        raise typer.BadParameter(message, param_hint="--what")
    file = write(directory, kind, to, platform or ())
    _tell(as_json, {"file": str(file)}, lambda: typer.echo(str(file)))


def score(
    directory: Directory,
    xlsx: Annotated[bool, typer.Option("--xlsx", help=say("work.score-xlsx"))] = False,
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.evaluate import RESULTS

    tables = _score(directory, xlsx)
    rows = {name: table.height for name, table in tables.items()}
    folder = directory / RESULTS
    document = {"directory": str(folder), "rows": rows}
    _tell(as_json, document, lambda: typer.echo(say("work.scored", folder=folder)))


def report(
    directory: Directory,
    format_: Annotated[str, typer.Option("--format", help=say("work.format-data"))] = "html",
    lang: InLanguage = "",
    only: Annotated[str, typer.Option("--only", help=say("work.only"))] = "",
    cards: Annotated[bool, typer.Option("--cards", help=say("work.cards"))] = False,
    anonymous: Annotated[bool, typer.Option("--anonymous", help=say("work.anonymous"))] = False,
    as_json: AsJson = False,
) -> None:
    languages = chosen_languages(lang)
    formats = chosen_formats(format_, cards, beside=() if cards else (DATA,))
    if anonymous and DATA not in formats:
        raise typer.BadParameter(say("work.anonymous-data"), param_hint="--anonymous")
    documents = [name for name in formats if name != DATA]
    chapters = [name.strip() for name in only.split(",") if name.strip()]
    files: list[Path] = []
    if cards:
        files += _publish_cards(directory, languages, documents)
    elif documents:
        files += _publish(directory, languages, documents, chapters)
    if DATA in formats:
        files.append(_package(directory, anonymous))
    document = {"reports": [str(file) for file in files]}
    _tell(as_json, document, lambda: typer.echo("\n".join(map(str, files))))


def _rate(directory: Path) -> "Rated":
    from wenheng.actions.evaluate import rate_collected

    return rate_collected(directory)


def _score(directory: Path, workbook: bool = False) -> "dict[str, pl.DataFrame]":
    from wenheng.actions.evaluate import score_collected

    return score_collected(directory, workbook)


def _collect(directory: Path, at_once: int, stays: bool = False) -> "Collected":
    from wenheng.actions.collect import Way, collect

    with shown(say("work.collecting")) as show:
        way = Way(at_once, show.progress, show.standing, stays)
        return collect(directory, way)


def _simulate(directory: Path, at_once: int, as_json: bool) -> None:
    from wenheng.actions.collect import Way, collect_simulated

    with shown(say("work.collecting")) as show:
        found = collect_simulated(directory, Way(at_once, show.progress, show.standing))
    _tell(as_json, asdict(found), lambda: print_simulated(found))
    _end_if_stopped(found)
    fail_if_incomplete(found)


def _end_if_stopped(collected: "Collected | Simulated") -> None:
    """End as Ctrl-C ends, where it was what ended the collection."""
    if collected.stopped:
        raise typer.Exit(INTERRUPTED)


def _look(directory: Path, again: bool = False) -> "LinksChecked":
    from wenheng.actions.links import check_links

    with shown(say("work.looking")) as show:
        return check_links(directory, again=again, on_progress=show.progress)


def _publish(
    directory: Path,
    languages: list[Language],
    formats: Sequence[str] = ("html",),
    only: Sequence[str] = (),
) -> list[Path]:
    from wenheng.actions.publish import Wanted, publish

    with counted(say("work.writing")) as on_file:
        return publish(directory, Wanted(languages, formats, only), on_file)


def _publish_cards(
    directory: Path, languages: list[Language], formats: Sequence[str]
) -> list[Path]:
    from wenheng.actions.carding import publish_cards

    with counted(say("work.writing-cards")) as on_file:
        return publish_cards(directory, languages, formats, on_file)


def _package(directory: Path, anonymous: bool) -> Path:
    from wenheng.actions.packaging import write_package

    return write_package(directory, anonymous)


def _tell(as_json: bool, document: dict[str, Any], print_: Callable[[], Any]) -> None:
    if as_json:
        print_json(document)
    else:
        print_()


def fail_if_incomplete(collected: "Collected | Simulated") -> None:
    """End with exit code 3 where sessions failed by our own fault: what was shown is a part."""
    if collected.failures:
        typer.echo(say("work.incomplete", count=len(collected.failures)), err=True)
        raise typer.Exit(3)
