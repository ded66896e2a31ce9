"""A small study, split into files as large ones are, for tests to break."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wenheng.language import speaking
from wenheng.study.check import check_study
from wenheng.study.problems import Problem

FILES = {
    "study.yaml": """\
id: counties
version: 1
title: {zh: 两县, en: Two counties}
contact: study@example.org
levels:
  - {id: county, name: {zh: 县, en: county}}
channels:
  - {id: web, name: {zh: 网页端, en: web}}
  - {id: mobile, name: {zh: 移动端, en: mobile}}
regions:
  - {id: north, name: 北片}
  - {id: south, name: 南片}
slots:
  - {id: fee, name: {zh: 费用, en: fee}}
  - {id: time-limit, name: {zh: 时限, en: time limit}}
sessions:
  variants: {main: all, paraphrases: all, vague: [id-card], probes: all}
  repeats: 2
grading:
  types:
    - {id: good, name: {zh: 较好, en: good}}
    - {id: poor, name: {zh: 较差, en: poor}}
  grades:
    - {id: A, type: good, from_percent: 60}
    - {id: B, type: poor, from_percent: 0}
""",
    "indicators.yaml": """\
indicators:
  - id: A
    name: {zh: 答得对, en: Right}
    children:
      - id: A1
        name: {zh: 命中, en: Hit}
        turns: [main]
        anchors: {0: 无, 1: 低, 2: 中, 3: 高}
      - id: A2
        name: {zh: 承接, en: Context}
        turns: [followups]
        anchors: {0: 无, 1: 低, 2: 中, 3: 高}
  - id: B
    name: {zh: 好用, en: Usable}
    children:
      - id: B1
        name: {zh: 容错, en: Robust}
        turns: [paraphrases]
        applies_to: [id-card, bus-pass]
        anchors: {0: 无, 1: 低, 2: 中, 3: 高}
      - id: B2
        name: {zh: 澄清, en: Clarify}
        turns: [vague]
        anchors: {0: 无, 1: 低, 2: 中, 3: 高}
      - id: B3
        name: {zh: 投诉, en: Complaint}
        per: platform
        turns: ["probe:P1"]
        anchors: {0: 无, 1: 低, 2: 中, 3: 高}
""",
    "probes.yaml": """\
probes:
  - id: P1
    name: {zh: 投诉探针, en: Complaint probe}
    say: [怎么投诉?, 在哪儿查进度?]
    stop: 不提交
  - id: P2
    name: {zh: 入口计步, en: Steps to the entry}
    do: 从首页起计点击数
""",
    "scenarios/bus-pass.yaml": """\
id: bus-pass
name: {zh: 公交卡, en: Bus pass}
utterances:
  main: 公交卡怎么办?
  paraphrases: [想办张公交卡咋整]
facts:
  - id: bus-fee
    slot: fee
    text: 押金 20 元
    match_any: ['20\\s*元']
""",
    "scenarios/id-card.yaml": """\
id: id-card
name: {zh: 临时身份证, en: Temporary ID card}
utterances:
  main: 在{place}怎么办临时身份证?
  paraphrases: [急着坐火车能先办个临时的不, 临时证要啥材料]
  followups:
    - say: 要多少钱?
      expect: [id-fee]
  vague: 身份证
  noise: {typo: 临时身分证}
facts:
  - id: id-fee
    slot: fee
    text: 10 元
    critical: true
  - id: id-days
    slot: time-limit
    text: 3 日内
""",
    "facts/qingshi.yaml": """\
unit: qingshi
place: 青石县城
facts:
  id-fee: 10 元/证
""",
    "packs/extra.yaml": """\
id: extra
name: {zh: 扩展, en: Extra}
indicators:
  - id: X1
    name: {zh: 扰动, en: Noise}
    turns: [noise]
    anchors: {0: 无, 1: 低, 2: 中, 3: 高}
""",
    "reference/published-2021.yaml": "grades: {A: [qingshi]}\n",
    "roster.csv": """\
unit,unit_zh,unit_en,level,region,parent,platform,channel,entry,transport,recipe
qingshi,青石县,Qingshi,county,north,,qingshi-web,web,https://qingshi.example/,browser,
qingshi,,,,,,qingshi-app,mobile,,capture,
hewan,河湾县,Hewan,county,south,qingshi,hewan-web,web,https://hewan.example/,,
""",
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The directory of a study without a fault."""
    root = tmp_path / "counties"
    for name, text in FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


@pytest.fixture
def change(small: Path) -> Callable[[str, str, str], None]:
    """Replace a piece of text, that must be there, in a file of the small study."""

    def changed(name: str, old: str, new: str) -> None:
        text = (small / name).read_text("utf-8")
        assert old in text
        (small / name).write_text(text.replace(old, new, 1), "utf-8")

    return changed


@pytest.fixture
def errors(small: Path) -> Callable[[], list[Problem]]:
    """What is wrong with the small study as it stands."""
    return lambda: list(check_study(small).errors)
