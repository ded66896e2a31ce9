"""How much memory the processes below one take: a browser is many."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def descendants(pid: int) -> list[int]:
    """All processes below `pid`, as they stand; none where the system does not tell."""
    children: dict[int, list[int]] = defaultdict(list)
    for child, parent in _parents():
        children[parent].append(child)
    found, rest = [], [pid]
    while rest:
        below = children.pop(rest.pop(), [])
        found += below
        rest += below
    return found


def memory_below(pid: int) -> int:
    """Bytes that the processes below `pid` take together, what they share counted once (PSS)."""
    return sum(map(memory_of, descendants(pid)))


def memory_of(pid: int) -> int:
    """Bytes that a process takes, its share of what is shared; 0 where the system does not tell."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    kilobytes = next((line.split()[1] for line in lines if line.startswith("Pss:")), "0")
    return int(kilobytes) * 1024


def _parents() -> Iterator[tuple[int, int]]:
    for folder in PROC.glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2]
        except OSError:
            continue  # it has ended meanwhile
        yield int(folder.name), int(after_name.split()[1])
