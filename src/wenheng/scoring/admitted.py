"""Which ratings may count at all: a model's only where a calibration lets it stand alone."""

import polars as pl

from wenheng.study.model import Study


def counting(study: Study, ratings: pl.DataFrame) -> pl.DataFrame:
    """`ratings` (RATINGS) without those of models that no calibration of `study` admits.

    A model counts where `study.admitted` holds exactly this rater, whose name holds the hash of
    its model and prompts, and the indicator.
    """
    if not ratings.select((pl.col("rater_kind") == "model").any()).item():
        return ratings
    schema = {"rater": pl.String, "indicator": pl.String}
    admitted = pl.DataFrame(sorted(study.admitted), schema=schema, orient="row")
    models = ratings.filter(pl.col("rater_kind") == "model")
    out = models.join(admitted, on=["rater", "indicator"], how="anti").select(KEY)
    return ratings.join(out, on=KEY, how="anti", maintain_order="left")


KEY = ["platform", "scenario", "indicator", "rater"]
