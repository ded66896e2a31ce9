"""How long loading the default study takes, beside reading its YAML the naive way.

    python benchmarks/load_study.py [RUNS]

Every figure is the median of fresh interpreters, so imports are included; "checked" is what
`load_study` does, "read" only turns the text into nested lists and tables. On a busy machine look
at processor seconds.
"""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from wenheng.study.load import find_study

HOME = find_study("default-2021r")
FILES = sorted(str(file) for file in HOME.rglob("*.yaml"))
LIMIT_S = 0.5

WAYS = {
    "an interpreter that does nothing": "pass",
    "read: yaml.safe_load (pure Python)": f"""
import yaml
for file in {FILES}:
    yaml.safe_load(open(file, encoding="utf-8"))
""",
    "read: yaml.CSafeLoader": f"""
import yaml
for file in {FILES}:
    yaml.load(open(file, encoding="utf-8"), yaml.CSafeLoader)
""",
    "imports of load_study alone": "import wenheng.study.load",
    "checked: load_study('default-2021r')": """
from wenheng.study.load import load_study
load_study("default-2021r")
""",
    "checked with warnings: check_study": f"""
from pathlib import Path
from wenheng.study.check import check_study
check_study(Path({str(HOME)!r}))
""",
}


def timed(code: str) -> tuple[float, float]:
    """Wall-clock and processor seconds of a fresh interpreter running `code`."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    size = sum(len(Path(file).read_text("utf-8")) for file in FILES)
    print(f"{len(FILES)} YAML files, {size:,} characters, and roster.csv; median of {runs} runs\n")
    print(f"| {'what':<38} | wall s | CPU s |\n|{'-' * 40}|-------:|------:|")
    for what, code in WAYS.items():
        walls, cpus = zip(*(timed(code) for _ in range(runs)), strict=True)
        wall, cpu = statistics.median(walls), statistics.median(cpus)
        print(f"| {what:<38} | {wall:>6.3f} | {cpu:>5.3f} |")
    print(f"\nlimit for load_study: {LIMIT_S} s")


if __name__ == "__main__":
    main()
