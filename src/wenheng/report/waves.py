"""Two waves, ready to look up by the chapters of the report on both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from wenheng.language import say
from wenheng.report.material import beijing
from wenheng.report.names import dotted
from wenheng.report.plain import typeset
from wenheng.study.model import Study
from wenheng.study.roster import Platform

Row = Mapping[str, Any]


@dataclass(frozen=True)
class WaveOf:
    """One wave: its name, its study, its tables `sessions`, `presence` and `cells`."""

    name: str
    study: Study
    tables: Mapping[str, pl.DataFrame]

    @cached_property
    def presence(self) -> dict[str, str]:
        """Platform → whether it has an assistant."""
        table = self.tables["presence"]
        return dict(zip(table["platform"], table["status"].cast(pl.String), strict=True))

    @property
    def known(self) -> int:
        """Cells that were scored."""
        return int((self.tables["cells"]["status"] == "scored").sum())

    @property
    def days(self) -> str:
        """First and last day of its sessions, in Beijing."""
        held = self.tables["sessions"]["started_at"].drop_nulls()
        if held.is_empty():
            return say("report.no-date")
        ends = [beijing(moment, "%Y-%m-%d") for moment in (held.min(), held.max())]  # type: ignore[arg-type]
        return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


@dataclass(frozen=True)
class TwoWaves:
    """What two waves show together.

    `changes` and `left_out` are those of `wenheng.actions.comparing.Compared`; `findings` and
    `ledger` hold what rules say of change; `significant` is the false discovery rate up to which
    a change is called one, `draws` how often scenarios were drawn.
    """

    before: WaveOf
    after: WaveOf
    changes: pl.DataFrame
    left_out: pl.DataFrame
    findings: pl.DataFrame
    ledger: pl.DataFrame
    significant: float
    draws: int
    software: str
    made_at: datetime | None

    @cached_property
    def rows(self) -> list[Row]:
        """The units that were compared, the largest rise first."""
        found = self.changes.filter(status="compared").to_dicts()
        return sorted(found, key=lambda row: (-row["change"], row["unit"]))

    def moved(self, row: Row) -> str:
        """`rose` or `fell` beyond chance, else `unsure`."""
        if row["q"] > self.significant or not row["change"]:
            return "unsure"
        return "rose" if row["change"] > 0 else "fell"

    def unit_name(self, id_: str) -> str:
        units = {u.id: u for study in (self.before.study, self.after.study) for u in study.units}
        return typeset(str(units[id_].name)) if id_ in units else id_

    @cached_property
    def platforms(self) -> dict[str, tuple[Study, Platform]]:
        """All platforms of either wave; as the later one has them where both do."""
        return {p.id: (w.study, p) for w in (self.before, self.after) for p in w.study.platforms}

    def platform_name(self, id_: str) -> str:
        study, platform = self.platforms[id_]
        channel = next(c for c in study.channels if c.id == platform.channel)
        return dotted(study.unit(platform.unit).name, channel.name)
