"""What `wh.index` offers."""

import subprocess
import sys

import wenheng as wh

NAMES = {
    "aggregate", "availability", "correlations", "cronbach_alpha", "effective_weights", "impute",
    "largest_remainder", "normalise", "pca", "rank", "round_half_up", "treat", "weights",
}  # fmt: skip


def test_every_public_name_can_be_used():
    assert set(dir(wh.index)) == NAMES
    assert all(getattr(wh.index, name) for name in NAMES)
    assert wh.index.rank([1.0, 3.0]).to_list() == [2, 1]
    assert wh.index.round_half_up(2.675, 2) == 2.68
    assert sum(wh.index.largest_remainder([1, 1, 1])) == 100


def test_nothing_of_it_is_imported_before_it_is_used():
    code = "import sys, wenheng; print([m for m in sys.modules if m.split('.')[0] in ('scipy', 'numpy', 'polars') or m.startswith('wenheng.index')])"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
