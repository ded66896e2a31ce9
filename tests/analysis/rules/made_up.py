"""Made-up tables, and what one rule comes to on them."""

from functools import cache

import numpy as np
import polars as pl

from wenheng.analysis.rules import catalogue
from wenheng.analysis.rules.draft import Limits
from wenheng.analysis.rules.material import Chance, material
from wenheng.analysis.rules.strengths import judged, tables
from wenheng.contracts import checked
from wenheng.scoring.scores import score
from wenheng.study.load import load_study
from wenheng.study.plan import planned_cells
from wenheng.tables import Presence

STUDY = load_study("default-2021r")
PLATFORMS = [platform.id for platform in STUDY.platforms]
UNITS = {unit.id: unit for unit in STUDY.units}
OF = {platform.id: UNITS[platform.unit] for platform in STUDY.platforms}
WEB = {platform.id for platform in STUDY.platforms if platform.channel == "web"}
NOISE = np.random.default_rng(11).normal(0, 0.5, len(PLATFORMS))
RULES = {rule.id: rule for rule in catalogue.RULES}


@cache
def plan():
    return planned_cells(STUDY).filter("applicable").drop("applicable")


def scored(quality, cell=lambda row: 0.0, absent=(), raters=("ann", "bob")):
    """Tables of scores: by platform a quality, and what a cell adds to it, rounded to levels."""
    rows = plan()
    steps = np.array(
        [cell(row) for row in rows.select("indicator", "scenario", "platform").iter_rows()]
    )
    base = np.array([quality[name] for name in rows["platform"]]) + steps
    ratings = []
    for i, rater in enumerate(raters):
        noise = np.random.default_rng(i).normal(0, 0.5, rows.height)
        level = np.clip(np.round(base + noise), 0, 3).astype(int)
        ratings.append(rows.with_columns(level=pl.Series(level), rater=pl.lit(rater)))
    gone = pl.col("platform").is_in(list(absent))
    table = pl.concat(ratings).with_columns(
        level=pl.when(~gone).then("level"),
        status=pl.when(gone).then(pl.lit("no_assistant")).otherwise(pl.lit("rated")),
        rater_kind=pl.lit("person"),
    )
    return score(STUDY, table).as_dict()


def alike(shift=lambda name: 0.0, spread=1.0):
    """Quality by platform: 1.5, noise, and what `shift` adds."""
    return {
        name: 1.5 + spread * noise + shift(name)
        for name, noise in zip(PLATFORMS, NOISE, strict=True)
    }


def say(rule, given, before=None, conditions=None, **limits):
    """What one rule comes to: findings as dicts."""
    m = material(STUDY, given, Limits(**limits), Chance(200, 999, 0), before)
    if conditions is not None:
        object.__setattr__(m, "conditions", conditions)
    return tables(judged(m, RULES[rule].drafts(m)))[0].to_dicts()


def presence_of(status):
    rows = [(p, status(p), status(p) == "present", None, None) for p in PLATFORMS]
    return checked(Presence, pl.DataFrame(rows, schema=Presence.column_names(), orient="row"))


@cache
def even():
    return scored(alike())
