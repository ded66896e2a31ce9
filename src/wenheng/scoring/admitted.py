"""Which ratings may count at all: a model's only where a calibration lets it stand alone."""

import polars as pl

from wenheng.study.model import Study


def counting(study: Study, ratings: pl.DataFrame) -> pl.DataFrame:
    """`ratings` (RATINGS) without those of models that no calibration of `study` admits.

    A model counts on an indicator where `study.calibrated` says `alone` of exactly this rater,
    whose name holds the hash of its model and prompts. Where the study leaves an indicator to
    people (`automation` human) no model counts, whatever was measured.
    """
    alone = [(one.rater, one.indicator) for one in study.calibrated if one.role == "alone"]
    human = [
        leaf.id for leaf in study.rated if leaf.automation and leaf.automation.level == "human"
    ]
    admitted = pl.DataFrame(
        alone, schema=["rater", "indicator"], orient="row", schema_overrides=TEXT
    )
    models = ratings.filter(pl.col("rater_kind") == "model")
    out = models.join(admitted, on=["rater", "indicator"], how="anti").select(KEY)
    out = pl.concat([out, models.filter(pl.col("indicator").is_in(human)).select(KEY)])
    return ratings.join(out.unique(), on=KEY, how="anti", maintain_order="left")


TEXT = {"rater": pl.String, "indicator": pl.String}
KEY = ["platform", "scenario", "indicator", "rater"]
