"""The palette of the figures as Office writes colours."""

from wenheng.report.palette import colours

_DARK = 0.3
"""Luminance below which text on a fill is white."""


def color(token: str) -> str:
    """The colour on paper of `token`, as RRGGBB."""
    return colours()[token].removeprefix("#").upper()


def ink_on(token: str) -> str:
    """The colour of text that stands on a fill of `token`."""
    red, green, blue = (int(color(token)[at : at + 2], 16) / 255 for at in (0, 2, 4))
    luminance = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return color("onfill" if luminance < _DARK else "onpale")


def step_token(value: float, top: float) -> str:
    """The step of a matrix that `value` falls into, as the chart kit draws it."""
    return f"heat{min(5, int(6 * value / top))}"
