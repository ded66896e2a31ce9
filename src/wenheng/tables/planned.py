"""What a study plans: its sessions and its cells."""

import dataframely as dy

WHOLE_PLATFORM = "*"
"""The scenario of what is rated once per platform."""


class PlannedSessions(dy.Schema):
    """A session the study promises to hold: platform × scenario × variant × repeat.

    `session` is its key, `platform/scenario/variant/repeat`; a probe stands as its scenario.
    """

    session = dy.String(primary_key=True)
    platform = dy.String()
    scenario = dy.String()
    variant = dy.String()
    repeat = dy.UInt8(min=1)


class PlannedCells(dy.Schema):
    """A rating the study promises: platform × indicator × scenario, or × `*`.

    Every later denominator is counted here. A cell that does not apply leaves all of them.
    """

    platform = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    applicable = dy.Bool()
