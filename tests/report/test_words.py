"""Every sentence the report needs is there, in both languages, set as print wants it."""

import re
from pathlib import Path
from typing import get_args

import wenheng.report
from wenheng import tables
from wenheng.collection.transcript import EvidenceKind
from wenheng.language import catalogue

SOURCES = Path(wenheng.report.__file__).parent
CLOSED_LISTS = {
    "outcome": tables.OUTCOMES,
    "fault": tables.FAULTS,
    "turn": tables.TURN_KINDS,
    "feature": tables.FEATURES,
    "status": tables.SCORE_STATUSES,
    "meaning": tables.SCORE_STATUSES,
    "rater": tables.RATER_KINDS,
    "policy": (*tables.POLICIES, "both"),
    "consensus": ("mean", "median", "adjudicated"),
    "total": ("sum", "mean", "percent"),
    "aggregation": ("arithmetic", "geometric", "harmonic", "minimum"),
    "origin": ("report", "peer", "proposal", "own"),
    "automation": ("auto", "assisted", "human"),
    "per": ("scenario", "platform"),
    "kind": get_args(EvidenceKind),
    "transport": ("browser", "openai", "http", "capture", "replay"),
}
HAN_BESIDE_HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,:;?!()]|[,:;?!()][\u3400-\u9fff]")


def used() -> set[str]:
    found = set()
    for path in (*SOURCES.rglob("*.py"), *SOURCES.rglob("*.j2")):
        found |= set(re.findall(r'"report\.([a-zA-Z0-9_-]+)"', path.read_text("utf-8")))
    return found


def test_every_sentence_that_is_asked_for_exists():
    assert used() - set(catalogue("report")) == set()


def test_every_value_of_a_closed_list_has_a_name():
    needed = {f"{area}-{value}" for area, values in CLOSED_LISTS.items() for value in values}

    assert needed - set(catalogue("report")) == set()


def test_every_sentence_is_there_in_both_languages_and_takes_the_same_values():
    for key, said in catalogue("report").items():
        assert set(said) == {"zh", "en"}, key
        taken = [set(re.findall(r"{(\w+)}", said[language])) for language in ("zh", "en")]
        assert taken[0] == taken[1], key


def test_lists_of_columns_are_as_long_in_both_languages():
    for key, said in catalogue("report").items():
        assert said["zh"].count("|") == said["en"].count("|"), key


def test_chinese_sentences_use_full_width_punctuation():
    bare = {key: re.sub(r"{\w+}", "", said["zh"]) for key, said in catalogue("report").items()}

    assert [key for key, text in bare.items() if HAN_BESIDE_HALF_WIDTH.search(text)] == []


def test_no_sentence_claims_a_cause_or_an_intention():
    claimed = ("显著", "得益于", "导致", "忽视", "轻视", "重视不够", "significant", "thanks to")
    said = [text for entry in catalogue("report").values() for text in entry.values()]

    assert [text for text in said if any(word in text for word in claimed)] == []
