"""Reading one YAML file of a study: strictly, safely, and with line numbers when wanted.

Scalars are read as YAML 1.2 and JSON do: only `true` and `false` are truth values, `012` and
`12:30` and `2025-06-01` are text. Repeated keys are noted. A file may not be larger than
`MAX_BYTES` or unfold to more than `MAX_WEIGHT`, so that no file can exhaust the machine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from wenheng.study.problems import Path

MAX_BYTES = 4 * 2**20
MAX_WEIGHT = 16 * 2**20
NODE_WEIGHT = 16
MAX_DEPTH = 60
# Beyond this the C parser's recursion could overflow the stack before anyone can object.
SAFE_NESTING = 1000

TRAP = re.compile(
    r"(?i:y|yes|no|n|on|off)|0[0-7]+|[-+]?[0-9]+(?::[0-5]?[0-9])+|[-+]?[0-9]+(?:_[0-9]+)+"
)
"""Plain scalars that programs reading YAML 1.1 take for something else than text."""


class NotReadable(Exception):
    """A file that cannot be read as YAML; `code` and `values` say why."""

    def __init__(self, code: str, line: int | None = None, **values: object) -> None:
        super().__init__(code)
        self.code, self.line, self.values = code, line, values


@dataclass(frozen=True)
class Read:
    """What stands in a file, and whether a key was repeated in it."""

    data: Any
    repeated: bool


class _Loader(yaml.CSafeLoader):
    repeated = False

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        self.repeated = self.repeated or len(mapping) != len(node.value)
        return mapping


# A fresh table, because the inherited one is shared with every other user of PyYAML.
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:[0-9]*\.[0-9]+|[0-9]+\.)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("float", r"[-+]?[0-9]+[eE][-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+."),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(f"^(?:{_pattern})$"),
        ["" if c == "\0" else c for c in _first],
    )


def read_yaml(raw: bytes) -> Read:
    """What the bytes of a YAML file say.

    Raises:
        NotReadable: too large, not UTF-8, no YAML, nested too deep, unfolding without end.
    """
    text = decoded(raw)
    _refuse_deep(text)
    loader = _Loader(text)
    try:
        data = loader.get_single_data()
    except yaml.YAMLError as error:
        raise _syntax(error, text) from error
    finally:
        loader.dispose()
    _refuse_heavy(data)
    return Read(data, loader.repeated)


def decoded(raw: bytes) -> str:
    """The text of a file's bytes.

    Raises:
        NotReadable: too large, or not UTF-8.
    """
    if len(raw) > MAX_BYTES:
        raise NotReadable("too-large", limit=f"{MAX_BYTES // 2**20} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise NotReadable("not-utf8", line) from error


class Lines:
    """Where the values of one YAML file stand; made only when there is a problem to show."""

    def __init__(self, raw: bytes) -> None:
        self._root: yaml.Node | None = yaml.compose(decoded(raw), _Loader)

    def of(self, path: Path) -> int:
        """The line of the value at `path`, or of the last part of the way that exists."""
        node, line = self._root, 1
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            line, node = found
        return line

    def repeated(self) -> Iterator[tuple[Path, str, int, int]]:
        """Every repeated key: path of its mapping, the key, its first and its later line."""
        for path, node in _walk(self._root):
            if not isinstance(node, yaml.MappingNode):
                continue
            first: dict[str, int] = {}
            for key, _ in node.value:
                line = key.start_mark.line + 1
                if key.value in first:
                    yield path, str(key.value), first[key.value], line
                first.setdefault(key.value, line)

    def traps(self) -> Iterator[tuple[Path, str]]:
        """Unquoted scalars that other programs would not take for text."""
        for path, node in _walk(self._root):
            if isinstance(node, yaml.ScalarNode) and not node.style and TRAP.fullmatch(node.value):
                yield path, node.value


def _step(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child.start_mark.line + 1, child
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    return None


def _walk(root: yaml.Node | None) -> Iterator[tuple[Path, yaml.Node]]:
    stack: list[tuple[Path, yaml.Node]] = [((), root)] if root is not None else []
    seen: set[int] = set()
    while stack:
        path, node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield path, node
        if isinstance(node, yaml.MappingNode):
            stack.extend(((*path, str(key.value)), value) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            stack.extend(((*path, i), child) for i, child in enumerate(node.value))


def _refuse_deep(text: str) -> None:
    longest = max(map(len, text.splitlines()), default=0)
    if text.count("[") + text.count("{") + longest < SAFE_NESTING:
        return
    depth = 0
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                raise NotReadable("too-deep", mark.line + 1, limit=MAX_DEPTH)
    except yaml.YAMLError as error:
        raise _syntax(error, text) from error


def _refuse_heavy(data: Any) -> None:
    weight, stack = 0, [(data, 1)]
    while stack:
        item, depth = stack.pop()
        weight += NODE_WEIGHT + (len(item) if isinstance(item, str) else 0)
        if weight > MAX_WEIGHT:
            raise NotReadable("unfolds", limit=f"{MAX_WEIGHT // 2**20} MB")
        if depth > MAX_DEPTH:
            raise NotReadable("too-deep", limit=MAX_DEPTH)
        if isinstance(item, dict):
            stack.extend((value, depth + 1) for value in item.values())
        elif isinstance(item, list):
            stack.extend((value, depth + 1) for value in item)


def _syntax(error: yaml.YAMLError, text: str) -> NotReadable:
    if isinstance(error, yaml.MarkedYAMLError):
        mark: Any = error.problem_mark or error.context_mark
        line = min(mark.line + 1, text.count("\n") + 1) if mark else None
        return NotReadable("not-yaml", line, why=error.problem or error.context)
    position = getattr(error, "position", 0)
    return NotReadable("not-yaml", text[:position].count("\n") + 1, why="control character")
