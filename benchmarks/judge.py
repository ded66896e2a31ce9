"""The rule judge on labelled replies, beside a naive baseline: run `python benchmarks/judge.py`.

The baseline knows nothing but the study's `match_any` patterns: a fact is stated where one of them
is found, nothing is ever contradicted, and every reply is an answer.
"""

import json
import re
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from wenheng.rating.judge import judge_reply
from wenheng.rating.judgement import Judgement
from wenheng.rating.measure import Labelled, Measured, Verdicts, measure
from wenheng.study.load import load_study
from wenheng.study.model import Study

DATA = Path(__file__).parents[1] / "tests" / "data" / "replies-dev.jsonl"
ROUNDS = 10
CUTS = (0.0, 0.6, 0.7, 0.8, 0.9, 1.01)
Sure = tuple[float, bool]


def main(*paths: Path) -> None:
    study = load_study("default-2021r")
    replies = [reply for path in paths for reply in labelled(path)]
    print(f"{len(replies)} labelled replies, {', '.join(path.name for path in paths)}\n")
    judged = measure(replies, lambda reply: by_rules(study, reply))
    naive = measure(replies, lambda reply: by_patterns(study, reply))
    print(table(judged, naive))
    print(misses(judged))
    print(calibration(sure_and_right(study, replies)))
    print(f"\n{speed(study, replies):.0f} replies per second of processor time, one core")


def labelled(path: Path) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [{**row, "facts": {k: v["label"] for k, v in row["facts"].items()}} for row in rows]


def judged_reply(study: Study, reply: Labelled) -> Judgement:
    return judge_reply(
        study,
        scenario=reply["scenario"],
        question=reply["question"],
        reply={"text": reply["reply"], "links": reply["links"], "options": []},
        reference=reply["reference"],
    )


def by_rules(study: Study, reply: Labelled) -> Verdicts:
    found = judged_reply(study, reply)
    return Verdicts(
        {fact.fact: fact.verdict for fact in found.facts},
        found.reply_type,
        {indicator: its.level for indicator, its in found.levels.items()},
    )


def by_patterns(study: Study, reply: Labelled) -> Verdicts:
    text, scenario = reply["reply"], study.scenario(reply["scenario"])
    said = {f.id: any(re.search(p, text) for p in f.match_any) for f in scenario.facts}
    weight = {f.id: 2 if f.critical else 1 for f in scenario.facts}
    share = sum(weight[f] for f in said if said[f]) / sum(weight.values())
    linked = bool(reply["links"]) or "http" in text
    levels = dict.fromkeys(reply["levels"], 2) | {
        "A1.1": 3 if any(said.values()) else 0,
        "A1.2": sum(share >= cut for cut in (0.2, 0.5, 0.8)),
        "A1.3": min(3, ("《" in text) + bool(re.search(r"\d{5}", text)) + ("模板" in text)),
        "A2.1": 3 if linked else 0,
        "B1.1": 3 if any(said.values()) else 0,
        "B1.5": 2 if "《" in text else int(linked),
    }
    facts = {fact: "stated" if found else "absent" for fact, found in said.items()}
    return Verdicts(facts, "answer", levels)


def table(judged: Measured, naive: Measured) -> str:
    rows = [f"{'':22}{'rules':>22}{'patterns':>22}", f"{'':22}" + f"{'P      R      F1':>22}" * 2]
    for name in ("stated", "contradicted"):
        scores = [getattr(one, name) for one in (judged, naive)]
        cells = (f"{s.precision:.3f}  {s.recall:.3f}  {s.f1:.3f}" for s in scores)
        rows.append(f"{name:22}" + "".join(f"{cell:>22}" for cell in cells))
    rows.append(f"{'reply type':22}{judged.reply_type:>22.3f}{naive.reply_type:>22.3f}")
    for indicator in judged.kappa:
        pair = judged.kappa[indicator], naive.kappa[indicator]
        rows.append(f"{'kappa ' + indicator:22}" + "".join(f"{one:>22.3f}" for one in pair))
    rows.append(f"{'kappa, mean':22}{judged.mean_kappa:>22.3f}{naive.mean_kappa:>22.3f}")
    return "\n".join(rows)


def misses(judged: Measured) -> str:
    by_kind = Counter(miss.kind for miss in judged.misses)
    lines = ["\nmisses by kind: " + ", ".join(f"{k} {n}" for k, n in by_kind.most_common())]
    for m in judged.misses:
        lines.append(f"  {m.reply} {m.kind:18} {m.what:8} label {m.label}, judged {m.judged}")
    return "\n".join(lines)


def sure_and_right(study: Study, replies: list[dict[str, Any]]) -> dict[str, list[Sure]]:
    """How sure the judge was and whether it was right: of every fact, by verdict, and level."""
    found: dict[str, list[Sure]] = {"stated": [], "contradicted": [], "absent": [], "levels": []}
    for reply in replies:
        judged = judged_reply(study, reply)
        for fact in judged.facts:
            right = fact.verdict == reply["facts"][fact.fact]
            found[fact.verdict].append((fact.confidence, right))
        for indicator, label in reply["levels"].items():
            its = judged.levels[indicator]
            if its.level is not None:
                found["levels"].append((its.confidence, its.level == label))
    return found


def calibration(found: dict[str, list[Sure]]) -> str:
    """Of what the judge says with a confidence, the share that is right, beside that confidence."""
    lines = ["\nconfidence: its mean, the share that is right, how many"]
    for name, pairs in found.items():
        for low, high in pairwise(CUTS):
            inside = [(sure, right) for sure, right in pairs if low <= sure < high]
            if inside:
                mean = sum(sure for sure, _ in inside) / len(inside)
                right = sum(right for _, right in inside) / len(inside)
                lines.append(
                    f"  {name:13} {low:.2f}-{high:.2f} {mean:.3f} {right:.3f} {len(inside)}"
                )
        gap = abs(sum(sure - right for sure, right in pairs)) / (len(pairs) or 1)
        lines.append(f"  {name:13} all: differs by {gap:.3f}")
    return "\n".join(lines)


def speed(study: Study, replies: list[dict[str, Any]]) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        for reply in replies:
            by_rules(study, reply)
    return ROUNDS * len(replies) / (time.process_time() - began)


if __name__ == "__main__":
    main(*(map(Path, sys.argv[1:]) if len(sys.argv) > 1 else [DATA]))
