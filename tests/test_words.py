"""The message catalogues: what users read, in both languages."""

import re
import string
from pathlib import Path

import pytest

from wenheng.language import WORDS, catalogue, say, speaking

AREAS = sorted(file.stem for file in WORDS.glob("*.yaml"))
SOURCE = Path(WORDS).parent
HAN = "一-鿿"
HALF_WIDTH = re.compile(
    rf"[{HAN}”》）][,;?!]|[\w}}],[{HAN}]|[{HAN}”》）]:(?!\S*=)\s?[{HAN}“《{{]"
    rf"|\([^()]*[{HAN}]|[{HAN}]\("
)
KEPT = {"check": {"wide-colon-hint", "no-id"}}
"""Sentences about YAML quote its half-width colon."""


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("area", AREAS)
def test_every_sentence_exists_in_both_languages_and_takes_the_same_values(area):
    for key, sentences in catalogue(area).items():
        assert set(sentences) == {"zh", "en"}, key
        assert placeholders(sentences["zh"]) == placeholders(sentences["en"]), key


@pytest.mark.parametrize("area", AREAS)
def test_no_sentence_is_written_twice(area):
    keys = re.findall(r"^([\w-]+):", (SOURCE / "words" / f"{area}.yaml").read_text("utf-8"), re.M)

    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("area", AREAS)
def test_chinese_sentences_have_chinese_punctuation(area):
    wrong = {
        key: sentences["zh"]
        for key, sentences in catalogue(area).items()
        if HALF_WIDTH.search(sentences["zh"]) and key not in KEPT.get(area, ())
    }

    assert wrong == {}


def test_a_sentence_is_said_in_the_language_being_spoken():
    with speaking("zh"):
        assert say("collect.no-chromium") == "找不到 Chromium 浏览器"
        with speaking("en"):
            assert say("collect.no-chromium") == "there is no Chromium"
        assert say("collect.no-chromium") == "找不到 Chromium 浏览器"


def test_every_sentence_that_the_code_names_is_in_the_catalogue():
    named = {
        match
        for file in SOURCE.rglob("*.py")
        for match in re.findall(r'\bsay\(\s*"([a-z]+\.[a-z0-9_-]+)"', file.read_text("utf-8"))
    }

    missing = {key for key in named if key.split(".")[1] not in catalogue(key.split(".")[0])}

    assert named
    assert missing == set()
