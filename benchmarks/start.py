"""How long the command and the import take to begin: run `python benchmarks/start.py`.

Beside an interpreter that does nothing, the help of pip and the import of polars; medians of whole
processes, alternately started. Limits: help 0.3 s, import 0.1 s beyond the empty interpreter.
"""

import statistics
import subprocess
import sys
import time

RUNS = 9
CODE = {
    "an interpreter that does nothing": ["-c", "pass"],
    "import wenheng": ["-c", "import wenheng"],
    "wenheng --help": ["-m", "wenheng", "--help"],
    "pip --help": ["-m", "pip", "--help"],
    "import polars": ["-c", "import polars"],
}


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in CODE}
    for _ in range(RUNS):
        for name, arguments in CODE.items():
            begun = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
            times[name].append(time.perf_counter() - begun)
    nothing = statistics.median(times["an interpreter that does nothing"])
    print(f"{'what':34}{'s':>8}{'÷ nothing':>12}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:34}{median:8.3f}{median / nothing:12.1f}")


if __name__ == "__main__":
    main()
