"""Calibration of the instrument: each planted fault, and the indicators that it moves.

    python benchmarks/faults.py

One assistant of the sandbox that knows everything and lacks nothing is asked all 12 scenarios in
every way, and tried by the probes; then again with one planted fault at a time. The table holds
the change of the mean level of each indicator, rules rating alone. [ ] marks what the planted
values say must move (`expected_levels`), ( ) what a fault drags along by the anchors (`DRAGGED`);
a change with neither is a spill. Nothing is served: what needs a page (A3.3, B2.1, B2.4, B3.5)
is measured by `wenheng demo`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.rating.rate import rate
from wenheng.sandbox.assistant import Assistant
from wenheng.sandbox.composing import Reply
from wenheng.sandbox.country import Site, country
from wenheng.sandbox.expected import expected_levels
from wenheng.sandbox.knowledge import known_matters
from wenheng.sandbox.server import Served
from wenheng.sandbox.written import Effort, sandbox_study
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.questions import PROBE, questions, variants
from wenheng.tables import FEATURES, Sessions

PORTAL = "https://zwfw.sandbox.example"
PERFECT = {"coverage": 1.0, "wrong": 0.0, "stale": 0.0, "errors": 0.0, "style": "list"}
SEES = ("A1", "A2.1", "A3.1", "A3.2", "B1", "B2.2", "B2.3", "B2.5", "B2.6", "B3")
MOVED = 0.1
"""Least change of a mean level that counts as one."""

FAULTS: dict[str, dict[str, Any]] = {
    "knows half": {"coverage": 0.5},
    "wrong values": {"wrong": 0.3},
    "old rules": {"stale": 0.3},
    "titles only": {"understands": "exact"},
    "no memory": {"memory": "none"},
    "menus only": {"hits": "menu"},
    "search only": {"hits": "search"},
    "no links": {"links": "none"},
    "portal link": {"links": "portal"},
    "no sources": {"sources": "none"},
    "nothing related": {"related": 0},
    "asks nothing back": {"clarify": "none"},
    "bare fallback": {"fallback": "bare"},
    "no person": {"handoff": "none"},
    "no complaints": {"complaint": "none"},
    "slow": {"first_s": 9.0},
    "errs": {"errors": 0.15},
    "one paragraph": {"style": "paragraph"},
}

DRAGGED: dict[str, tuple[str, ...]] = {
    "knows half": ("B1.4", "B2.6", "B1.1", "B1.2", "B3.2", "B3.1"),
    "wrong values": ("B2.5", "B2.6", "B1.4"),
    "old rules": ("B1.1", "B2.5", "B2.6"),
    "titles only": ("B3.1",),
    "menus only": ("A1.3", "B1.1", "B1.2", "B1.3", "B1.4", "B1.5", "B2.5", "B2.6", "B3.2"),
    "search only": ("A1.3", "B1.1", "B1.2", "B1.3", "B1.4", "B1.5", "B2.5", "B2.6", "B3.2"),
    "no links": ("B1.5",),
    "no sources": ("A1.3", "B1.2"),
    "errs": ("A1.1", "A1.2", "A1.3", "A2.1", "B1", "B2.2", "B2.5", "B2.6", "B3", "A3"),
    "one paragraph": ("B1.3",),
}
"""What a fault moves beside its own indicator, as the anchors have it: a gap is no full answer
(B1.4), a menu states no fact, a wrong value spoils the rewordings and follow-ups it stands in."""


def main() -> None:
    study = load_study("default-2021r")
    base = next(s for s in country(study).sites if s.planted.level == "excellent")
    perfect = with_values(base, {})
    found, planted = measured(study, perfect), expected_levels(perfect)
    shown = [i for i in found if i.startswith(SEES)]
    print("without a fault: " + ", ".join(f"{i} {found[i]:.2f}" for i in shown))
    print(f"\n{'':18}" + "".join(f"{i:>8}" for i in shown))
    for fault, values in FAULTS.items():
        site = with_values(base, values)
        now, due = measured(study, site), dropped(planted, expected_levels(site))
        dragged = DRAGGED.get(fault, ())
        cells = (cell(now.get(i), found[i], i in due, i.startswith(dragged)) for i in shown)
        print(f"{fault:18}" + "".join(f"{c:>8}" for c in cells))


def dropped(before: Mapping[str, float], after: Mapping[str, float]) -> set[str]:
    return {i for i, level in after.items() if before[i] - level >= MOVED}


def cell(now: float | None, before: float, due: bool, dragged: bool) -> str:
    """A change as printed: [due], (dragged), bare for a spill, a dot for none, ? not judged."""
    if now is None:
        return "?"
    said = f"{now - before:+.2f}" if abs(now - before) >= MOVED else "·"
    if due:
        return f"[{said}]"
    return f"({said})" if dragged and said != "·" else said


def with_values(base: Site, values: Mapping[str, Any]) -> Site:
    planted = base.planted.model_copy(update={**PERFECT, **values})
    matters = tuple(known.matter for known in base.known)
    return replace(base, planted=planted, known=known_matters(matters, planted, "faults"))


def measured(study: Study, site: Site) -> dict[str, float]:
    """Indicator → mean level by rules; without those that no session here can show."""
    here = replace(country(study), places=(site.place,), sites=(site,))
    served = Served(here, PORTAL, {site.place.id: PORTAL}, {site.id: PORTAL})
    everything = len(study.scenarios)
    effort = Effort(everything, everything, everything, ("P1", "P2", "P3", "P4", "P5"))
    asked = sandbox_study(served, effort)
    rows = list(sessions(asked, site))
    table = checked(Sessions, pl.DataFrame(rows, schema=Sessions.create_empty().schema))
    rated = rate(asked, table).filter(pl.col("level").is_not_null())
    means = rated.group_by("indicator").agg(pl.col("level").mean()).sort("indicator")
    return dict(means.iter_rows())


def sessions(study: Study, site: Site) -> Iterator[dict[str, Any]]:
    assistant = site.assistant()
    for scenario in study.scenarios:
        for variant in variants(study, scenario):
            yield session(study, site, assistant, (scenario.id, variant))
    for probe in ("P1", "P2", "P3", "P4", "P5"):
        yield session(study, site, assistant, (probe, PROBE))


def session(study: Study, site: Site, assistant: Assistant, of: tuple[str, str]) -> dict[str, Any]:
    name = f"{site.id}/{of[0]}/{of[1]}/1"
    asked = questions(study, site.id, *of)
    turns = [turn(site, assistant.reply(q.say, name), n, q) for n, q in enumerate(asked)]
    return {
        "session": name,
        "platform": site.id,
        "scenario": of[0],
        "variant": of[1],
        "repeat": 1,
        "attempt": 1,
        "transport": "browser",
        "outcome": turns[0]["outcome"],
        "fault": "nobody",
        "has_assistant": True,
        "entry_clicks": 1,
        "features": dict.fromkeys(FEATURES),
        "started_at": datetime(2025, 6, 1, tzinfo=UTC),
        "duration_s": 5.0,
        "note": "",
        "turns": turns,
        "evidence": [],
    }


def turn(site: Site, reply: Reply | None, number: int, question: Any) -> dict[str, Any]:
    if reply is None:
        raise ValueError("a silent assistant says nothing")
    planted = site.planted
    return {
        "turn": number,
        "kind": question.kind,
        "question": question.say,
        "outcome": "error_reply" if reply.kind == "error" else "replied",
        "text": reply.plain,
        "links": [{"text": x.text, "url": PORTAL + x.path} for x in reply.links],
        "options": list(reply.options),
        "first_s": planted.first_s,
        "last_s": planted.first_s + planted.stream_s,
    }


if __name__ == "__main__":
    main()
