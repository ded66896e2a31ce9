"""JSON Schemas of the study files, so that editors complete and check while one writes.

An editor with a YAML language server uses a schema when the first line of a file says
`# yaml-language-server: $schema=<path of the schema>`.
"""

from functools import cache
from typing import Any

from wenheng.study.gather import ROSTER
from wenheng.study.model import Pack, Study
from wenheng.study.roster import Reference
from wenheng.study.scenarios import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def study_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file: `study`, `indicators`, `scenario`, `facts` …

    The schema of `study.yaml` asks only for what no other file can give. Schemas see one file at
    a time: whether names agree between files is said by `wenheng check`.
    """
    return {
        "study": _study(),
        "indicators": _part("indicators.yaml", "indicators"),
        "probes": _part("probes.yaml", "probes"),
        "roster": _part("roster.yaml", *ROSTER, required=("units", "platforms")),
        "tiles": _part("tiles.yaml", "tiles"),
        "judge": _part("judge.yaml", "judge", "calibration", required=("judge",)),
        "simulated": _part("simulated.yaml", "simulated"),
        "calibration": _part("calibration.yaml", "calibrated"),
        "scenario": _titled("scenarios/*.yaml", Scenario.model_json_schema()),
        "facts": _titled("facts/*.yaml", Reference.model_json_schema()),
        "pack": _titled("packs/*.yaml", Pack.model_json_schema()),
    }


def _study() -> dict[str, Any]:
    schema = Study.model_json_schema()
    return _titled("study.yaml", {**schema, "required": ["id", "version", "title"]})


def _part(title: str, *keys: str, required: tuple[str, ...] = ()) -> dict[str, Any]:
    whole = Study.model_json_schema()
    return _titled(
        title,
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {key: whole["properties"][key] for key in keys},
            "required": list(required or keys),
            "$defs": whole["$defs"],
        },
    )


def _titled(title: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": DIALECT, **schema, "title": title}
