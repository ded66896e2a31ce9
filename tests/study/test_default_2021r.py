"""The reconstruction of the 2021 study holds all that is known, and claims no more."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from wenheng.study.load import load_study

DRAFT = Path(__file__).parents[3] / "shared" / "domain" / "study.yaml"
STUDY = load_study("default-2021r")
REGIONS = {"东部": "east", "中部": "central", "西部": "west", "东北": "northeast"}


@pytest.fixture(scope="module")
def draft():
    if not DRAFT.exists():
        pytest.skip("needs ../shared/domain/study.yaml beside the checkout")
    return yaml.load(DRAFT.read_text("utf-8"), yaml.CSafeLoader)


def hyphened(text):
    return text.replace("_", "-")


def test_it_has_25_indicators_12_scenarios_64_units_and_128_platforms():
    assert len(STUDY.leaves) == 25
    assert [len(d.children) for d in STUDY.dimensions] == [3, 3, 3, 5, 6, 5]
    assert len(STUDY.scenarios) == 12
    assert sum(1 for _ in STUDY.facts()) == 116
    assert Counter(unit.level for unit in STUDY.units) == {"province": 32, "city": 32}
    assert Counter(p.channel for p in STUDY.platforms) == {"web": 64, "mobile": 64}
    assert [probe.id for probe in STUDY.probes] == [f"P{n}" for n in range(1, 9)]


def test_it_says_that_it_is_a_reconstruction_and_not_the_original():
    assert "重构" in STUDY.status.zh
    assert "不得宣称为原报告量表" in STUDY.status.zh
    assert "not the original instrument" in STUDY.status.en


def test_only_the_two_upper_tiers_are_the_reports():
    kinds = {node.id: node.origin.kind for node in STUDY.nodes()}

    assert {id_ for id_, kind in kinds.items() if kind == "report"} == set(
        ["A", "B", "A1", "A2", "A3", "B1", "B2", "B3"]
    )
    assert all(leaf.origin.kind == "proposal" and leaf.grounding for leaf in STUDY.leaves)


def test_what_we_added_to_the_scenarios_is_marked_as_a_proposal():
    for scenario in STUDY.scenarios:
        assert scenario.keywords
        assert scenario.origin.kind == "proposal"
        assert scenario.origin.parts["keywords"] == "proposal"
        assert scenario.origin.parts["name"] == "report"


def test_every_platform_is_a_channel_of_a_unit_and_no_address_is_invented():
    for platform in STUDY.platforms:
        assert platform.id == f"{platform.unit}-{platform.channel}"
        assert platform.entry == ""
        assert platform.transport == {"web": "browser", "mobile": "capture"}[platform.channel]


def test_every_name_is_in_both_languages():
    named = [
        *STUDY.nodes(),
        *STUDY.scenarios,
        *STUDY.probes,
        *STUDY.units,
        *STUDY.slots,
        *STUDY.levels,
        *STUDY.channels,
        *STUDY.regions,
        *STUDY.grading.types,
        *STUDY.grading.labels,
        *STUDY.packs,
        *(node for pack in STUDY.packs for node in pack.indicators),
        *STUDY.quality.roles,
        *STUDY.quality.states,
    ]

    assert all(one.name.zh and one.name.en for one in named)


def test_the_published_grades_name_every_unit_once():
    published = STUDY.published["2021"]["grades"]

    for level in ("province", "city"):
        named = [unit for units in published[level].values() for unit in units]
        assert sorted(named) == sorted(u.id for u in STUDY.units if u.level == level)


def test_a_probe_never_says_what_is_an_instruction_to_the_tester():
    assert all("(" not in words for probe in STUDY.probes for words in probe.say)


@pytest.mark.shared
def test_every_indicator_of_the_draft_is_kept_whole(draft):
    def compared(drafted, node):
        assert (node.id, node.name.zh, node.name.en) == tuple(
            drafted[k] for k in ("id", "zh", "en")
        )
        assert list(node.aliases) == drafted.get("aliases", [])
        assert node.definition == drafted.get("definition", "")
        assert node.anchors == drafted.get("rubric", {})
        assert node.rule == drafted.get("rule", "")
        assert list(node.turns) == drafted.get("turns", [])
        assert list(node.evidence) == drafted.get("evidence", [])
        assert node.origin.kind == drafted["origin"]
        if "rubric" in drafted:
            assert node.per == drafted["unit"]
            assert node.applies_to == drafted.get("applies_to", "all")
            assert node.automation.model_dump() == drafted["automation"]
            assert node.grounding.kind == drafted["grounding"]
            assert node.grounding.note == drafted["grounding_note"]
        children = drafted.get("children", [])
        for one, other in zip(children, node.children, strict=True):
            compared(one, other)

    for one, other in zip(draft["indicators"], STUDY.indicators, strict=True):
        compared(one, other)
    (pack,), (drafted_pack,) = STUDY.packs, draft["extension_packs"]
    assert (pack.id, pack.name.zh, pack.name.en, pack.note) == tuple(
        drafted_pack[key] for key in ("id", "zh", "en", "note")
    )
    assert not pack.on and drafted_pack["default"] == "off"
    own = {f"probe:{probe.id}" for probe in pack.probes}  # the draft names no probe for the pack
    for one, other in zip(drafted_pack["indicators"], pack.indicators, strict=True):
        assert set(other.turns) <= own | {"main", "noise"}
        changed = {"turns": ()} | ({"per": "scenario"} if other.id == "X4" else {})
        compared(
            one, other.model_copy(update=changed)
        )  # X4 is asked of no scenario: of what is not


@pytest.mark.shared
def test_every_scenario_of_the_draft_is_kept_whole(draft):
    for drafted, scenario in zip(draft["scenarios"], STUDY.scenarios, strict=True):
        said = scenario.utterances
        assert {
            "id": scenario.id,
            "zh": scenario.name.zh,
            "en": scenario.name.en,
            "scene_type": scenario.scene,
            "business": scenario.business,
            "class": scenario.category,
            "origin": scenario.origin.note,
            "utterances": {
                "main": said.main,
                "paraphrases": list(said.paraphrases),
                "followups": [{"say": f.say, "expect": list(f.expect)} for f in said.followups],
                "vague": said.vague,
                "noise": said.noise,
            },
            "facts": [fact_as_drafted(fact) for fact in scenario.facts],
            "jurisdiction_note": scenario.note,
            **({"aliases": list(scenario.aliases)} if scenario.aliases else {}),
        } == {**drafted, "facts": [with_hyphens(fact) for fact in drafted["facts"]]}


def fact_as_drafted(fact):
    return {
        "id": fact.id,
        "slot": fact.slot,
        "zh": fact.text,
        "critical": fact.critical,
        "scope": fact.scope,
        "match_any": list(fact.match_any),
        "confidence": fact.confidence,
        **({"national_baseline": fact.baseline} if fact.baseline else {}),
    }


def with_hyphens(fact):
    return {**fact, "slot": hyphened(fact["slot"])}


OPENERS = {"P3": ["社会保障卡丢了怎么补办?"], "P7": ["您好"], "P8": ["您好", "谢谢"]}


@pytest.mark.shared
def test_every_probe_and_slot_of_the_draft_is_kept_whole(draft):
    for drafted, probe in zip(draft["probes"], STUDY.probes, strict=True):
        done = [drafted["do"]] if "do" in drafted else []
        said = list(drafted.get("say", []))
        if probe.id == "P3":  # its first line is an instruction, not something to say
            done.append(said.pop(0))
        assert (probe.id, probe.name.zh) == (drafted["id"], drafted["zh"])
        added = OPENERS.get(probe.id, [])  # what a program says where the draft leaves it open
        assert [words for words in probe.say if words not in added] == said
        assert len(probe.say) == len(said) + len(added)
        assert [probe.do] == (done or [""])
        assert list(probe.items) == drafted.get("items", [])
        assert list(probe.when) == drafted.get("when", [])
        assert probe.stop == drafted.get("stop", "")
    assert [(slot.id, slot.name.zh) for slot in STUDY.slots] == [
        (hyphened(slot["id"]), slot["zh"]) for slot in draft["fact_slots"]
    ]


@pytest.mark.shared
def test_the_population_of_the_draft_is_kept_whole(draft):
    population = draft["population"]
    rows = [(u, "province") for u in population["provinces"]]
    rows += [(u, "city") for u in population["cities"]]
    by_name = {unit.name.zh: unit for unit in STUDY.units}

    for (drafted, level), unit in zip(rows, STUDY.units, strict=True):
        assert (unit.name.zh, unit.name.en, unit.level) == (drafted["zh"], drafted["en"], level)
        assert unit.region == REGIONS[drafted["region4"]]
        assert unit.other_regions == {"three-belts": REGIONS[drafted["region3"]]}
        parent = by_name[drafted["province"]].id if "province" in drafted else None
        assert unit.parent == parent
        grades = STUDY.published["2021"]["grades"][level]
        assert unit.id in grades[drafted["published_grade_2021"]]
    assert len(STUDY.platforms) == population["platforms_total"]
    assert STUDY.region_note == population["region_note"]
    assert STUDY.source["ocr_note"] == population["ocr_note"]
    for drafted, declared in zip(population["levels"], STUDY.levels, strict=True):
        assert (declared.id, declared.name.zh, declared.name.en, declared.size) == tuple(
            drafted[key] for key in ("id", "zh", "en", "n")
        )
    for drafted, declared in zip(population["channels"], STUDY.channels, strict=True):
        assert (declared.id, declared.name.zh, declared.name.en, declared.what) == tuple(
            drafted[key] for key in ("id", "zh", "en", "what")
        )


@pytest.mark.shared
def test_the_published_results_of_the_draft_are_kept_whole(draft):
    drafted, kept = draft["published_2021"], STUDY.published["2021"]
    ids = {unit.name.zh: unit.id for unit in STUDY.units}
    types = {kind.name.zh: kind.id for kind in STUDY.grading.types}

    for key in ("origin", "coverage", "direction_of_findings", "method"):
        assert kept[key] == drafted[key]
    for level, grades in drafted["grades"].items():
        assert kept["grades"][level] == {g: [ids[zh] for zh in zhs] for g, zhs in grades.items()}
        assert kept["type_distribution"][level] == {
            types[name]: {"n": n, "share": share}
            for name, (n, share) in drafted["type_distribution"][level].items()
        }
        assert kept["dual_strong"][level] == [ids[zh] for zh in drafted["dual_strong"][level]]
    assert kept["rising_star"] == [ids[zh] for zh in drafted["rising_star"]]
    (score,), (drafted_score,) = kept["scores"], drafted["scores"]
    assert {**score, "unit": "成都"} == {
        **drafted_score,
        "scale_note": draft["scale"]["known_raw_score"]["note"],
    }
    assert kept["standardised_top"] == draft["scale"]["level1_standardised_max"]
    for case, drafted_case in zip(kept["cases"], drafted["cases"], strict=True):
        assert (case["name"], case["tags"]) == (drafted_case["platform"], drafted_case["tags"])
        unit = STUDY.unit(STUDY.platform(case["platform"]).unit)
        assert case["name"].startswith(unit.name.zh)


@pytest.mark.shared
def test_scoring_grading_and_workflow_of_the_draft_are_kept_whole(draft):
    drafted, scoring, grading = draft["aggregation"], STUDY.scoring, STUDY.grading
    assert scoring.origin.kind == drafted["origin"]
    assert list(scoring.steps) == drafted["steps"]
    assert scoring.absent_policy == drafted["absent_policy"]["default"]
    assert scoring.absent_note == drafted["absent_policy"]["note"]
    assert scoring.rounding_note == drafted["rounding"]["note"]
    for label, known in zip(grading.labels, drafted["derived_labels"], strict=True):
        assert (label.id, label.name.zh, label.rule) == (
            hyphened(known["id"]),
            known["zh"],
            known["rule"],
        )
        assert known["origin"] in (label.origin.kind, label.origin.note)
    thresholds = dict(drafted["grading"]["default_fixed_thresholds_0_100"])
    assert grading.note.startswith(thresholds.pop("note"))
    assert {grade.id: grade.from_percent for grade in grading.grades} == thresholds
    assert [grade.id for grade in grading.grades] == drafted["grading"]["grades"]
    names = {kind.id: kind.name.zh for kind in grading.types}
    for name, grades in drafted["grading"]["types"].items():
        assert [g.id for g in grading.grades if names[g.type] == name] == grades
    assert grading.origin.note == drafted["grading"]["origin"]
    for method in drafted["grading"]["methods_proposed"]:
        assert method in grading.note

    workflow, quality = draft["workflow"], STUDY.quality
    assert quality.origin.note == workflow["origin"]
    assert [f"{r.id} {r.name.zh}" for r in quality.roles] == [
        hyphened(role.split(" ")[0]) + " " + role.split(" ")[1] for role in workflow["roles"]
    ]
    assert [f"{s.id} {s.name.zh}" for s in quality.states] == [
        hyphened(state.split(" ")[0]) + " " + state.split(" ")[1] for state in workflow["states"]
    ]
    assert {
        "raters_per_item": quality.raters,
        "adjudicate_if_abs_diff_ge": quality.adjudicate_from_difference,
        "discuss_if_abs_diff_eq": quality.discuss_from_difference,
        "spot_check_min_share": quality.spot_check_share,
        "spot_check_min_n": quality.spot_check_min,
        "spot_check_note": quality.spot_check_note,
        "agreement_metrics": [metric.replace("-", "_") for metric in quality.agreement],
        "agreement_floor": quality.agreement_floor,
        "retest_share": quality.retest_share,
    } == workflow["defaults"]


@pytest.mark.shared
def test_source_scale_and_legend_of_the_draft_are_kept_whole(draft):
    study, scale = draft["study"], draft["scale"]["level3"]
    assert (STUDY.title.zh, STUDY.title.en) == (study["title_zh"], study["title_en"])
    assert STUDY.status.zh == study["status_zh"]
    assert study["id"] in STUDY.source["converted_from"]
    report = study["source_report"]
    assert STUDY.source["title"] == report["title_zh"]
    for key in ("publishers", "supporters", "figures_lost"):
        assert STUDY.source[key] == report[key]
    assert (STUDY.scale.top, STUDY.scale.allow_na) == (scale["max"], scale["allow_na"])
    assert (STUDY.scale.origin.kind, STUDY.scale.note) == (scale["origin"], scale["note"])
    for mark, meaning in draft["provenance_legend"].items():
        assert meaning.startswith(STUDY.provenance[mark].split("(")[0])
