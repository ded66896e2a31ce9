"""The pages of outcomes and of errors, made from the program and its words."""

import re
from collections.abc import Iterator

from written import code, page, paragraphs, pick, table

from wenheng import errors
from wenheng.collection.outcomes import OUTCOMES, Outcome
from wenheng.language import Language, catalogue, say, speaking
from wenheng.rating.presence import SHOWS_ABSENT, SHOWS_PRESENT

FAULTS = {"theirs": ("对方", "theirs"), "ours": ("我方", "ours"), "nobody": ("无", "nobody's")}
EXITS = {"StudyError": 2, "TableError": 2, "CollectError": 3, "NotScorable": 1}
ACTORS = {
    "StudyError": ("编写研究的人", "the author of the study"),
    "TableError": ("上一阶段，或文件的作者", "the stage before, or the author of the file"),
    "CollectError": ("操作者", "the operator"),
    "NotScorable": ("补采数据，或如实报告缺口", "collect more, or report the gap"),
}


def outcomes(language: Language) -> str:
    """How a session or a turn can end."""
    intro = pick(
        language,
        "会话和轮次的结果是封闭的清单。结果不是错误：平台打不开、没有智能问答，都是事实，照样留证。"
        "每种结果该怎么办见[会话结果与处置](../how-to/act-on-outcomes.md)。",
        "How a session or a turn ends is a closed list. An outcome is no error: a platform that is "
        "down or has no assistant is a fact, and comes with evidence. What to do about each: "
        "[Act on outcomes](../how-to/act-on-outcomes.md).",
    )
    pairs = (
        ("结果", "Outcome"),
        ("含义", "Meaning"),
        ("原因在", "Fault"),
        ("说明平台", "It shows"),
        ("建议再试", "Try again"),
    )
    headings = [pick(language, *pair) for pair in pairs]
    rows = [_outcome(language, one) for one in OUTCOMES.values()]
    return page(language, ("会话结果", "Outcomes"), "collection", [intro, table(headings, rows)])


def _outcome(language: Language, one: Outcome) -> tuple[str, ...]:
    with speaking(language):
        meaning = say(f"outcomes.{one.name}")
    again = one.retry_after_s
    return (
        code(one.name),
        meaning,
        pick(language, *FAULTS[one.fault]),
        _shows(language, one.name),
        pick(language, "否", "no")
        if again is None
        else pick(language, f"{again // 60} 分钟后", f"after {again // 60} min"),
    )


def _shows(language: str, outcome: str) -> str:
    if outcome in SHOWS_PRESENT:
        return pick(language, "有智能问答", "an assistant")
    if outcome in SHOWS_ABSENT:
        return pick(language, "没有", "that there is none")
    return pick(language, "不能说明", "nothing")


def problems(language: Language) -> str:
    """The error tree, and every problem that a check of a study can find."""
    intro = pick(
        language,
        "错误按“该谁处理”分类，每条写明什么不对、在哪里、下一步怎么做。",
        "Errors are cut by who must act. Each says what is wrong, where, and what to do next.",
    )
    headings = [
        pick(language, *pair)
        for pair in (
            ("错误", "Error"),
            ("代码", "Code"),
            ("谁来处理", "Who acts"),
            ("退出码", "Exit"),
            ("含义", "Meaning"),
        )
    ]
    rows = [_error(language, name) for name in ACTORS]
    checks = pick(language, "## 检查研究时的问题", "## Problems of a study")
    what = [
        pick(language, *pair)
        for pair in (("代码", "Code"), ("问题", "Problem"), ("怎么办", "What to do"))
    ]
    parts = [intro, table(headings, rows), checks, table(what, _problems(language))]
    return page(language, ("错误与问题", "Errors and problems"), "errors", parts)


def _error(language: str, name: str) -> tuple[object, ...]:
    error: type[errors.WenhengError] = getattr(errors, name)
    first = paragraphs(error.__doc__).splitlines()[0]
    return code(name), code(error.code), pick(language, *ACTORS[name]), EXITS[name], first


def _problems(language: Language) -> Iterator[tuple[str, str, str]]:
    words = catalogue("check")
    for key in words:
        if f"{key}-next" in words:
            yield code(key), _blank(words[key][language]), _blank(words[f"{key}-next"][language])


def _blank(sentence: str) -> str:
    """A sentence of a catalogue, what is filled in shown as ‹name›."""
    shown = re.sub(r"(?<!\{)\{(\w+)(?:![rs])?\}(?!\})", r"‹\1›", sentence)
    return shown.replace("{{", "{").replace("}}", "}").replace("*", "\\*").replace("<", "&lt;")
