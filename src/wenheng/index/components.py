"""Principal components of the indicators."""

import numpy as np
import polars as pl

from wenheng.errors import NotScorable
from wenheng.language import say
from wenheng.values import Numbers, Values, complete, flat, listed, read


def pca(values: Values) -> pl.DataFrame:
    """Principal components of the correlation matrix.

    Args:
        values: units × indicators, none missing.

    Returns:
        A row per component, the largest first: `component` (from 1), `eigenvalue` (they sum to
        the number of indicators), `share` and `cumulative` of the variance, 0–1, and a column per
        indicator: its coefficient in the unit-length eigenvector. The sign of a component is
        free; here its coefficients sum to 0 or more.

    Raises:
        TableError: `values` is refused, or a value is missing.
        NotScorable: fewer than two indicators or three units, or an indicator does not vary.

    Source:
        Jolliffe (2002), Principal Component Analysis, 2nd ed., section 2.3; OECD/JRC (2008),
        Handbook, step 4.
    """
    table = read(values)
    eigenvalues, vectors = components(values)
    share = eigenvalues / eigenvalues.sum()
    return pl.DataFrame(
        {
            "component": range(1, len(share) + 1),
            "eigenvalue": eigenvalues,
            "share": share,
            "cumulative": np.cumsum(share),
            **dict(zip(table.names, vectors, strict=True)),
        }
    )


def components(values: Values) -> tuple[Numbers, Numbers]:
    """Eigenvalues, falling, and unit eigenvectors (columns) of the correlation matrix."""
    table = complete(values)
    x, names = table.x, table.names
    if len(names) < 2 or len(x) < 3:
        raise NotScorable(say("index.too-few-for-components"))
    wrong = [name for name, column in zip(names, x.T, strict=True) if flat(column)]
    if wrong:
        raise NotScorable(say("index.no-spread", columns=listed(wrong)))
    eigenvalues, vectors = np.linalg.eigh(np.corrcoef(x, rowvar=False))
    vectors = vectors[:, ::-1] * np.where(vectors[:, ::-1].sum(axis=0) < 0, -1, 1)
    return np.clip(eigenvalues[::-1], 0, None), vectors
