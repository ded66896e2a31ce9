"""Commands that set one result beside another: two waves, or an index built otherwise."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

import typer

from wenheng.faces.cli.options import (
    AsJson,
    Database,
    Directory,
    InLanguage,
    chosen_formats,
    chosen_languages,
    print_json,
)
from wenheng.language import say

if TYPE_CHECKING:
    from wenheng.actions.comparing import Compared
    from wenheng.actions.whatif import WhatIf

LINES_SHOWN = 20
Value = TypeVar("Value")
To = Annotated[Path | None, typer.Option("--to", metavar="DIR", help=say("compare.to"))]
Pairs = list[str] | None


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
    app.command("compare", help=say("compare.compare"))(compare)
    app.command("whatif", help=say("whatif.whatif"))(whatif)


def compare(
    before: Annotated[str, typer.Argument(metavar="A", help=say("compare.before"))],
    after: Annotated[str, typer.Argument(metavar="B", help=say("compare.after"))],
    to: To = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="html,…", help=say("comparison.formats"))
    ] = "",
    lang: InLanguage = "",
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.comparing import compare as find
    from wenheng.actions.comparison import write_comparison
    from wenheng.actions.publish import REPORTS

    languages, formats = chosen_languages(lang), chosen_formats(format_) if format_ else []
    found = find(before, after, to)
    folder = to or Path(after.partition("@")[0]) / REPORTS
    files = write_comparison(found, folder, languages, formats) if formats else []
    if as_json:
        tables = {name: table.to_dicts() for name, table in found.as_dict().items()}
        named = {"before": found.before, "after": found.after}
        print_json({**named, **tables, "reports": [str(file) for file in files]})
        return
    _print_compared(found)
    for file in files:
        typer.echo(say("work.written", file=file))


def whatif(
    directory: Directory,
    weight: Annotated[
        Pairs, typer.Option("--weight", metavar="NODE=W", help=say("whatif.weights"))
    ] = None,
    drop: Annotated[Pairs, typer.Option("--drop", metavar="NODE", help=say("whatif.drop"))] = None,
    mean: Annotated[
        Pairs, typer.Option("--mean", metavar="NODE=MEAN", help=say("whatif.means"))
    ] = None,
    channel: Annotated[
        Pairs, typer.Option("--channel", metavar="CHANNEL=W", help=say("whatif.channels"))
    ] = None,
    absent: Annotated[str, typer.Option(metavar="RULE", help=say("whatif.absent"))] = "",
    missing: Annotated[str, typer.Option(metavar="RULE", help=say("whatif.missing"))] = "exclude",
    normalise: Annotated[str, typer.Option(metavar="HOW", help=say("whatif.normalise"))] = "none",
    to: To = None,
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.whatif import Otherwise
    from wenheng.actions.whatif import whatif as find
    from wenheng.scoring.combine import Policy
    from wenheng.scoring.totals import Missing, Normalise
    from wenheng.study.options import Aggregation

    otherwise = Otherwise(
        weights=_pairs(weight, float),
        drop=tuple(drop or ()),
        aggregation=_pairs(mean, lambda word: _one_of(word, get_args(Aggregation))),
        channels=_pairs(channel, float),
        absent=_one_of(absent, get_args(Policy)) if absent else None,
        missing=_one_of(missing, get_args(Missing)),
        normalise=_one_of(normalise, get_args(Normalise)),
    )
    if otherwise == Otherwise():
        raise typer.BadParameter(say("whatif.nothing-asked"))
    found = find(directory, otherwise, to)
    if as_json:
        document = {**asdict(found), "moves": found.moves.to_dicts()}
        print_json({**document, "share_regraded": found.share_regraded})
        return
    _print_moves(found)


def _pairs(given: Iterable[str] | None, read: Callable[[str], Value]) -> dict[str, Value]:
    pairs = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        try:
            pairs[name.strip()] = read(value.strip())
        except ValueError as error:
            raise typer.BadParameter(say("whatif.not-a-pair", text=text)) from error
        if not equals or not name.strip():
            raise typer.BadParameter(say("whatif.not-a-pair", text=text))
    return pairs


def _one_of(word: str, known: Sequence[Any]) -> Any:
    if word not in known:
        told = say("whatif.no-choice", word=word, words=say("work.and").join(known))
        raise typer.BadParameter(told)
    return word


def _print_compared(found: "Compared") -> None:
    from rich.console import Console
    from rich.table import Table

    from wenheng.actions.comparing import SIGNIFICANT

    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left")
    table.add_column(say("compare.unit"))
    for key in ("cells", "before-mean", "after-mean", "change", "interval", "q"):
        table.add_column(say(f"compare.{key}"), justify="right", no_wrap=True)
    for key in ("own", "percent", "rank"):
        table.add_column(say(f"compare.{key}"), justify="right")
    for row in found.changes.iter_rows(named=True):
        table.add_row(row["unit"], str(row["cells"]), *_change(row, SIGNIFICANT), *_own(row))
    typer.echo(say("compare.title", before=found.before, after=found.after))
    Console().print(table)
    compared = found.changes.filter(status="compared")
    typer.echo(say("compare.like-for-like", q=SIGNIFICANT))
    counts = {
        "compared": compared.height,
        "changed": int((compared["q"] <= SIGNIFICANT).sum()),
        "left": found.changes.height - compared.height,
    }
    typer.echo(say("compare.counted", **counts))
    _print_left_out(found)


def _change(row: dict[str, Any], significant: float) -> list[str]:
    if row["status"] != "compared":
        return ["–", "–", say(f"compare.{row['status']}"), "", ""]
    star = " *" if row["q"] <= significant else ""
    return [
        f"{row['before']:.2f}",
        f"{row['after']:.2f}",
        f"{row['change']:+.2f}{star}",
        f"{row['low']:+.2f} … {row['high']:+.2f}",
        f"{row['q']:.3f}",
    ]


def _own(row: dict[str, Any]) -> list[str]:
    return [
        _arrow(row["own_before"], row["own_after"], ".2f"),
        _arrow(row["percent_before"], row["percent_after"], ".1f"),
        _arrow(row["rank_before"], row["rank_after"], "d"),
    ]


def _arrow(before: Any, after: Any, form: str) -> str:
    shown = ["–" if number is None else format(number, form) for number in (before, after)]
    return " → ".join(shown)


def _print_left_out(found: "Compared") -> None:
    if found.left_out.is_empty():
        return
    typer.echo(say("compare.left-out"))
    for row in found.left_out.head(LINES_SHOWN).iter_rows(named=True):
        what, reason = say(f"compare.what-{row['what']}"), say(f"compare.{row['reason']}")
        told = say("compare.left-line", what=what, id=row["id"], reason=reason, cells=row["cells"])
        typer.echo(f"  {told}")
    if found.left_out.height > LINES_SHOWN:
        typer.echo(f"  {say('compare.more', count=found.left_out.height - LINES_SHOWN)}")


def _print_moves(found: "WhatIf") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("whatif.unit"))
    for key in ("percent", "rank", "rise", "grade"):
        table.add_column(say(f"whatif.{key}"), justify="right")
    for row in found.moves.iter_rows(named=True):
        rise = "–" if row["rise"] is None else f"{row['rise']:+d}"
        table.add_row(
            row["unit"],
            _arrow(row["percent_before"], row["percent_after"], ".1f"),
            _arrow(row["rank_before"], row["rank_after"], "d"),
            rise,
            _arrow(row["grade_before"], row["grade_after"], "s"),
        )
    Console().print(table)
    if found.share_regraded is None:
        typer.echo(say("whatif.not-graded", furthest=found.furthest))
    else:
        share = f"{100 * found.share_regraded:.1f}"
        numbers = {"graded": found.graded, "count": found.regraded, "share": share}
        typer.echo(say("whatif.regraded", **numbers, furthest=found.furthest))
    if found.tau is not None:
        typer.echo(say("whatif.tau", tau=f"{found.tau:.2f}"))
    typer.echo(say("whatif.reads-only"))
