"""The tables that stages hand to one another: the only thing stages share.

A table is a polars data frame that meets a contract below. A number that may be absent has a
`status` beside it that says why. Ratings once per platform, not per scenario, stand in the
scenario `*`.
"""

from wenheng.tables.found import (
    GATES,
    STANDING_STATUSES,
    STRENGTHS,
    Advice,
    Chances,
    Findings,
    Ledger,
    Standings,
)
from wenheng.tables.observed import (
    CHECKS,
    FAULTS,
    FEATURES,
    LINK,
    LINK_OUTCOMES,
    OUTCOMES,
    TURN_KINDS,
    Checks,
    Links,
    Presence,
    Sessions,
)
from wenheng.tables.planned import (
    WHOLE_PLATFORM,
    PlannedCells,
    PlannedSessions,
)
from wenheng.tables.rated import (
    RATER_KINDS,
    RATING_STATUSES,
    Ratings,
)
from wenheng.tables.scored import (
    JUDGES,
    NOISE,
    POLICIES,
    SCORE_STATUSES,
    Cells,
    Coverage,
    Grades,
    Labels,
    Nodes,
    Ranks,
    Totals,
    Types,
)

__all__ = [
    "CHECKS",
    "FAULTS",
    "FEATURES",
    "GATES",
    "JUDGES",
    "LINK",
    "LINK_OUTCOMES",
    "NOISE",
    "OUTCOMES",
    "POLICIES",
    "RATER_KINDS",
    "RATING_STATUSES",
    "SCORE_STATUSES",
    "STANDING_STATUSES",
    "STRENGTHS",
    "TURN_KINDS",
    "WHOLE_PLATFORM",
    "Advice",
    "Cells",
    "Chances",
    "Checks",
    "Coverage",
    "Findings",
    "Grades",
    "Labels",
    "Ledger",
    "Links",
    "Nodes",
    "PlannedCells",
    "PlannedSessions",
    "Presence",
    "Ranks",
    "Ratings",
    "Sessions",
    "Standings",
    "Totals",
    "Types",
]
