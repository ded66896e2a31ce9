"""Tables of the literature, raters × subjects."""

import numpy as np
import pytest

NONE = np.nan


@pytest.fixture
def four_observers() -> np.ndarray:
    """Krippendorff (2011), section C: 4 observers, 12 units, gaps."""
    return np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
            [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
        ]
    )


@pytest.fixture
def six_targets() -> np.ndarray:
    """Shrout & Fleiss (1979), table 2: 4 judges, 6 targets."""
    return np.array(
        [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
    )
