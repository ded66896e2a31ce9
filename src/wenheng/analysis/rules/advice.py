"""R24: what each platform could better first, and which advice many share."""

import numpy as np
import polars as pl

from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.means import means_of_units
from wenheng.analysis.rules.phrases import both, channel_name, node_name, number
from wenheng.contracts import checked
from wenheng.study.indicators import Indicator
from wenheng.study.tree import shares_of_total
from wenheng.tables import Advice


def advice(m: Material) -> pl.DataFrame:
    """An ADVICE table: indicators of each assistant that count and in which it lags its peers.

    An indicator counts where its weight in the total is at least the median weight. An assistant
    lags where it lies below the lower quartile of the assistants of its level and channel, at
    least five of them, and below the top. The largest shortfall × weight of a platform first.
    """
    if m.observed is None or "indicators" not in m.tables:
        return Advice.create_empty()
    weights = shares_of_total(m.study)
    middle = float(np.median(list(weights.values())))
    rows = []
    for leaf in m.study.leaves:
        if weights[leaf.id] >= middle - 1e-12:
            rows += _of_indicator(m, leaf, weights[leaf.id])
    if not rows:
        return Advice.create_empty()
    place = pl.col("platform").replace_strict({id_: i for i, id_ in enumerate(m.who.platforms)})
    gain = (3 - pl.col("value")) * pl.col("weight")
    table = pl.DataFrame(rows).sort(place, -gain, maintain_order=True)
    return checked(Advice, table)


def shared(m: Material) -> list[Draft]:
    """R24: advice that holds for enough units to be given to all."""
    if m.observed is None or "indicators" not in m.tables:
        return [silent("R24", Said("no-scores"), measure="advice")]
    weights = shares_of_total(m.study)
    middle = float(np.median(list(weights.values())))
    return [_shared(m, leaf) for leaf in m.study.leaves if weights[leaf.id] >= middle - 1e-12]


def _of_indicator(m: Material, leaf: Indicator, weight: float) -> list[dict[str, object]]:
    scores, rows = m.leaf(leaf.id), []
    for cell in dict.fromkeys(m.who.cells.tolist()):
        here = np.flatnonzero((m.who.cells == cell) & np.isfinite(scores))
        if here.size < m.limits.least:
            continue
        quartile = float(np.quantile(scores[here], 0.25))
        for i in here[scores[here] < min(quartile, 3.0) - 1e-9]:
            rows.append(_row(m, leaf, int(i), (float(scores[i]), quartile, weight, here.size)))
    return rows


def _row(
    m: Material, leaf: Indicator, place: int, found: tuple[float, float, float, int]
) -> dict[str, object]:
    value, quartile, weight, peers = found
    platform = m.study.platform(m.who.platforms[place])
    wanted = leaf.anchors[max(leaf.anchors)]
    said = Said(
        "advice",
        {
            "channel": channel_name(m, platform.channel),
            "node": leaf.name,
            "value": number(value),
            "quartile": number(quartile),
            "peers": peers,
            "wanted": wanted,
        },
    )
    zh, en = both(said)
    return {
        "unit": platform.unit,
        "platform": platform.id,
        "indicator": leaf.id,
        "value": value,
        "quartile": quartile,
        "weight": weight,
        "peers": peers,
        "wanted": wanted,
        "text_zh": zh,
        "text_en": en,
    }


def _shared(m: Material, leaf: Indicator) -> Draft:
    """Units whose assistants stand, on average, at the lowest level but one or below."""
    known = means_of_units(m, m.leaf(leaf.id))
    low = int((known <= 1 + 1e-9).sum())
    gates = (
        Gate("least", "enough", known.size, "≥", m.limits.least),
        Gate("units-low", "fact", low, "≥", m.limits.least),
        Gate("share-low", "fact", low / known.size if known.size else 0.0, "≥", 0.25),
    )
    said = {
        "k": low,
        "n": known.size,
        "node": node_name(m, leaf.id),
        "wanted": leaf.anchors[max(leaf.anchors)],
    }
    return Draft(
        "R24",
        Said("R24", said),
        Said("R24-counter", said),
        about=leaf.id,
        measure="advice",
        statistic="count",
        value=float(low),
        n=known.size,
        gates=gates,
        resampled=False,
    )
