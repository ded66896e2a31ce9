"""Commands for the model judge: ask it, and compare all raters with people."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from wenheng.faces.cli.options import (
    AsJson,
    Database,
    Directory,
    InLanguage,
    chosen_languages,
    print_json,
)
from wenheng.faces.cli.printing import counts
from wenheng.faces.cli.progress import shown
from wenheng.language import say

if TYPE_CHECKING:
    from wenheng.actions.judging import Judged
    from wenheng.rating.model.purse import Spent


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to `app`."""
    app.command("judge", help=say("judge.judge"))(judge)
    app.command("calibrate", help=say("calibration.calibrate"))(calibrate)


def judge(
    directory: Directory,
    sample: Annotated[bool, typer.Option("--sample", help=say("judge.sample"))] = False,
    estimate: Annotated[bool, typer.Option("--estimate", help=say("judge.estimate"))] = False,
    frozen: Annotated[bool, typer.Option("--frozen", help=say("judge.frozen"))] = False,
    database: Database = "",
    as_json: AsJson = False,
) -> None:
    from wenheng.actions.judging import Order, judge_collected

    if estimate:
        before = judge_collected(directory, Order(sample, estimate=True))
        print_json(asdict(before)) if as_json else _print_before(before)
        return
    if not (as_json or frozen):
        _print_before(judge_collected(directory, Order(sample, estimate=True)))
    with shown(say("judge.asking")) as show:
        judged = judge_collected(directory, Order(sample, frozen=frozen), show.progress)
    print_json(asdict(judged)) if as_json else _print_after(judged)
    if judged.stopped:
        raise typer.Exit(1)


def calibrate(
    directory: Directory, lang: InLanguage = "", database: Database = "", as_json: AsJson = False
) -> None:
    from wenheng.actions.calibrating import calibrate as compare

    found = compare(directory, chosen_languages(lang))
    if as_json:
        files = {"decision": str(found.decision), "pages": [str(page) for page in found.pages]}
        print_json({**asdict(found), **files, "tables": [str(table) for table in found.tables]})
        return
    typer.echo(say("calibration.compared", cells=found.cells))
    for role, count in found.roles.items():
        typer.echo(say("calibration.counted", role=say(f"calibration.role-{role}"), count=count))
    for rater, indicator in found.alone:
        typer.echo(say("calibration.may", rater=rater, indicator=indicator))
    for file in (found.decision, *found.pages):
        typer.echo(say("work.written", file=file))


def _print_before(judged: "Judged") -> None:
    typer.echo(say("judge.before", rater=judged.rater, cells=judged.cells, reused=judged.reused))
    likely, most = (_spent(part, judged.currency) for part in (judged.likely, judged.most))
    typer.echo(say("judge.open", votes=judged.left, likely=likely, most=most))
    _print_spent("judge.spent-before", judged)


def _print_after(judged: "Judged") -> None:
    typer.echo(say("judge.after", asked=judged.asked, left=judged.left, new=judged.new))
    if judged.by_status:
        typer.echo(counts("work.rated", "statuses", judged.by_status))
    if judged.refused:
        typer.echo(counts("judge.refused", "model", judged.refused))
    _print_spent("judge.spent-after", judged)
    if len(judged.answered_by) > 1:
        names = say("work.and").join(judged.answered_by)
        typer.echo(say("judge.several-models", names=names), err=True)
    if judged.stopped:
        known = ("budget", "over")
        why = say(f"judge.{judged.stopped}") if judged.stopped in known else judged.stopped
        typer.echo(say("judge.stopped", why=why), err=True)
    typer.echo(say("judge.not-counting"))


def _print_spent(key: str, judged: "Judged") -> None:
    spent, budget = (_spent(part, judged.currency) for part in (judged.spent, judged.budget))
    typer.echo(say(key, spent=spent, budget=budget))


def _spent(spent: "Spent", currency: str) -> str:
    tokens = say("judge.tokens", count=f"{spent.tokens:,}")
    if spent.cost is None:
        return tokens
    return say("judge.cost", tokens=tokens, cost=f"{spent.cost:.4f}", currency=currency)
