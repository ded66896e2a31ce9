"""How long documents take: `python -m benchmarks.publish [--keep DIR]`.

All formats of the synthetic wave (128 platforms), its scorecards, and a page of 3,000 units, each
in a process of its own; beside it what somebody would write by hand for the same figures with
matplotlib and python-docx. Marks: all formats 30 s of two cores and 1 GiB, a scorecard 0.1 s, the
large page 20 MB and 2 s in Chromium until its first figure is live.
"""

import argparse
import io
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

UNITS = 3_000
MARKS = {"all formats": 30.0, "a scorecard": 0.1, "interactive": 2.0}
MARK_MB, MARK_GIB = 20.0, 1.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", type=Path, help="a directory for what is written")
    keep = options.parse_args().keep
    with tempfile.TemporaryDirectory() as passing:
        home = keep or Path(passing)
        home.mkdir(parents=True, exist_ok=True)
        for title, measure in (
            ("the synthetic wave", _documents),
            ("by hand: matplotlib and python-docx", _by_hand),
            (f"{UNITS} units", _large),
            ("in Chromium", _browser),
        ):
            _told(title, _apart(measure, home))


def _apart(measure: Callable[[Path], dict[str, float]], home: Path) -> dict[str, float]:
    """What `measure` says, in a process of its own, and the peak of that process in GiB."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_send, args=(theirs, measure, home))
    process.start()
    theirs.close()
    found: dict[str, float] = ours.recv()
    process.join()
    return found


def _send(pipe: Any, measure: Callable[[Path], dict[str, float]], home: Path) -> None:
    found = measure(home)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    pipe.send({**found, "peak, GiB": peak})


def _told(title: str, found: Mapping[str, float]) -> None:
    print(f"\n{title}")
    for name, value in found.items():
        mark = next((m for known, m in MARKS.items() if name.startswith(known)), None)
        mark = MARK_GIB if name == "peak, GiB" else mark
        mark = MARK_MB if name.startswith("size of the page") else mark
        over = "" if mark is None else f"   mark {mark:g}{'  MISSED' if value > mark else ''}"
        print(f"  {name:44}{value:9.2f}{over}")


def _documents(home: Path) -> dict[str, float]:
    from wenheng.actions.opened import opened_with_sessions
    from wenheng.actions.publish import sources
    from wenheng.actions.synthetic import synthetic
    from wenheng.report import WRITERS, report_document

    found: dict[str, float] = {}
    before = time.process_time()
    folder = home / "wave"
    if not folder.exists():
        _timed(found, "(building the workspace)", lambda: synthetic(folder))
        before = time.process_time()
    with opened_with_sessions(folder) as opened:
        given = _timed(found, "tables and what they mean, s", lambda: sources(opened))
    built = found.pop("(building the workspace)", None)
    document = _timed(
        found,
        "composing, s",
        lambda: report_document(given.study, given.tables, given.facts, "zh"),
    )
    pictures = given.pictures("zh")
    for ending, write in WRITERS.items():
        content = _timed(found, f"{ending}, s", lambda write=write: write(document, pictures))
        (home / f"wave.{ending}").write_bytes(content)
    found["all formats, s"] = sum(found.values())
    found["of which the processor worked, s"] = time.process_time() - before
    found |= _cards(given)
    return found | ({} if built is None else {"building the workspace, s": built})


def _cards(given: Any) -> dict[str, float]:
    """Seconds for one scorecard."""
    from wenheng.report import scorecards
    from wenheng.report.writers import CARD_WRITERS

    found: dict[str, float] = {}
    composed = _timed(
        found, "cards", lambda: scorecards(given.study, given.tables, given.facts, "zh")
    )
    cards = list(composed.values())
    each = {"a scorecard composed, s": found["cards"] / len(cards)}
    for ending, write in CARD_WRITERS.items():
        _timed(found, ending, lambda write=write: list(write(cards, given.pictures("zh"))))
        each[f"a scorecard as {ending}, s"] = found[ending] / len(cards)
    return each


def _by_hand(home: Path) -> dict[str, float]:
    """A bar chart, a caption and a table for each figure: no findings, links or other formats."""
    import docx
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams["font.family"] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "sans-serif"]
    specs = _specs(home)
    found: dict[str, float] = {}

    def draw(spec: Any) -> bytes:
        labels, values = _bars(spec)
        axes = pyplot.subplots(figsize=(6.2, max(2.5, 0.22 * len(labels))))[1]
        axes.barh(labels, values)
        axes.set_title(spec.title[:40])
        kept = io.BytesIO()
        pyplot.savefig(kept, dpi=150, bbox_inches="tight")
        pyplot.close()
        return kept.getvalue()

    pictures = _timed(
        found, f"{len(specs)} figures by matplotlib, s", lambda: list(map(draw, specs))
    )

    def write() -> None:
        document = docx.Document()
        for spec, picture in zip(specs, pictures, strict=True):
            document.add_heading(spec.title, 2)
            document.add_picture(io.BytesIO(picture))
            table = document.add_table(rows=0, cols=len(spec.columns))
            for row in spec.shown:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = str(text)
        document.save(str(home / "by-hand.docx"))

    _timed(found, "the same in a document by python-docx, s", write)
    return found


def _specs(home: Path) -> list[Any]:
    from wenheng.actions.opened import opened_with_sessions
    from wenheng.actions.publish import sources
    from wenheng.report import report_document
    from wenheng.report.document import Figure

    with opened_with_sessions(home / "wave") as opened:
        given = sources(opened)
    document = report_document(given.study, given.tables, given.facts, "zh")
    blocks = (block for chapter in document.chapters for block in chapter.blocks)
    return [block.spec for block in blocks if isinstance(block, Figure)]


def _bars(spec: Any) -> tuple[list[str], list[float]]:
    labels, values = [], []
    for place, row in enumerate(spec.rows):
        fields = list(row.values()) if isinstance(row, Mapping) else list(row)
        numbers = [f for f in fields if isinstance(f, int | float) and not isinstance(f, bool)]
        words = [f for f in fields if isinstance(f, str)]
        labels.append(f"{place} {words[0][:16] if words else ''}")
        values.append(float(numbers[0]) if numbers else 0.0)
    return labels, values


def _large(home: Path) -> dict[str, float]:
    """A page of many units: one platform each, an indicator for each dimension, one scenario."""
    from wenheng.actions.describing import with_meaning
    from wenheng.analysis.coverage import coverage
    from wenheng.rating.presence import presence
    from wenheng.report import RunFacts, html_page, report_document
    from wenheng.scoring.scores import score

    study, ratings, sessions = _many()
    found: dict[str, float] = {}
    shown = presence(study, sessions)
    tables: dict[str, pl.DataFrame] = {
        "sessions": sessions,
        "ratings": ratings,
        "presence": shown,
        "coverage": coverage(study, shown),
        **score(study, ratings).as_dict(),
    }
    known = _timed(found, "what tables mean, s", lambda: with_meaning(study, tables))
    document = _timed(
        found, "composing, s", lambda: report_document(study, known, RunFacts(), "zh")
    )
    page = _timed(found, "html, s", lambda: html_page(document, {})).encode()
    (home / "large.html").write_bytes(page)
    return found | {"size of the page, MB": len(page) / 1e6}


def _many() -> tuple[Any, pl.DataFrame, pl.DataFrame]:
    import numpy as np

    from wenheng.scoring.ratings import accepted_ratings
    from wenheng.study.load import load_study
    from wenheng.study.model import Study
    from wenheng.study.plan import planned_cells
    from wenheng.tables import FEATURES, Sessions

    base = load_study("default-2021r")
    raw = base.model_dump(exclude={"published", "references", "packs", "region_schemes"})
    regions = [region["id"] for region in raw["regions"]]
    for core in raw["indicators"]:
        for dimension in core["children"]:
            first = dimension["children"][0]
            dimension["children"] = [{**first, "per": "scenario", "turns": ["main"]}]
    raw["levels"] = [{"id": "county", "name": {"zh": "县级", "en": "county"}}]
    raw["scenarios"] = raw["scenarios"][:1]
    raw["units"] = [
        {"id": f"u{n}", "name": {"zh": f"第{n}县", "en": f"County {n}"}, "level": "county",
         "region": regions[n % len(regions)]}
        for n in range(UNITS)
    ]  # fmt: skip
    raw["platforms"] = [
        {"id": f"u{n}-web", "unit": f"u{n}", "channel": "web"} for n in range(UNITS)
    ]
    raw["channels"] = raw["channels"][:1]
    study = Study.model_validate(raw)
    plan = planned_cells(study).drop("applicable")
    dice = np.random.default_rng(3)
    quality = np.repeat(dice.normal(1.5, 0.7, UNITS), plan.height // UNITS)
    rated = []
    for rater in ("one", "two"):
        level = np.clip(np.round(quality + dice.normal(0, 0.6, plan.height)), 0, 3).astype(int)
        rated.append(plan.with_columns(level=pl.Series(level), rater=pl.lit(rater)))
    ratings = accepted_ratings(study, planned_cells(study), pl.concat(rated))
    asked = study.scenarios[0].utterances.main
    turn = {"turn": 0, "kind": "main", "question": asked, "outcome": "replied", "text": "请到窗口",
            "links": [], "options": [], "first_s": 1.0, "last_s": 2.0}  # fmt: skip
    rows = [
        {"session": f"{p.id}/{study.scenarios[0].id}/main/1", "platform": p.id,
         "scenario": study.scenarios[0].id, "variant": "main", "repeat": 1, "attempt": 1,
         "transport": "replay", "outcome": "replied", "fault": "nobody", "has_assistant": True,
         "entry_clicks": 1, "features": dict.fromkeys(FEATURES), "started_at": None,
         "duration_s": 2.0, "note": "", "turns": [turn], "evidence": []}
        for p in study.platforms
    ]  # fmt: skip
    sessions = pl.DataFrame(rows, Sessions.create_empty().schema, orient="row")
    return study, ratings, sessions


def _browser(home: Path) -> dict[str, float]:
    """Seconds until the first figure is live, as the page's own clock has it."""
    from playwright.sync_api import sync_playwright

    from wenheng.collection.browser import chromium_path

    found = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for name in ("wave", "large"):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto((home / f"{name}.html").as_uri(), wait_until="commit")
            page.wait_for_load_state("domcontentloaded")
            page.evaluate("() => document.querySelector('.chart').scrollIntoView()")
            page.wait_for_selector(".is-live", timeout=60_000)
            live = page.evaluate("() => performance.now()") / 1000
            found[f"interactive, {name}, s"] = live
            page.close()
        browser.close()
    return found


def _timed(found: dict[str, float], name: str, what: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    made = what()
    found[name] = time.perf_counter() - begun
    return made


if __name__ == "__main__":
    main()
