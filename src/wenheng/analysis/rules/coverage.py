"""Rules about who has an assistant: R01, R02, R04, R23."""

from itertools import pairwise

import numpy as np

from wenheng.analysis.coverage import ALL, coverage
from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, mcnemar_p, wilson
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import cell_name, channel_name, number, percent, span

MEASURE = "coverage"
UNREACHED = 0.10
LADDER = ((1.0, "all"), (0.9, "nearly"), (2 / 3, "two-thirds"), (0.6, "six"), (0.5, "half"))


def more_than_half(m: Material) -> list[Draft]:
    """R01: whether more than half of the platforms have an assistant."""
    row = _rows(m).get((ALL, ALL))
    if row is None:
        return [silent("R01", Said("no-coverage"), measure=MEASURE)]
    n, k, unknown = row
    low, high = k / n, (k + unknown) / n
    ends = wilson(k, n)
    gates = [
        Gate("bounds-agree", "enough", float((low > 0.5) == (high > 0.5)), "≥", 1),
        Gate("coverage-low", "fact", low, ">", 0.5),
        Gate("wilson-low", "info" if m.limits.census else "fact", ends[0], ">", 0.5),
    ]
    values = {"n": n, "k": k, "share": span(low, high), "word": Said(f"ladder-{_word(low, high)}")}
    bounds = {"u": unknown, "low": percent(low), "high": percent(high)}
    return [
        Draft(
            "R01",
            Said("R01", values),
            Said("R01-counter", values),
            Said("R01-unknown", values | bounds),
            measure=MEASURE,
            value=low,
            low=low,
            high=high,
            n=n,
            gates=tuple(gates),
            resampled=False,
        )
    ]


def order(m: Material) -> list[Draft]:
    """R02: the order of the cells level × channel, in steps that differ enough."""
    cells = {f"{level}/{channel}": row for (level, channel), row in _rows(m).items()}
    cells = {cell: row for cell, row in cells.items() if ALL not in cell.split("/")}
    if len(cells) < 2:
        return [silent("R02", Said("no-cells"), measure=MEASURE)]
    low = {cell: k / n for cell, (n, k, _) in cells.items()}
    high = {cell: (k + unknown) / n for cell, (n, k, unknown) in cells.items()}
    steps = _steps(low, {cell: n for cell, (n, _, _) in cells.items()}, m.limits.points / 100)
    apart = all(
        min(low[c] for c in upper) >= max(high[c] for c in lower)
        for upper, lower in pairwise(steps)
    )
    range_ = max(low.values()) - min(low.values())
    gates = (
        Gate("least", "enough", min(row[0] for row in cells.values()), "≥", m.limits.least),
        Gate("bounds-agree", "enough", float(apart), "≥", 1),
        Gate("steps", "fact", len(steps), "≥", 2),
        Gate("range-points", "fact", 100 * range_, "≥", m.limits.points),
        Gate("ends-single", "headline", float(len(steps[0]) == len(steps[-1]) == 1), "≥", 1),
    )
    shares = {
        c: Said("cell-share", {"cell": cell_name(m, c), "share": span(low[c], high[c])})
        for c in low
    }
    values = {
        "top": [cell_name(m, c) for c in steps[0]],
        "bottom": [cell_name(m, c) for c in steps[-1]],
        "shares": [shares[c] for step in steps for c in step],
        "points": number(m.limits.points, 0),
    }
    said = Said("R02", values), Said("R02-counter", values), Said("R02-unknown")
    n = sum(row[0] for row in cells.values())
    return [
        Draft(
            "R02",
            *said,
            measure=MEASURE,
            statistic="range",
            value=range_,
            n=n,
            gates=gates,
            resampled=False,
        )
    ]


def which_first(m: Material) -> list[Draft]:
    """R04: of units with one channel only, which channel it is."""
    if len(m.study.channels) != 2:
        return [silent("R04", Said("not-two-channels"), measure=MEASURE)]
    pair = channels(m)
    if pair.size == 0 or (m.presence == "unknown").all():
        return [silent("R04", Said("no-coverage"), measure=MEASURE)]
    has, maybe = m.presence[pair] == "present", m.presence[pair] != "absent"
    counts = tuple(int((has[:, i] & ~maybe[:, 1 - i]).sum()) for i in (0, 1))
    first, second = (0, 1) if counts[0] >= counts[1] else (1, 0)
    n, ends = len(pair), [_ahead(x, y, first) for x, y in ((has, maybe), (maybe, has))]
    levels = m.who.levels[m.who.unit_of[pair[:, 0]]]
    in_levels = [
        _ahead(has[levels == one], maybe[levels == one], first) for one in np.unique(levels)
    ]
    gates = (
        Gate("least", "enough", n, "≥", m.limits.least),
        Gate("bounds-agree", "enough", float(ends[0] > 0 or ends[1] <= 0), "≥", 1),
        Gate("lead", "fact", 100 * ends[0] / n, ">", 0),
        Gate("lead-points", "fact", 100 * ends[0] / n, "≥", m.limits.points),
        Gate("every-level", "headline", min(in_levels), "≥", 0),
    )
    names = [channel_name(m, channel.id) for channel in m.study.channels]
    values = {
        "n": n,
        "first": names[first],
        "second": names[second],
        "more": counts[first],
        "fewer": counts[second],
    }
    said = Said("R04", values), Said("R04-counter", values), Said("R04-unknown")
    return [
        Draft(
            "R04",
            *said,
            measure=MEASURE,
            statistic="lead",
            value=(counts[0] - counts[1]) / n,
            n=n,
            gates=gates,
            p=mcnemar_p(*counts),
            resampled=False,
        )
    ]


def unreached(m: Material) -> list[Draft]:
    """R23: where too many platforms could not be reached for a plain share."""
    drafts = []
    for (level, channel), (n, k, unknown) in _rows(m).items():
        single = level != ALL and channel != ALL
        if not single and (level, channel) != (ALL, ALL):
            continue
        values = {
            "cell": cell_name(m, f"{level}/{channel}") if single else Said("everybody"),
            "n": n,
            "u": unknown,
            "low": percent(k / n),
            "high": percent((k + unknown) / n),
        }
        gate = Gate("unreached", "fact", unknown / n, "≥", UNREACHED)
        drafts.append(
            Draft(
                "R23",
                Said("R23", values),
                Said("R23-counter", values),
                measure=MEASURE,
                about=f"{level}/{channel}" if single else ALL,
                value=unknown / n,
                low=k / n,
                high=(k + unknown) / n,
                n=n,
                gates=(gate,),
                resampled=False,
            )
        )
    return drafts or [silent("R23", Said("no-coverage"), measure=MEASURE)]


def channels(m: Material) -> np.ndarray:
    """Units with a platform on each of two channels × these platforms, by their places."""
    first, second = (channel.id for channel in m.study.channels)
    found = []
    for unit in range(len(m.who.units)):
        own = np.flatnonzero(m.who.unit_of == unit)
        by_channel = {str(m.who.channels[i]): int(i) for i in own}
        if {first, second} <= by_channel.keys():
            found.append((by_channel[first], by_channel[second]))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _rows(m: Material) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(level, channel) → n, k, unknown, over all regions."""
    table = m.tables.get("coverage")
    if table is None and "presence" in m.tables:
        table = coverage(m.study, m.tables["presence"])
    if table is None:
        return {}
    return {
        (row["level"], row["channel"]): (row["n"], row["k"], row["unknown"])
        for row in table.iter_rows(named=True)
        if row["region"] == ALL
    }


def _word(low: float, high: float) -> str:
    words = [next((word for floor, word in LADDER if share >= floor), "") for share in (low, high)]
    words = [
        word or ("third" if share >= 1 / 3 else "few")
        for word, share in zip(words, (low, high), strict=True)
    ]
    return words[0] if words[0] == words[1] else "at-least" if low > 0.5 else "not-sure"


def _steps(share: dict[str, float], n: dict[str, int], points: float) -> list[list[str]]:
    """Cells from the highest, neighbours that differ too little on one step."""
    ordered = sorted(share, key=lambda cell: -share[cell])
    steps = [ordered[:1]]
    for upper, lower in pairwise(ordered):
        wanted = max(points, 2 / min(n[upper], n[lower]))
        if share[upper] - share[lower] < wanted - 1e-9:
            steps[-1].append(lower)
        else:
            steps.append([lower])
    return steps


def _ahead(has: Bools, other_has: Bools, first: int) -> int:
    """By how many units the channel `first` leads, where `other_has` tells of the other channel."""
    return int(has[:, first].sum()) - int(other_has[:, 1 - first].sum())
