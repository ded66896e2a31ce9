"""A ready study of the country that is being served, and what was planted, as files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wenheng.errors import StudyError
from wenheng.language import catalogue, say
from wenheng.sandbox.country import Country, Site
from wenheng.sandbox.expected import expected_levels, features, quality, unit_quality
from wenheng.sandbox.places import gazetteer
from wenheng.sandbox.references import references
from wenheng.sandbox.server import Served
from wenheng.study.model import Study

PLANTED = "calibration/planted.yaml"
SPLIT = {
    "indicators.yaml": ("indicators",),
    "probes.yaml": ("probes",),
    "roster.yaml": ("levels", "channels", "regions", "units", "platforms"),
    "tiles.yaml": ("tiles",),
}


NEVER_LEFT_ALONE = 1000
"""A host of ours that is planted as dead needs no rest, and a demonstration no wait for it."""


@dataclass(frozen=True)
class Effort:
    """How much the written study asks: the numbers that decide how long a run takes.

    `main` scenarios are asked with their follow-ups (a session of 3 turns), `paraphrases` of them
    in three other ways (3 sessions of one turn), `vague` of them vaguely; `probes` are tried once,
    at any time of day, as these assistants keep no hours. The defaults are 10 sessions a platform:
    with the 21 platforms that need a browser 210 visits.
    """

    main: int = 2
    paraphrases: int = 1
    vague: int = 1
    probes: tuple[str, ...] = ("P1", "P3", "P4", "P5")
    concurrency: int = 2
    gap_s: float = 0.1
    reply_limit_s: float = 8.0
    session_limit_s: float = 60.0


def write_study(directory: Path, served: Served, effort: Effort | None = None) -> Path:
    """Write a study of the served country into `directory`, and return it.

    The study declares all indicators and scenarios of the country's study; its sessions, pace and
    completeness are those of a short demonstration (`effort`). What was planted stands beside it
    in `calibration/planted.yaml`, which the study does not read.

    Raises:
        StudyError: the country answers from guides, or `directory` holds some other study.
    """
    if served.country.guides is not None:
        raise StudyError(say("sandbox.study-of-guides"))
    refuse_other(directory)
    study = sandbox_study(served, effort or Effort())
    for name, content in _files(study):
        _dump(directory / name, content)
    _dump(directory / PLANTED, planted(served))
    return directory


def sandbox_study(served: Served, effort: Effort) -> Study:
    """The country's study with the invented units, the addresses served and little to ask."""
    country = served.country
    names = [scenario.id for scenario in country.study.scenarios]
    raw = country.study.model_dump(exclude_defaults=True, exclude=set(_DROPPED))
    return Study.model_validate(
        raw
        | {"id": "sandbox", "version": 1, "indicators": _for_rules(raw["indicators"])}
        | {"title": _words("title"), "status": _words("status"), "contact": "wenheng-sandbox"}
        | _roster(served)
        | {"references": [r.model_dump() for r in references(country, served.portals)]}
        | {
            "sessions": {
                "variants": {
                    "main": _spread(names, effort.main),
                    "paraphrases": _spread(names, effort.paraphrases),
                    "vague": _spread(names, effort.vague),
                    "probes": effort.probes,
                },
                "choose": "matching",
            },
            "probes": [_at_any_time(probe.model_dump()) for probe in country.study.probes],
            "pace": {
                "concurrency": effort.concurrency,
                "gap_s": effort.gap_s,
                "reply_limit_s": effort.reply_limit_s,
                "session_limit_s": effort.session_limit_s,
                "unreachable_limit": NEVER_LEFT_ALONE,
            },
            "scoring": {**raw.get("scoring", {}), "min_completeness": 0, "note": _note()},
        }
    )


def _for_rules(nodes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """`nodes`, none of which is left to people: what is planted here rules can tell."""
    written = []
    for node in nodes:
        changed = {**node, "children": _for_rules(node.get("children", ()))}
        if node.get("automation"):
            level = node["automation"]["level"]
            changed["automation"] = {
                **node["automation"],
                "level": "assisted" if level == "human" else level,
            }
        written.append(changed)
    return written


def _at_any_time(probe: dict[str, Any]) -> dict[str, Any]:
    """A probe for servers of our own: without windows, and an answer may be disliked."""
    press = "dislike" if probe["id"] == "P3" else ""
    return {**probe, "when": (), "press": press}


def planted(served: Served) -> dict[str, Any]:
    """All that was planted, as plain values: what calibrations compare with."""
    country = served.country
    return {
        "seed": country.seed,
        "index": served.index,
        "formula": " ".join((quality.__doc__ or "").split()),
        "units": {unit: round(q, 4) for unit, q in unit_quality(country).items()},
        "platforms": {site.id: _of(site, served) for site in country.sites},
    }


_DROPPED = (
    "packs",
    "include",
    "published",
    "source",
    "region_schemes",
    "region_note",
    "references",
    "units",
)


def _of(site: Site, served: Served) -> dict[str, Any]:
    states: dict[str, list[str]] = {"true": [], "wrong": [], "stale": []}
    for known in site.known if served.country.guides is None else ():
        for held in known.held:
            states[held.state].append(held.statement.fact)
    return {
        "unit": site.place.id,
        "channel": site.channel,
        "entry": served.entry(site),
        "quality": None if (shown := quality(site)) is None else round(shown, 4),
        "levels": {name: round(level, 4) for name, level in expected_levels(site).items()},
        "features": features(site),
        "planted": site.planted.model_dump(mode="json"),
        "facts": states,
    }


def _roster(served: Served) -> dict[str, Any]:
    country = served.country
    here = {place.id for place in country.places}
    return {
        "levels": [
            {**level.model_dump(), "size": size}
            for level in country.study.levels
            if (size := sum(place.level == level.id for place in country.places))
        ],
        "regions": [
            {"id": row["id"], "name": {"zh": row["zh"], "en": row["en"]}}
            for row in gazetteer()["regions"]
        ],
        "units": [
            {
                "id": place.id,
                "name": {"zh": place.name, "en": place.english},
                "level": place.level,
                "region": place.region,
                "parent": place.parent if place.parent in here else None,
            }
            for place in country.places
        ],
        "platforms": [_platform(site, served.entry(site)) for site in country.sites],
        "tiles": list(_tiles(country)),
    }


def _tiles(country: Country) -> Iterator[dict[str, Any]]:
    """Provinces by region, a column each, in the order of the gazetteer from the right."""
    regions = [row["id"] for row in gazetteer()["regions"]][::-1]
    here, rows = {place.id for place in country.places}, Counter[str]()
    for place in country.places:
        if place.parent not in here:
            yield {
                "id": place.id,
                "row": rows[place.region],
                "column": regions.index(place.region),
                "short": {"zh": place.short, "en": place.english.removesuffix(" Province")},
            }
            rows[place.region] += 1


def _platform(site: Site, entry: str) -> dict[str, Any]:
    transport = site.planted.transport
    platform: dict[str, Any] = {
        "id": site.id,
        "unit": site.place.id,
        "channel": site.channel,
        "entry": entry,
        "transport": transport,
    }
    if transport == "openai":
        platform["model"] = "sandbox"
    if transport == "http":
        platform["http"] = {
            "body": {"question": "{question}", "session": "{session}"},
            "reply": "$.data.answer",
            "links": "$.data.links",
            "options": "$.data.options",
        }
    return platform


def _files(study: Study) -> list[tuple[str, Mapping[str, Any]]]:
    raw = study.model_dump(exclude_defaults=True)
    files: list[tuple[str, Mapping[str, Any]]] = []
    for name, parts in SPLIT.items():
        files.append((name, {part: raw.pop(part) for part in parts if part in raw}))
    for row in raw.pop("scenarios"):
        files.append((f"scenarios/{row['id']}.yaml", row))
    for row in raw.pop("references"):
        files.append((f"facts/{row['unit']}.yaml", row))
    return [("study.yaml", raw), *files]


def _dump(file: Path, content: Mapping[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(dict(content), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    file.write_text(text, "utf-8")


def _spread(names: list[str], count: int) -> tuple[str, ...]:
    """`count` of `names`, evenly over the list."""
    count = min(count, len(names))
    return tuple(names[(2 * i + 1) * len(names) // (2 * count)] for i in range(count))


def refuse_other(directory: Path) -> None:
    """Let pass what is empty, not there, or a sandbox's study.

    Raises:
        StudyError: `directory` is a file or holds something else.
    """
    main = directory / "study.yaml"
    if directory.exists() and not directory.is_dir():
        raise StudyError(say("sandbox.not-empty", directory=directory), where=str(directory))
    if not directory.exists() or not any(directory.iterdir()):
        return
    if not main.is_file() or not main.read_text("utf-8").startswith("id: sandbox\n"):
        raise StudyError(say("sandbox.not-empty", directory=directory), where=str(directory))


def _words(name: str) -> dict[str, str]:
    sentence = catalogue("sandbox")[name]
    return {"zh": sentence["zh"], "en": sentence["en"]}


def _note() -> str:
    return _words("note")["zh"]
