"""What stands beside scores: what they mean, how sure they are, what figures are drawn from."""

from collections.abc import Mapping

import polars as pl

from wenheng.analysis.described import described
from wenheng.analysis.pairs import channel_pairs
from wenheng.analysis.paths import ways
from wenheng.analysis.peers import peers
from wenheng.analysis.positions import certainty
from wenheng.analysis.regional import covered_scores, region_scores, region_splits
from wenheng.analysis.rules.findings import findings
from wenheng.analysis.rules.leaders import labels
from wenheng.analysis.rules.types import type_shares
from wenheng.analysis.tallies import failures
from wenheng.contracts import checked
from wenheng.quality import agreement
from wenheng.rating.answers import reply_types
from wenheng.study.model import Study
from wenheng.tables import Agreement


def with_meaning(study: Study, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """`tables` of sessions, ratings and scores, and beside them all that is made from them.

    Args:
        study: the declared whole.
        tables: by name, as `evaluated` gives them.

    Raises:
        TableError: a table breaks its contract.
    """
    return {
        **tables,
        **findings(study, tables).as_dict(),
        **certainty(study, tables).as_dict(),
        **ways(study, tables).as_dict(),
        "peers": peers(study, tables["indicators"], tables["dimensions"]),
        **drawn_from(study, tables),
        "types": type_shares(study, tables["grades"]),
        "labels": labels(study, tables["ranks"]),
    }


def drawn_from(study: Study, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """By name: what scores look like, what replies are, how they fail, how far people agreed.

    Args:
        study: the declared whole.
        tables: `sessions`, `presence`, `ratings`, and those of scoring.

    Raises:
        TableError: a table breaks its contract.
    """
    covered = covered_scores(study, tables["totals"])
    replies = reply_types(study, tables["sessions"])
    return {
        **described(study, tables),
        "pairs": channel_pairs(study, tables["presence"], tables["totals"]),
        "covered": covered,
        "regions": region_scores(study, covered),
        "splits": region_splits(study, covered),
        "replies": replies,
        "failures": failures(study, tables["sessions"], replies),
        "agreement": checked(Agreement, agreement(tables["ratings"], study.scale.top)),
    }
