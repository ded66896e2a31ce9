"""The tables that figures are drawn from, of all that was rated and scored."""

from collections.abc import Mapping

import polars as pl

from wenheng.analysis.described import described
from wenheng.analysis.tallies import failures
from wenheng.contracts import checked
from wenheng.quality import agreement
from wenheng.rating.answers import reply_types
from wenheng.study.model import Study
from wenheng.tables import Agreement


def drawn_from(study: Study, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """By name: what scores look like, what replies are, how they fail, how far people agreed.

    Args:
        study: the declared whole.
        tables: `sessions`, `presence`, `ratings`, and those of scoring.

    Raises:
        TableError: a table breaks its contract.
    """
    replies = reply_types(study, tables["sessions"])
    return {
        **described(study, tables),
        "replies": replies,
        "failures": failures(study, tables["sessions"], replies),
        "agreement": checked(Agreement, agreement(tables["ratings"], study.scale.top)),
    }
