"""Where there is an assistant: a tile for each unit, laid out as the study says; no map."""

from collections.abc import Iterator
from typing import Any

from wenheng.language import say
from wenheng.report.figures.coverage import coverage_counts
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import (
    bracketed,
    capital,
    level_name,
    listed,
    presence_words,
    subtitle,
    unit_name,
)
from wenheng.report.plain import anchor, typeset
from wenheng.study.roster import Channel, Tile, Unit

TOKENS = {"usable": "present", "barely": "barely", "unknown": "unknown", "absent": "absent"}
Half = dict[str, Any]


def tile_grid(data: Material) -> FigureSpec | None:
    """F05; None where the study lays out none of its units and regions."""
    places = {*data.units, *(region.id for region in data.study.regions)}
    tiles = data.study.tiles
    if places.isdisjoint(tile.id for tile in tiles):
        return None
    title = _title(data)
    shown = tuple(_shown(data, tile) for tile in tiles)
    return FigureSpec(
        id="F05",
        kind="tilegrid",
        title=title,
        subtitle=subtitle(data, "report.F05-measure", len(places & {tile.id for tile in tiles})),
        alt=say("report.alt", title=title, rows=listed(_spoken(row) for row in shown)),
        source=say("report.source-presence"),
        columns=(
            say("report.tile"),
            *(capital(str(channel.name)) for channel in data.study.channels),
            say("report.tile-below"),
        ),
        rows=tuple(_row(data, tile) for tile in tiles),
        shown=shown,
        legend=tuple(_legend(data)),
        note=_note(data),
    )


def _title(data: Material) -> str:
    levels = {data.units[tile.id].level for tile in data.study.tiles if tile.id in data.units}
    row = data.pairs.get(next(iter(levels))) if len(levels) == 1 else None
    if row is None:
        return say("report.tiles-title-plain")
    said = {"level": level_name(data, row["level"]), "one": row["first_only"] + row["second_only"]}
    key = "report.tiles-title-unknown" if row["unknown"] else "report.tiles-title"
    return say(key, **{**row, **said})


def _row(data: Material, tile: Tile) -> dict[str, Any]:
    unit = data.units.get(tile.id)
    below = _below(data, tile)
    met = [half for one in below for half in _halves(data, one)]
    present = sum(half["part"] in ("usable", "barely") for half in met)
    return {
        "label": _name(data, tile),
        "short": str(tile.short or ""),
        "row": tile.row,
        "column": tile.column,
        "outlined": tile.outlined,
        "mark": say("report.tile-none"),
        "halves": _halves(data, unit) if unit else _of_region(data, tile.id),
        "dots": [_halves(data, one) for one in below],
        "below": f"{present}/{len(met)}",
        "link": anchor("u", unit.id) if unit else "",
    }


def _halves(data: Material, unit: Unit) -> list[Half]:
    met = {platform.channel: platform.id for platform in data.of_unit[unit.id]}
    return [_half(data, met.get(channel.id)) for channel in data.study.channels]


def _half(data: Material, platform: str | None) -> Half:
    if platform is None:
        return {"part": "", "token": "grid", "text": "—", "quiet": True, "hatch": False}
    row = data.presence[platform]
    present = row["status"] == "present"
    part = ("usable" if row["usable"] else "barely") if present else row["status"]
    return _drawn(part, say(f"report.tile-{row['status']}"))


def _drawn(part: str, text: str) -> Half:
    hatch = part == "unknown"
    return {"part": part, "token": TOKENS[part], "text": text, "quiet": False, "hatch": hatch}


def _of_region(data: Material, region: str) -> list[Half]:
    """What a whole region has on each channel; nothing of a place that is not assessed."""
    return [
        half
        for channel in data.study.channels
        if (half := _of_channel(data, region, channel)) is not None
    ]


def _of_channel(data: Material, region: str, channel: Channel) -> Half | None:
    counts = coverage_counts(data, region=region, channel=channel.id)
    n, k = counts["n"], counts["k"]
    if not n:
        return None
    none = "unknown" if counts["unknown"] else "absent"
    return _drawn("usable" if k == n else "barely" if k else none, f"{k}/{n}")


def _below(data: Material, tile: Tile) -> list[Unit]:
    """Units in a tile: those that belong to its unit, or lie in its region without a tile."""
    if tile.id in data.units:
        return [unit for unit in data.study.units if unit.parent == tile.id]
    own = {each.id for each in data.study.tiles}
    return [unit for unit in data.study.units if unit.region == tile.id and unit.id not in own]


def _shown(data: Material, tile: Tile) -> tuple[str, ...]:
    unit, channels = data.units.get(tile.id), data.study.channels
    if unit:
        held = _words(data, unit)
    else:
        halves = _of_region(data, tile.id)
        held = [half["text"] for half in halves] or [say("report.tile-none")] * len(channels)
    cities = (
        bracketed(unit_name(data, one.id), listed(_words(data, one))) for one in _below(data, tile)
    )
    return (_name(data, tile), *held, listed(cities))


def _words(data: Material, unit: Unit) -> list[str]:
    met = {platform.channel: platform.id for platform in data.of_unit[unit.id]}
    ids = [met.get(channel.id) for channel in data.study.channels]
    return ["—" if id_ is None else presence_words(data.presence[id_]) for id_ in ids]


def _name(data: Material, tile: Tile) -> str:
    if tile.id in data.units:
        name = unit_name(data, tile.id)
        return typeset(str(tile.short)) if tile.short and tile.outlined else name
    names = {region.id: str(region.name) for region in data.study.regions}
    return typeset(str(tile.name or names.get(tile.id, tile.id)))


def _legend(data: Material) -> Iterator[Part]:
    rows = [_row(data, tile) for tile in data.study.tiles]
    halves = [half for row in rows for held in (row["halves"], *row["dots"]) for half in held]
    occurring = {half["part"] for half in halves}
    for part, token in TOKENS.items():
        if part in occurring:
            some_of = part == "barely" and _has_regions(data)
            label = say("report.tile-part-some" if some_of else f"report.tile-part-{part}")
            yield Part(part, label, token, hatch=part == "unknown")
    if not all(row["halves"] for row in rows):
        yield Part("none", say("report.tile-part-none"), "paper", "open")


def _has_regions(data: Material) -> bool:
    regions = {region.id for region in data.study.regions} - data.units.keys()
    return not regions.isdisjoint(tile.id for tile in data.study.tiles)


def _note(data: Material) -> str:
    units = [data.units[tile.id] for tile in data.study.tiles if tile.id in data.units]
    levels = listed(
        level_name(data, level) for level in dict.fromkeys(unit.level for unit in units)
    )
    sides = listed(str(channel.name) for channel in data.study.channels)
    dots = any(_below(data, tile) for tile in data.study.tiles)
    return (
        say("report.tiles-note", levels=levels)
        + say("report.sentence-gap")
        + say("report.tiles-note-dots" if dots else "report.tiles-note-sides", sides=sides)
    )


def _spoken(row: tuple[str, ...]) -> str:
    return bracketed(row[0], listed(row[1:-1]))
