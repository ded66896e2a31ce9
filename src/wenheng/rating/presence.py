"""Whether each planned platform has an assistant, by what its sessions came to."""

import polars as pl

from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.tables import Presence

SHOWS_PRESENT = ("replied", "error_reply", "no_reply", "needs_login")
"""Outcomes that show an assistant, even one that fails to answer; the most telling first."""

SHOWS_ABSENT = ("no_assistant", "form_only", "app_only")
"""Outcomes that show there is none on this channel, the most telling first."""


def presence(study: Study, sessions: pl.DataFrame) -> pl.DataFrame:
    """Whether each planned platform has an assistant, as a PRESENCE table.

    - `present`: some session met one (it replied, failed to, or asked for a login), or says so.
    - `absent`: no session met one, and some looked and found none, a message form or a pointer to
      an app.
    - `unknown`: all else: no session, a captcha, a block, a page that was never reached. However
      often a visit fails, it shows nothing of what stands behind; a person may say more.

    `usable` is true where a session got a reply. `session` is the one that shows it best, the
    first of its kind.

    Args:
        study: the study; every one of its platforms gets a row, in its order.
        sessions: SESSIONS, of any scenario and variant.
    """
    planned = pl.DataFrame({"platform": [platform.id for platform in study.platforms]})
    seen = sessions.select("session", "platform", "outcome", "has_assistant")
    shown = seen.with_columns(pl.col("outcome").cast(pl.String), shows=_shows())
    shown = shown.with_columns(rank=_rank())
    best = shown.sort("rank", maintain_order=True).group_by("platform", maintain_order=True)
    found = best.agg(
        pl.col("shows").first(),
        pl.col("outcome").first(),
        pl.col("session").first(),
        usable=(pl.col("outcome") == "replied").any(),
    )
    rows = planned.join(found, on="platform", how="left", maintain_order="left")
    return checked(Presence, rows.with_columns(_status(), pl.col("usable").fill_null(False)))


def _shows() -> pl.Expr:
    """What one session shows: present, absent or nothing."""
    return (
        pl.when(pl.col("outcome").is_in(SHOWS_PRESENT) | pl.col("has_assistant"))
        .then(pl.lit("present"))
        .when(pl.col("outcome").is_in(SHOWS_ABSENT))
        .then(pl.lit("absent"))
        .otherwise(pl.lit("nothing"))
    )


def _rank() -> pl.Expr:
    """How telling a session is: by what it shows, then by its outcome; 0 is the most telling."""
    kinds = ("present", "absent", "nothing")
    telling = (*SHOWS_PRESENT, *SHOWS_ABSENT)
    by_kind = pl.col("shows").replace_strict({kind: n for n, kind in enumerate(kinds)})
    by_outcome = pl.col("outcome").replace_strict(
        {outcome: n for n, outcome in enumerate(telling)}, default=len(telling)
    )
    return by_kind * (len(telling) + 1) + by_outcome


def _status() -> pl.Expr:
    shown = pl.col("shows").is_in(["present", "absent"])
    return pl.when(shown).then(pl.col("shows")).otherwise(pl.lit("unknown")).alias("status")
