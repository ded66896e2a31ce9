"""What an editor is told."""

import json

from wenheng.study.gather import FOLDERS, SPLIT
from wenheng.study.schema import study_schemas


def test_there_is_a_schema_for_every_kind_of_file():
    assert set(study_schemas()) == {
        "study",
        "indicators",
        "probes",
        "roster",
        "tiles",
        "judge",
        "simulated",
        "calibration",
        "scenario",
        "facts",
        "pack",
    }
    assert len(study_schemas()) == 1 + len(SPLIT) + len(FOLDERS)


def test_study_yaml_need_only_hold_what_no_other_file_can():
    assert study_schemas()["study"]["required"] == ["id", "version", "title"]


def test_unknown_keys_are_refused_everywhere():
    for schema in study_schemas().values():
        assert schema["additionalProperties"] is False


def test_a_plain_string_may_stand_for_words_origin_and_truth():
    def accepts_text(schema):
        return any(option.get("type") == "string" for option in (schema, *schema.get("anyOf", ())))

    scenario, facts = study_schemas()["scenario"], study_schemas()["facts"]

    assert accepts_text(scenario["properties"]["name"])
    assert accepts_text(scenario["properties"]["origin"])
    assert accepts_text(next(iter(facts["properties"]["facts"]["patternProperties"].values())))


def test_every_reference_within_a_schema_leads_somewhere():
    for schema in study_schemas().values():
        text = json.dumps(schema)
        targets = {part.split('"')[0] for part in text.split('"$ref": "#/$defs/')[1:]}
        assert targets <= schema["$defs"].keys()
