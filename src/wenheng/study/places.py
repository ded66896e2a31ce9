"""A study's plain values, and the file and line where each of them stands."""

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from wenheng.study.problems import Finding, Path, Problem, worded
from wenheng.study.yaml_files import Lines

MAIN = "study.yaml"


@dataclass
class Gathered:
    """All that the files say, merged into `raw`; which parts could not be read; the problems.

    `givers` says from which file each part came first, `read` holds the readable YAML files.
    """

    root: FilePath
    main: str = MAIN
    raw: dict[str, Any] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    givers: dict[str, str] = field(default_factory=dict)
    read: dict[str, bytes] = field(default_factory=dict)
    _homes: dict[Path, tuple[str, Path]] = field(default_factory=dict)
    _rows: dict[Path, int] = field(default_factory=dict)
    _lines: dict[str, Lines] = field(default_factory=dict)

    def put(self, path: Path, value: Any, file: str, inside: Path = (), row: int = 0) -> None:
        """Set `value` at `path`, which stands in `file` under `inside`, or in a table's `row`."""
        part, rest = str(path[0]), path[1:]
        if rest and isinstance(rest[0], int):
            self.raw.setdefault(part, []).append(value)
        elif rest:
            self.raw.setdefault(part, {})[rest[0]] = value
        else:
            self.raw[part] = value
        self.givers.setdefault(part, file)
        self._homes[path] = (file, inside)
        if row:
            self._rows[path] = row

    def report(self, finding: Finding) -> None:
        """Note `finding` with the file and line where its path stands."""
        file, inside, row = self._home(finding.path)
        line = row or self.lines(file).of(inside)
        self.problems.append(worded(finding, file, line, self._said(finding.path)))

    def spot(self, path: Path) -> str:
        """File and line of `path`, like `roster.csv:7`."""
        file, inside, row = self._home(path)
        return f"{file}:{row or self.lines(file).of(inside)}"

    def report_file(self, finding: Finding, file: str, line: int | None = None) -> None:
        """Note `finding` about `file` as such; its path is one inside that file."""
        where = ".".join(map(str, finding.path))
        self.problems.append(worded(finding, file, line, where))

    def lines(self, file: str) -> Lines:
        """The line numbers of `file`; all 1 where it could not be read."""
        if file not in self._lines:
            self._lines[file] = Lines(self.read.get(file, b""))
        return self._lines[file]

    def _home(self, path: Path) -> tuple[str, Path, int]:
        for end in range(len(path), 0, -1):
            if path[:end] in self._homes:
                file, inside = self._homes[path[:end]]
                return file, (*inside, *path[end:]), self._rows.get(path[:end], 0)
        return self.main, path, 0

    def _said(self, path: Path) -> str:
        said, value = "", self.raw
        for step in path:
            value = value_at(value, (step,))
            if isinstance(step, int):
                id_ = value_at(value, ("id",)) or value_at(value, ("unit",))
                said += f"[{id_ if isinstance(id_, str) else step}]"
            else:
                said += f".{step}" if said else step
        return said


def value_at(value: Any, path: Path) -> Any:
    """What stands in nested lists and tables at `path`; None where there is nothing."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
