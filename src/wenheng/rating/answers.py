"""What the replies to main questions are: answers, menus, handoffs, answers beside the point."""

import polars as pl

from wenheng.contracts import checked
from wenheng.rating.findings import is_unread
from wenheng.rating.judgement import judge, locality
from wenheng.rating.rows import day_of
from wenheng.study.model import Study
from wenheng.tables import Replies, Sessions


def reply_types(study: Study, sessions: pl.DataFrame) -> pl.DataFrame:
    """The type of the first reply in each session of a main question: REPLIES.

    Args:
        study: its scenarios, and what is true at the place of each platform.
        sessions: SESSIONS; those without a reply, or spoilt by a fault of ours, have no row.

    Raises:
        TableError: a broken SESSIONS table.
    """
    scenarios = {scenario.id: scenario for scenario in study.scenarios}
    mains = checked(Sessions, sessions).filter(
        pl.col("variant") == "main",
        pl.col("scenario").is_in(list(scenarios)),
        pl.col("fault") != "ours",
    )
    rows = []
    for session in mains.iter_rows(named=True):
        turn = next((t for t in session["turns"] if t["kind"] == "main"), None)
        if turn is None or turn["outcome"] != "replied":
            continue
        type_ = "unread"
        if not is_unread(turn):
            unit = study.platform(session["platform"]).unit
            place = locality(study, unit, session["scenario"], day_of(session))
            type_ = judge(scenarios[session["scenario"]], place, turn).reply_type
        rows.append((session["session"], type_, bool(turn["links"])))
    return checked(Replies, pl.DataFrame(rows, Replies.create_empty().schema, orient="row"))
