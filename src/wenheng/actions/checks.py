"""What was looked at beside the replies, read back from evidence as a table."""

import json
from typing import Any

import polars as pl

from wenheng.actions.opened import Opened
from wenheng.contracts import checked
from wenheng.store.evidence import intact, place_of
from wenheng.tables import CHECKS, Checks


def checks(opened: Opened, sessions: pl.DataFrame) -> pl.DataFrame:
    """CHECKS of `sessions`: what their evidence of the kind `checks` says, as far as it is intact.

    An item that this version does not know is left out.
    """
    kept = sessions.select("session", "evidence").explode("evidence").unnest("evidence")
    rows: list[dict[str, Any]] = []
    for file in kept.filter(pl.col("kind") == "checks").iter_rows(named=True):
        if intact(opened.workspace.evidence, file["sha256"]):
            content = place_of(opened.workspace.evidence, file["sha256"]).read_bytes()
            items = json.loads(content)["items"]
            known = {item: its for item, its in items.items() if item in CHECKS}
            rows += [
                {"session": file["session"], "item": item, **its} for item, its in known.items()
            ]
    return checked(Checks, pl.DataFrame(rows, schema=Checks.create_empty().schema))
