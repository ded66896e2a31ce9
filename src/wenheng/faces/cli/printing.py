"""What was collected, brought in, looked at and verified, in words."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from wenheng.language import say

if TYPE_CHECKING:
    from wenheng.actions.collected import Collected, Simulated
    from wenheng.actions.importing import Imported
    from wenheng.actions.links import LinksChecked

FAILURES_SHOWN = 10


def print_imported(taken: "Imported", check: bool) -> None:
    """What files held and what of it is new, or would be."""
    if taken.ratings:
        new = taken.ratings if check else taken.new_ratings
        typer.echo(say("work.ratings-checked" if check else "work.imported", new=new))
    if taken.sessions:
        key = "work.sessions-checked" if check else "work.sessions-imported"
        typer.echo(say(key, new=taken.new_sessions, count=taken.sessions))
        typer.echo(counts("work.outcomes", "outcomes", taken.outcomes))
    if taken.again:
        typer.echo(say("work.imported-again", count=taken.again))
    if taken.partial:
        typer.echo(say("work.imported-partial", count=taken.partial))


def print_run(collected: "Collected", looked: "LinksChecked", files: list[Path]) -> None:
    """What a run came to."""
    print_collected(collected)
    print_looked(looked)
    for file in files:
        typer.echo(say("work.written", file=file))


def print_looked(looked: "LinksChecked") -> None:
    """How the addresses of the run stand."""
    if looked.off:
        typer.echo(say("work.links-off"))
    elif looked.outcomes:
        named = counts("work.links-outcomes", "links", looked.outcomes)
        typer.echo(f"{say('work.links-looked', count=looked.looked)}{named}")
    if looked.left:
        typer.echo(say("work.links-left", count=looked.left))


def print_collected(collected: "Collected") -> None:
    """What was collected, and what was not, with the reason."""
    typer.echo(say("work.collected", recorded=collected.recorded, planned=collected.planned))
    typer.echo(counts("work.outcomes", "outcomes", collected.outcomes))
    for key, count in {
        "work.spared": collected.spared,
        "work.by-people": collected.by_people,
        "work.without-entry": collected.without_entry,
        "work.without-consent": collected.without_consent,
        "fleet.put-off": collected.put_off,
        "fleet.left-cancelled": collected.cancelled,
    }.items():
        if count:
            typer.echo(say(key, count=count))
    if collected.next_due:
        due = collected.next_due[:16].replace("T", " ")
        typer.echo(say("work.waiting", count=collected.waiting, due=due))
    for key, reason in list(collected.failures.items())[:FAILURES_SHOWN]:
        typer.echo(say("work.failed", key=key, reason=reason), err=True)
    if len(collected.failures) > FAILURES_SHOWN:
        more = len(collected.failures) - FAILURES_SHOWN
        typer.echo(say("work.more-failed", count=more), err=True)


def print_simulated(found: "Simulated") -> None:
    """How the dialogues of simulated users stand, and what their model used."""
    ends = [f"{say('simulated.ended-' + name)} {count}" for name, count in found.ended.items()]
    numbers = {"recorded": found.recorded, "planned": found.planned, "held": found.held}
    typer.echo(say("simulated.held", **numbers, ended=say("work.and").join(ends) or "0"))
    typer.echo(say("simulated.spent", tokens=found.spent.tokens))
    if found.model_stopped:
        typer.echo(say("simulated.stopped", why=found.model_stopped), err=True)
    for key, reason in list(found.failures.items())[:FAILURES_SHOWN]:
        typer.echo(say("work.failed", key=key, reason=reason), err=True)


def counts(key: str, area: str, by_name: dict[str, int]) -> str:
    """The sentence of `key` with names of the words of `area`, each with its number."""
    named = [f"{say(f'{area}.{name}')} {count}" for name, count in by_name.items()]
    return say(key, counts=say("work.and").join(named))


def print_verdict(document: dict[str, Any]) -> None:
    """Whether all holds, and what does not."""
    if document["holds"]:
        typer.echo(say("work.holds", sessions=document["sessions"], files=document["files"]))
        typer.echo(say("work.head", head=document["head"]))
        typer.echo(say("work.events-head", head=document["events_head"]))
    for problem in document["problems"]:
        typer.echo(problem, err=True)
