"""What pydantic finds wrong with plain values, as findings in our own words."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wenheng.language import say
from wenheng.study.model import Study
from wenheng.study.places import value_at
from wenheng.study.problems import Finding, Path, nearest

WANTED = {
    "string_type": "text",
    "int_type": "whole",
    "int_parsing": "whole",
    "int_from_float": "whole",
    "float_type": "number",
    "float_parsing": "number",
    "bool_type": "truth",
    "bool_parsing": "truth",
    "tuple_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
    "date_type": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
}
"""Type of pydantic's error → what belongs there."""

CLASSES = {"Text": "words", "Origin": "origin"}
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def schema_findings(error: ValidationError, raw: dict[str, Any]) -> list[Finding]:
    """Everything in `error`, found while reading `raw` as a study; one finding per value."""
    findings: dict[tuple[str, Path], Finding] = {}
    for detail in error.errors(include_url=False):
        path, branch = _real_path(detail, raw)
        finding = _finding(detail, path, branch)
        findings.setdefault((finding.code, path), finding)
    return [one for one in findings.values() if not _is_explained(one, findings.values())]


def _real_path(detail: ErrorDetails, raw: Any) -> tuple[Path, bool]:
    """The path without pydantic's names for the branches of a union, and whether there was one."""
    path: Path = ()
    branch = False
    for step in detail["loc"]:
        value = value_at(raw, path)
        is_item = isinstance(value, list) and isinstance(step, int)
        if is_item or (isinstance(value, dict) and step in value):
            path = (*path, step)
        elif step != "[key]" and detail["type"] != "missing":
            branch = True
    return (*path, detail["loc"][-1]) if detail["type"] == "missing" else path, branch


def _is_explained(one: Finding, all_: Any) -> bool:
    """Whether a finding about a list as a whole is said better by one about an item of it."""
    deeper = (other.path[: len(one.path)] == one.path for other in all_ if other is not one)
    return one.code == "all-or-list" and any(deeper)


def _finding(detail: ErrorDetails, path: Path, branch: bool) -> Finding:
    kind, value = detail["type"], detail["input"]
    if branch and kind in ("literal_error", "tuple_type"):
        return Finding("all-or-list", path, {"got": _shown(value)})
    if kind in WANTED:
        return _wrong_type(detail, path)
    if kind in WORDED:
        return WORDED[kind](detail, path)
    context = detail.get("ctx", {})
    if "said" in context:
        return Finding(kind, path, {k: v for k, v in context.items() if k != "said"})
    return Finding("not-valid", path, {"got": _shown(value), "why": detail["msg"]})


def _wrong_type(detail: ErrorDetails, path: Path) -> Finding:
    value = detail["input"]
    class_name = detail.get("ctx", {}).get("class_name", "")
    wanted = CLASSES.get(class_name, WANTED[detail["type"]])
    values = {"got": _shown(value), "wanted": say(f"check.a-{wanted}")}
    if value is None:
        return Finding("empty-value", path, values)
    if wanted == "text" and isinstance(value, bool | int | float):
        return Finding("needs-quotes", path, values)
    return Finding("wrong-type", path, values)


def _unknown_key(detail: ErrorDetails, path: Path) -> Finding:
    key = path[-1] if path else detail["loc"][-1]
    if detail["input"] is None:
        return Finding("stray-comma", path, {"key": key})
    return Finding("unknown-key", path, {"key": key, "near": nearest(str(key), keys_at(path[:-1]))})


def _missing_key(detail: ErrorDetails, path: Path) -> Finding:
    return Finding("missing-key", path, {"key": path[-1]})


def _not_a_choice(detail: ErrorDetails, path: Path) -> Finding:
    choices = re.findall(r"'([^']*)'", detail.get("ctx", {}).get("expected", ""))
    near = nearest(str(detail["input"]), choices)
    return Finding("not-a-choice", path, {"got": _shown(detail["input"]), "near": near})


def _out_of_range(detail: ErrorDetails, path: Path) -> Finding:
    context = detail.get("ctx", {})
    limit = " ".join(f"{sign} {context[key]:g}" for key, sign in SIGNS.items() if key in context)
    return Finding("out-of-range", path, {"got": _shown(detail["input"]), "limit": limit or "< ∞"})


def _bad_id(detail: ErrorDetails, path: Path) -> Finding:
    given = str(detail["input"])
    proper = re.sub(r"[^A-Za-z0-9.+-]+", "-", given).strip("-.+")
    near = say("check.did-you-mean", name=proper) if proper else say("check.id-example")
    return Finding("bad-id", path, {"got": given, "near": near})


def _too_long(detail: ErrorDetails, path: Path) -> Finding:
    return Finding("too-long", path, {"limit": detail.get("ctx", {}).get("max_length")})


def _empty_list(detail: ErrorDetails, path: Path) -> Finding:
    return Finding("empty-list", path)


WORDED: dict[str, Callable[[ErrorDetails, Path], Finding]] = {
    "extra_forbidden": _unknown_key,
    "invalid_key": _unknown_key,
    "missing": _missing_key,
    "literal_error": _not_a_choice,
    "greater_than": _out_of_range,
    "greater_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "less_than_equal": _out_of_range,
    "finite_number": _out_of_range,
    "string_pattern_mismatch": _bad_id,
    "string_too_long": _too_long,
    "too_short": _empty_list,
}


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return say("check.a-table" if isinstance(value, dict) else "check.a-list")
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def keys_at(path: Path) -> list[str]:
    """The keys that a study may have at `path`."""
    schemas = [_schema()]
    for step in path:
        schemas = [inner for schema in schemas for inner in _into(schema, step)]
    return [key for schema in schemas for key in schema.get("properties", {})]


def _into(schema: dict[str, Any], step: str | int) -> Iterator[dict[str, Any]]:
    if isinstance(step, int):
        inner = [schema["items"]] if isinstance(schema.get("items"), dict) else []
    elif step in schema.get("properties", {}):
        inner = [schema["properties"][step]]
    else:
        further = [
            schema.get("additionalProperties"),
            *schema.get("patternProperties", {}).values(),
        ]
        inner = [one for one in further if isinstance(one, dict)]
    for one in inner:
        yield from _alternatives(one)


def _alternatives(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "$ref" in schema:
        schema = _schema()["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    yield schema
    for one in schema.get("anyOf", ()):
        yield from _alternatives(one)


@cache
def _schema() -> dict[str, Any]:
    return Study.model_json_schema()
