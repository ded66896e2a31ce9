"""The page of the study files, made from their JSON Schemas."""

from collections.abc import Iterator, Mapping
from typing import Any

from written import code, page, pick, table

from wenheng.study.schema import study_schemas

Schema = Mapping[str, Any]
MANY = 9
"""An enumeration longer than this is cut in a table."""


def study_files(language: str) -> str:
    """Every kind of study file, then every kind of object that may stand in one."""
    schemas = study_schemas()
    objects: dict[str, Schema] = {}
    for schema in schemas.values():
        objects |= schema.get("$defs", {})
    intro = pick(
        language,
        "编辑器补全与检查：`wenheng schema 目录` 写出这些 JSON Schema。说明取自程序，为英文；"
        "怎样写见[编写自己的研究](../how-to/write-a-study.md)。"
        "名称之间是否相符，由 `wenheng check` 检查。",
        "For completion and checks in an editor `wenheng schema DIR` writes these JSON Schemas. "
        "How to write them: [Write your own study](../how-to/write-a-study.md). Whether names "
        "agree between files is said by `wenheng check`.",
    )
    files = [_section(language, f"`{schema['title']}`", schema) for schema in schemas.values()]
    heading = pick(language, "## 文件中的对象", "## Objects in the files")
    named = [
        _section(language, name, one, "###") for name, one in sorted(objects.items()) if _keys(one)
    ]
    title = ("研究文件", "Study files")
    return page(language, title, "study", [intro, *files, heading, *named])


def _section(language: str, title: str, schema: Schema, level: str = "##") -> str:
    headings = [
        pick(language, *pair)
        for pair in (("键", "Key"), ("类型", "Type"), ("默认值", "Default"), ("说明", "What it is"))
    ]
    rows = [_row(language, name, one, schema) for name, one in _keys(schema).items()]
    first = schema.get("description", "").split("\n\n")[0]
    return "\n\n".join(filter(None, [f"{level} {title}", first, table(headings, rows)]))


def _keys(schema: Schema) -> Mapping[str, Schema]:
    found: Mapping[str, Schema] = schema.get("properties", {})
    return found


def _row(language: str, name: str, one: Schema, parent: Schema) -> tuple[str, str, str, str]:
    required = name in parent.get("required", ())
    default = pick(language, "必填", "required") if required else _default(one)
    return code(name), kind(one), default, str(one.get("description", ""))


def _default(one: Schema) -> str:
    value = one.get("default")
    if value is None or value in ("", [], {}) or isinstance(value, dict | list):
        return ""
    return code(str(value).lower() if isinstance(value, bool) else value)


def kind(one: Schema) -> str:
    """What may stand there, in a few words; objects are links."""
    if "$ref" in one:
        name = one["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "enum" in one:
        shown = [code(value) for value in one["enum"] if value != ""]
        return " ".join(shown[:MANY]) + (" …" if len(shown) > MANY else "")
    if "const" in one:
        return code(one["const"])
    if "anyOf" in one:
        return ", ".join(dict.fromkeys(_alternatives(one["anyOf"])))
    return _structure(one)


def _alternatives(schemas: list[Schema]) -> Iterator[str]:
    for one in schemas:
        if one.get("type") != "null":
            yield kind(one)


def _structure(one: Schema) -> str:
    name = str(one.get("type", ""))
    if name == "array":
        return f"list of {kind(one['items'])}" if "items" in one else "list"
    if name == "object":
        inner = one.get("additionalProperties") or _only(one.get("patternProperties"))
        return f"table of {kind(inner)}" if isinstance(inner, dict) else "table"
    return name + _range(one)


def _only(patterns: Mapping[str, Schema] | None) -> Schema | None:
    return next(iter(patterns.values()), None) if patterns else None


def _range(one: Schema) -> str:
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    limits = [f"{sign} {one[key]:g}" for key, sign in signs.items() if key in one]
    return f" {', '.join(limits)}" if limits else ""
