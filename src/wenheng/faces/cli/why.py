"""Why this element? The course of events of one visit, for a person to read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wenheng.language import catalogue, say


def told_events(document: dict[str, Any]) -> Iterator[str]:
    """The events of a probe's `document`, a line each, with scores and the reasons for them."""
    for kept in document["evidence"]:
        if kept["kind"] == "events":
            for event in json.loads(Path(kept["path"]).read_text("utf-8")):
                yield from _lines(event)


def _lines(event: dict[str, Any]) -> Iterator[str]:
    what = event["event"]
    at = say("why.at", t=f"{event['t']:.1f}")
    if what == "looked":
        yield at + say("why.looked", at=say(f"why.{event['at']}"))
        yield from (f"          {_scored(one)}" for one in event["best"])
    elif what == "composer":
        yield at + say("why.taken" if event["taken"] else "why.left", what=_scored(event))
    elif (key := what.replace(" ", "-")) in catalogue("why"):
        yield at + say(f"why.{key}", what=_scored(event))
    else:
        yield at + what + _facts(event)


def _scored(event: dict[str, Any]) -> str:
    """The name of an element with its points and what each was given for."""
    name = str(event.get("name") or event.get("url") or event.get("how") or "")
    if "score" not in event:
        return name
    why = say("why.and").join(event.get("why", ()))
    return say("why.scored", name=name, score=f"{event['score']:g}", why=why)


def _facts(event: dict[str, Any]) -> str:
    said = {k: v for k, v in event.items() if k not in ("t", "event") and v not in ("", None)}
    return "  " + json.dumps(said, ensure_ascii=False, default=str)[:200] if said else ""
