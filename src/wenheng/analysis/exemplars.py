"""Cases worth showing: where a platform of a leading unit reaches the top nearly everywhere."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.tables import WHOLE_PLATFORM, Cases

MOST = 8

Top = tuple[str, int, int]
"""An indicator, in how many of its scored cells it is at the top, and of how many."""


def exemplars(study: Study, tables: Mapping[str, pl.DataFrame], most: int = MOST) -> pl.DataFrame:
    """Cases to be proposed, the best first: a CASES table without captions.

    Platforms of leading units that R15 names, those with the most indicators at the top first,
    then by score. Each is shown by an indicator that no case before it is shown by, if it has
    one, and by a session in which people saw it there, one with a picture if there is one.

    Args:
        study: grades, indicators, roster.
        tables: `cells`, `ratings`, `sessions`, `grades`, `totals`.
        most: so many at most.
    """
    leading = _leading(study, tables["grades"])
    everywhere = tops(study, tables["cells"])
    found = {p: its for p, its in everywhere.items() if study.platform(p).unit in leading}
    scores = dict(tables["totals"].filter(pl.col("kind") == "platform")["id", "score"].iter_rows())
    order = sorted(found, key=lambda p: (-len(found[p]), -(scores.get(p) or 0), p))
    rows = list(_rows(order, found, _seen(study, tables)))[:most]
    return checked(Cases, pl.DataFrame(rows, Cases.create_empty().schema, orient="row"))


def tops(study: Study, cells: pl.DataFrame) -> dict[str, list[Top]]:
    """Platform → indicators at the top level in two thirds of its scored cells, seen by people."""
    scored = cells.filter(pl.col("status") == "scored")
    seen = pl.col("judged_by").cast(pl.String).is_in(["person", "adjudicator"])
    top = pl.col("score") >= study.scale.top
    counted = scored.group_by("platform", "indicator").agg(
        n=pl.len(), top=top.sum(), seen=(top & seen).sum()
    )
    kept = counted.filter((pl.col("top") * 3 >= pl.col("n") * 2) & (pl.col("seen") > 0))
    rows = {(row["platform"], row["indicator"]): row for row in kept.iter_rows(named=True)}
    found = {
        platform.id: [
            (leaf.id, rows[platform.id, leaf.id]["top"], rows[platform.id, leaf.id]["n"])
            for leaf in study.rated
            if (platform.id, leaf.id) in rows
        ]
        for platform in study.platforms
    }
    return {platform: features for platform, features in found.items() if features}


def _leading(study: Study, grades: pl.DataFrame) -> set[str]:
    """Units of the best type; none where the study has no grades."""
    if grades.is_empty():
        return set()
    best = study.grading.grades[0].type
    main = grades.filter(pl.col("policy") == grades["policy"][0])
    return set(main.filter(pl.col("type") == best)["unit"])


def _seen(
    study: Study, tables: Mapping[str, pl.DataFrame]
) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Platform and indicator → a session in which people saw the top, and a picture of it."""
    cells = tables["cells"].filter(
        pl.col("status") == "scored",
        pl.col("score") >= study.scale.top,
        pl.col("judged_by").cast(pl.String).is_in(["person", "adjudicator"]),
        pl.col("scenario") != WHOLE_PLATFORM,
    )
    key = ["platform", "scenario", "indicator"]
    where = tables["ratings"].filter(pl.col("session").is_not_null()).unique(key, keep="first")
    pictures = _pictures(tables["sessions"])
    known = set(tables["sessions"]["session"])
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for row in cells.join(where.select(*key, "session"), on=key).sort(key).iter_rows(named=True):
        at, session = (row["platform"], row["indicator"]), row["session"]
        if session in known and (at not in found or found[at][1] is None):
            picture = pictures.get(session)
            if at not in found or picture is not None:
                found[at] = (session, picture)
    return found


def _pictures(sessions: pl.DataFrame) -> dict[str, str]:
    """Session → the last picture of its first turn that has one."""
    found: dict[str, str] = {}
    for session, evidence in sessions.select("session", "evidence").iter_rows():
        shots = [e for e in evidence if e["kind"] == "screenshot" and e["turn"] is not None]
        if shots:
            found[session] = min(shots, key=lambda one: one["turn"])["sha256"]
    return found


def _rows(
    order: list[str],
    found: Mapping[str, list[Top]],
    seen: Mapping[tuple[str, str], tuple[str, str | None]],
) -> Iterator[dict[str, Any]]:
    featured: set[str] = set()
    for platform in order:
        shown = [one for one in found[platform] if (platform, one[0]) in seen]
        if not shown:
            continue
        indicator, top, n = next((o for o in shown if o[0] not in featured), shown[0])
        featured.add(indicator)
        session, picture = seen[platform, indicator]
        yield {
            "platform": platform,
            "indicator": indicator,
            "top": top,
            "n": n,
            "session": session,
            "picture": picture,
            "caption_zh": "",
            "caption_en": "",
        }
