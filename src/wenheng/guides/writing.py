"""Facts put into the text of a reference file: what else stands there stays to the letter."""

from collections.abc import Mapping
from typing import Any

import yaml

from wenheng.study.truths import Truth

WIDTH = 110


def with_facts(text: str, head: Mapping[str, str], facts: Mapping[str, Truth]) -> str:
    """The text of a `facts/*.yaml` with `facts` in it, in place of what it said of them.

    Comments and all other parts stay as they are; where the facts stand in one line (`{…}`), they
    are written out in lines.

    Args:
        text: as the file stands; empty where there is none.
        head: what a new file begins with.
        facts: what is to stand there.
    """
    if not text.strip():
        return _dump(dict(head)) + _block({fact: _plain(truth) for fact, truth in facts.items()})
    node = yaml.compose(text, yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    own = next((value for key, value in pairs if key.value == "facts"), None)
    if own is None:
        return _ended(text) + _block({fact: _plain(truth) for fact, truth in facts.items()})
    if not isinstance(own, yaml.MappingNode) or own.flow_style or not own.value:
        return _written_out(text, own, facts)
    return _edited(text, own, facts)


def _edited(text: str, own: yaml.MappingNode, facts: Mapping[str, Truth]) -> str:
    indent = own.start_mark.column
    spans = {key.value: (key.start_mark.index, _end(text, value)) for key, value in own.value}
    last = max(end for _, end in spans.values())
    new = {fact: truth for fact, truth in facts.items() if fact not in spans}
    edits = [(*spans[fact], _entry(fact, facts[fact], indent)) for fact in facts if fact in spans]
    if new:
        lines = (" " * indent + _entry(fact, truth, indent) for fact, truth in new.items())
        edits.append((last, last, "\n" + "\n".join(lines)))
    for start, end, said in sorted(edits, key=lambda edit: (edit[1], edit[0]), reverse=True):
        text = text[:start] + said + text[end:]
    return text


def _end(text: str, node: yaml.Node) -> int:
    """Where the last line of a value ends: a block's mark lies behind the comments that follow."""
    start, end = node.start_mark.index, node.end_mark.index
    lines = text[start:end].split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return start + len("\n".join(lines))


def _written_out(text: str, own: yaml.Node, facts: Mapping[str, Truth]) -> str:
    held = yaml.safe_load(text[own.start_mark.index : own.end_mark.index]) or {}
    held |= {fact: _plain(truth) for fact, truth in facts.items()}
    start = text.rfind("facts", 0, own.start_mark.index + 1)
    return _ended(text[:start]) + _block(held) + text[own.end_mark.index :].lstrip("\n")


def _entry(fact: str, truth: Truth, indent: int) -> str:
    lines = _dump({fact: _plain(truth)}).rstrip("\n").split("\n")
    return "\n".join((lines[0], *(" " * indent + line for line in lines[1:])))


def _block(facts: Mapping[str, Any]) -> str:
    return _dump({"facts": dict(facts)})


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _plain(truth: Truth) -> dict[str, Any]:
    return truth.model_dump(mode="json", exclude_defaults=True)


def _dump(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=WIDTH)
