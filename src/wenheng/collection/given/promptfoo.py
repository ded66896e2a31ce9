"""Results of `promptfoo eval` (JSON of version 3, or JSONL): a question and output per result.

Facts of the format: promptfoo, docs/configuration/reference, EvaluateSummaryV3, EvaluateResult.
What was asserted and how it was graded is left: only what was said is taken.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from wenheng.collection.given.turns import Defaults, Given

ASKING = ("question", "query", "q", "input", "message", "prompt", "text", "问题")
"""Names of variables that hold the question, the likeliest first."""

FAILURES = (
    (re.compile(r"timed? ?out|timeout", re.I), "no_reply"),
    (re.compile(r"ECONN|ENOTFOUND|EAI_AGAIN|fetch failed|network error", re.I), "unreachable"),
    (re.compile(r"\b(?:401|403|429|451)\b"), "blocked"),
)
"""What an error of a provider comes to; any other is an error reply."""


def is_promptfoo(document: Any) -> bool:
    """Whether a JSON document holds results of `promptfoo eval`."""
    return bool(_results(document))


def is_promptfoo_line(line: str) -> bool:
    """Whether a line of JSON is one result."""
    try:
        one = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(one, dict) and {"provider", "vars", "prompt"} <= one.keys()


def promptfoo_turns(document: Any, defaults: Defaults) -> Iterator[Given]:
    """A turn for each result; those of one `conversationId` are one conversation.

    The platform is the provider's label, or its id, unless the defaults name one.
    """
    groups: dict[str, int] = {}
    for number, result in enumerate(_results(document), 1):
        thread = _of(result, "metadata").get("conversationId")
        key = f"thread {thread}" if thread else f"result {number}"
        yield _given(result, number, groups.setdefault(key, len(groups) + 1), defaults)


def _given(result: Mapping[str, Any], row: int, group: int, defaults: Defaults) -> Given:
    response, variables, provider = (_of(result, k) for k in ("response", "vars", "provider"))
    text = _text(response.get("output"))
    error = str(result.get("error") or response.get("error") or "") if not text else ""
    session, platform = _text(variables.get("session")), _text(variables.get("platform"))
    if not (platform or session or defaults.platform):
        platform = _text(provider.get("label") or provider.get("id"))
    return Given(
        row,
        _question(result, variables),
        group,
        session=session,
        platform=platform,
        scenario=_text(variables.get("scenario")),
        variant=_text(variables.get("variant")),
        text=text,
        outcome=None if text else _failure(error),
        last_s=_seconds(result, response),
        note=error[:300],
    )


def _question(result: Mapping[str, Any], variables: Mapping[str, Any]) -> str:
    texts = {name: value for name, value in variables.items() if isinstance(value, str)}
    for name in ASKING:
        if texts.get(name):
            return texts[name].strip()
    if len(texts) == 1:
        return next(iter(texts.values())).strip()
    return _last_said(_text(_of(result, "prompt").get("raw")))


def _last_said(prompt: str) -> str:
    """The prompt, or of a list of messages the last of the user."""
    try:
        messages = json.loads(prompt)
    except (ValueError, RecursionError):
        return prompt
    if not isinstance(messages, list):
        return prompt
    asked = [m for m in messages if isinstance(m, dict) and m.get("role") == "user"]
    return _text(asked[-1].get("content")) if asked else prompt


def _failure(error: str) -> str:
    if not error:
        return "no_reply"
    return next((outcome for sign, outcome in FAILURES if sign.search(error)), "error_reply")


def _seconds(result: Mapping[str, Any], response: Mapping[str, Any]) -> float | None:
    """How long the reply took; not known where it came from a cache."""
    latency = result.get("latencyMs")
    if not isinstance(latency, int | float) or latency <= 0 or response.get("cached"):
        return None
    return latency / 1000


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _results(document: Any) -> list[Mapping[str, Any]]:
    summary = document.get("results") if isinstance(document, dict) else None
    rows = summary.get("results") if isinstance(summary, dict) else None
    if not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, dict) and "provider" in row]


def _of(one: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = one.get(key)
    return value if isinstance(value, dict) else {}
