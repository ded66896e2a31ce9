"""The tables of a data package: none has nested columns, and what refers to another says so."""

import dataframely as dy

from wenheng import tables

KINDS_OF_SCENARIO = ("scenario", "probe", "platform")
KINDS_OF_GROUP = ("level", "channel", "region")


class Units(dy.Schema):
    """A ranked public body."""

    unit = dy.String(primary_key=True)
    name_zh = dy.String()
    name_en = dy.String()
    level = dy.String()
    region = dy.String()


class Platforms(dy.Schema):
    """One channel of a unit."""

    platform = dy.String(primary_key=True)
    unit = dy.String()
    channel = dy.String()
    transport = dy.String()
    entry = dy.String()


class Scenarios(dy.Schema):
    """A user's task, a probe, or `*` for what is rated once for a platform."""

    scenario = dy.String(primary_key=True)
    kind = dy.Enum(KINDS_OF_SCENARIO)
    name_zh = dy.String()
    name_en = dy.String()
    scene = dy.String()
    business = dy.String()
    question = dy.String()


class Indicators(dy.Schema):
    """A node of the tree of indicators; those without `per` are made of others."""

    node = dy.String(primary_key=True)
    parent = dy.String(nullable=True)
    name_zh = dy.String()
    name_en = dy.String()
    definition = dy.String()
    anchors = dy.String()
    weight = dy.Float64(min=0)
    per = dy.String(nullable=True)
    automation = dy.String(nullable=True)
    origin = dy.String()


class Groups(dy.Schema):
    """The name of a level, channel or region."""

    kind = dy.Enum(KINDS_OF_GROUP, primary_key=True)
    id = dy.String(primary_key=True)
    name_zh = dy.String()
    name_en = dy.String()


class SessionRows(dy.Schema):
    """A session without its turns and evidence, which are tables of their own."""

    session = dy.String(primary_key=True)
    platform = dy.String()
    scenario = dy.String()
    variant = dy.String()
    repeat = dy.UInt8(min=1)
    attempt = dy.UInt8(min=1)
    transport = dy.String()
    outcome = dy.Enum(tables.OUTCOMES)
    fault = dy.Enum(tables.FAULTS)
    has_assistant = dy.Bool(nullable=True)
    entry_clicks = dy.UInt16(nullable=True)
    voice_input = dy.Bool(nullable=True)
    read_aloud = dy.Bool(nullable=True)
    attachments = dy.Bool(nullable=True)
    satisfaction = dy.Bool(nullable=True)
    hot_questions = dy.Bool(nullable=True)
    suggestions = dy.Bool(nullable=True)
    handoff = dy.Bool(nullable=True)
    history = dy.Bool(nullable=True)
    larger_text = dy.Bool(nullable=True)
    started_at = dy.Datetime(time_unit="ms", time_zone="UTC", nullable=True)
    duration_s = dy.Float64(min=0, nullable=True)
    note = dy.String()


class Turns(dy.Schema):
    """A question of a session and its reply."""

    session = dy.String(primary_key=True)
    turn = dy.UInt8(primary_key=True)
    kind = dy.Enum(tables.TURN_KINDS)
    question = dy.String()
    outcome = dy.Enum(tables.OUTCOMES)
    text = dy.String()
    first_s = dy.Float64(nullable=True)
    last_s = dy.Float64(nullable=True)


class ReplyLinks(dy.Schema):
    """A link in a reply."""

    session = dy.String(primary_key=True)
    turn = dy.UInt8(primary_key=True)
    place = dy.UInt32(primary_key=True)
    text = dy.String()
    url = dy.String()


class ReplyOptions(dy.Schema):
    """An option offered in a reply."""

    session = dy.String(primary_key=True)
    turn = dy.UInt8(primary_key=True)
    place = dy.UInt32(primary_key=True)
    text = dy.String()


class Evidence(dy.Schema):
    """A file that was kept of a session."""

    session = dy.String(primary_key=True)
    place = dy.UInt32(primary_key=True)
    kind = dy.String()
    turn = dy.UInt8(nullable=True)
    sha256 = dy.String()
    media = dy.String()


class Codebook(dy.Schema):
    """A column of a table, in words."""

    table = dy.String(primary_key=True)
    column = dy.String(primary_key=True)
    type = dy.String()
    key = dy.Bool()
    nullable = dy.Bool()
    limits = dy.String()
    refers_to = dy.String()
    zh = dy.String()
    en = dy.String()


DECLARED: dict[str, type[dy.Schema]] = {
    "study_units": Units,
    "study_platforms": Platforms,
    "study_scenarios": Scenarios,
    "study_indicators": Indicators,
    "study_groups": Groups,
}

OBSERVED: dict[str, type[dy.Schema]] = {
    "sessions": SessionRows,
    "turns": Turns,
    "reply_links": ReplyLinks,
    "reply_options": ReplyOptions,
    "evidence": Evidence,
}

MADE: dict[str, type[dy.Schema]] = {
    "links": tables.Links,
    "checks": tables.Checks,
    "presence": tables.Presence,
    "ratings": tables.Ratings,
    "coverage": tables.Coverage,
    "cells": tables.Cells,
    "indicators": tables.Nodes,
    "dimensions": tables.Nodes,
    "totals": tables.Totals,
    "ranks": tables.Ranks,
    "grades": tables.Grades,
    "types": tables.Types,
    "labels": tables.Labels,
    "findings": tables.Findings,
    "ledger": tables.Ledger,
    "advice": tables.Advice,
    "standings": tables.Standings,
    "chances": tables.Chances,
}
"""Those that other stages made, by name."""

CONTRACTS: dict[str, type[dy.Schema]] = {**DECLARED, **OBSERVED, **MADE, "codebook": Codebook}

KEYS: dict[str, tuple[str, str]] = {
    "unit": ("study_units", "unit"),
    "platform": ("study_platforms", "platform"),
    "scenario": ("study_scenarios", "scenario"),
    "indicator": ("study_indicators", "node"),
    "node": ("study_indicators", "node"),
    "session": ("sessions", "session"),
}
"""Column → table and column that it refers to, wherever it stands."""
