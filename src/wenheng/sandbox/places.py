"""The invented places, and what is true at each of them."""

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Literal

import yaml

from wenheng.sandbox.matters import written
from wenheng.sandbox.planted import DATA
from wenheng.sandbox.wording import Number, Values


@dataclass(frozen=True)
class Place:
    """An invented province or city; `values` are its own addresses, phones, fees and limits."""

    id: str
    name: str
    short: str
    english: str
    region: str
    level: Literal["province", "city"]
    parent: str | None
    robot: str
    values: Values


@cache
def gazetteer() -> dict[str, Any]:
    """`data/places.yaml`."""
    text = (DATA / "places.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded


def places(size: int, seed: int) -> tuple[Place, ...]:
    """The first `size` places; `seed` fixes what is true there.

    Raises:
        ValueError: no or more places are asked for than there are names.
    """
    rows = gazetteer()["units"]
    if not 1 <= size <= len(rows):
        raise ValueError(f"a country of {size} units: 1 to {len(rows)} are possible")
    return tuple(_place(row, rows, seed) for row in rows[:size])


def _place(row: dict[str, Any], rows: list[dict[str, Any]], seed: int) -> Place:
    draw = Random(f"{seed}/{row['id']}")
    parent = next((r for r in rows if r["id"] == row.get("parent")), row)
    return Place(
        id=row["id"],
        name=row["zh"],
        short=row["short"],
        english=row["en"],
        region=row["region"],
        level="city" if "parent" in row else "province",
        parent=row.get("parent"),
        robot=draw.choice(gazetteer()["robots"]).format(s=row["short"][0]),
        values={**_texts(row, parent, draw), **_numbers(draw)},
    )


def _texts(row: dict[str, Any], parent: dict[str, Any], draw: Random) -> dict[str, str | Number]:
    code = draw.randint(2, 9)
    banks = draw.sample(gazetteer()["banks"], 2)
    return {
        "place": row["zh"],
        "short": row["short"],
        "province": parent["zh"],
        "province_short": parent["short"],
        "portal": f"{row['short']}政务服务网",
        "address": f"{draw.choice(gazetteer()['roads'])}{draw.randint(2, 399)}号"
        f"{draw.choice('ABC')}区{draw.randint(1, 5)}楼",
        "hours": draw.choice(["工作日9:00—17:00", "工作日8:30—17:30", "周一至周六9:00—16:30"]),
        "banks": "、".join(row["short"] + bank for bank in banks),
        "police_phone": f"0{code}90-555{draw.randint(1000, 1999)}",
        "market_phone": f"0{code}90-555{draw.randint(2000, 2999)}",
    }


def _numbers(draw: Random) -> dict[str, str | Number]:
    return {
        name: Number(spec["of"], draw.choice(spec["among"]), spec["wrong"], spec.get("stale"))
        for name, spec in written()["values"].items()
    }
