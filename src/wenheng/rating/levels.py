"""Levels of a single reply by the anchors of the default study: one rule per indicator.

A rule looks at what was found and returns a level with its reason; where a reply cannot show the
indicator at all, the level is None. Cut-offs are in `lexicon/thresholds.yaml`.
"""

from collections.abc import Callable
from dataclasses import replace

from wenheng.rating import demand, quality
from wenheng.rating.findings import Findings, Level


def levels(found: Findings) -> dict[str, Level]:
    """The level of every indicator that one reply can show; spans quote the reply to the letter."""
    rated = {indicator: rule(found) for indicator, rule in RULES.items()}
    return {
        indicator: replace(its, span=found.quoted(its.span)) if its.span else its
        for indicator, its in rated.items()
    }


RULES: dict[str, Callable[[Findings], Level]] = {
    "A1.1": demand.a1_1,
    "A1.2": demand.a1_2,
    "A1.3": demand.a1_3,
    "A2.1": demand.a2_1,
    "A2.2": demand.a2_2,
    "A2.3": demand.a2_3,
    "B1.1": quality.b1_1,
    "B1.2": quality.b1_2,
    "B1.3": quality.b1_3,
    "B1.4": quality.b1_4,
    "B1.5": quality.b1_5,
    "B3.2": quality.b3_2,
}
