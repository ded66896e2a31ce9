"""The page of words, made from `docs/words.yaml`: the README's lists must agree with it."""

from pathlib import Path

import yaml
from written import page, pick, table

WORDS = Path(__file__).parents[1] / "words.yaml"


def word_list(language: str) -> str:
    """The field's words in both languages, with what each stands for."""
    rows = [(f"**{word['zh']}**", f"**{word['en']}**", word["means"][language]) for word in words()]
    intro = pick(
        language,
        "一个概念只用一个词，程序、界面和报告都如此。",
        "One word for one thing, in the program, its screens and its reports.",
    )
    headings = ("中文", "English", pick(language, "含义", "What it stands for"))
    return page(language, ("术语", "Words"), "docs", [intro, table(headings, rows)])


def words() -> list[dict[str, object]]:
    loaded: list[dict[str, object]] = yaml.safe_load(WORDS.read_text("utf-8"))
    return loaded
