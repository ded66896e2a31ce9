"""The plan: every session and every cell that a study promises, and so every denominator."""

import polars as pl

from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.study.questions import (
    Question,
    is_chosen,
    planned_scenarios,
    probe_variants,
    questions,
    variants,
)
from wenheng.tables import PlannedCells, PlannedSessions

__all__ = [
    "Question",
    "exempt",
    "planned_cells",
    "planned_columns",
    "planned_sessions",
    "questions",
    "simulated_sessions",
]


def planned_sessions(study: Study) -> pl.DataFrame:
    """Every session that is to be held, as a PLANNED SESSIONS table.

    One row per platform, scenario (or probe), variant and repeat, in the order of the study. A
    scenario that does not exist at a unit's place is not asked there, nor is a probe that needs
    consent tried where there is none.
    """
    asked = _asked(study).join(_repeats(study), how="cross")
    rows = _sessions(study, asked)
    rows = rows.join(_forbidden(study), on=["platform", "scenario"], how="anti")
    return checked(PlannedSessions, rows)


def simulated_sessions(study: Study) -> pl.DataFrame:
    """The dialogues of simulated users, as a PLANNED SESSIONS table; none where none are declared.

    They stand beside the plan and in no denominator of it.
    """
    users = study.simulated
    variants = [variant for variant, _ in users.variants()] if users else []
    wanted = users.scenarios if users else ()
    rows = [
        (scenario.id, variant, 1)
        for scenario in study.scenarios
        if wanted == "all" or scenario.id in wanted
        for variant in variants
    ]
    schema = {"scenario": pl.String, "variant": pl.String, "repeat": pl.Int64}
    asked = pl.DataFrame(rows, schema=schema, orient="row")
    return checked(PlannedSessions, _sessions(study, asked))


def _sessions(study: Study, asked: pl.DataFrame) -> pl.DataFrame:
    """What is `asked`, of every platform at whose place the scenario exists."""
    rows = _platforms(study).join(asked, how="cross")
    rows = rows.join(exempt(study), on=["platform", "scenario"], how="anti")
    key = pl.concat_str("platform", "scenario", "variant", pl.col("repeat"), separator="/")
    return rows.with_columns(session=key)


def planned_cells(study: Study) -> pl.DataFrame:
    """Every rating that is promised, as a PLANNED CELLS table.

    One row per platform, indicator and scenario in which a turn that the indicator rests on is
    planned; one row with the scenario `*` for what is rated once per platform. Packs that are
    switched on come last. `applicable` is false where the scenario does not exist at the unit's
    place.
    """
    rows = _platforms(study).join(planned_columns(study), how="cross")
    excluded = exempt(study).with_columns(applicable=pl.lit(False))
    rows = rows.join(excluded, on=["platform", "scenario"], how="left", maintain_order="left")
    return checked(PlannedCells, rows.with_columns(pl.col("applicable").fill_null(True)))


def planned_columns(study: Study) -> pl.DataFrame:
    """What is rated on every platform: pairs of indicator and scenario, or `*`, in order."""
    pairs = [(leaf.id, s) for leaf in study.rated for s in planned_scenarios(study, leaf)]
    return pl.DataFrame(pairs, schema={"indicator": pl.String, "scenario": pl.String}, orient="row")


def _platforms(study: Study) -> pl.DataFrame:
    return pl.DataFrame({"platform": [platform.id for platform in study.platforms]})


def _asked(study: Study) -> pl.DataFrame:
    rows = [(s.id, variant) for s in study.scenarios for variant in variants(study, s)]
    rows += [
        (probe.id, variant)
        for probe in (*study.probes, *study.pack_probes)
        if probe.say and (probe in study.pack_probes or is_chosen(study, "probes", probe.id))
        for variant in probe_variants(probe)
    ]
    schema = {"scenario": pl.String, "variant": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _repeats(study: Study) -> pl.DataFrame:
    return pl.DataFrame({"repeat": range(1, study.sessions.repeats + 1)})


def _forbidden(study: Study) -> pl.DataFrame:
    """Platform × probe that needs a consent which nobody has given."""
    probes = (*study.probes, *study.pack_probes)
    pairs = ((platform.id, probe) for platform in study.platforms for probe in probes)
    rows = [(platform, probe.id) for platform, probe in pairs if not study.allows(platform, probe)]
    schema = {"platform": pl.String, "scenario": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def exempt(study: Study) -> pl.DataFrame:
    """Platform × scenario that the reference facts of the unit say does not exist there."""
    scenarios = {scenario.id for scenario in study.scenarios}
    rows = [
        (platform.id, id_)
        for platform in study.platforms
        if (reference := study.reference(platform.unit)) is not None
        for id_ in dict.fromkeys(reference.not_applicable)
        if id_ in scenarios
    ]
    schema = {"platform": pl.String, "scenario": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
