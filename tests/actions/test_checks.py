"""What was looked at beside the replies, read back from evidence."""

import yaml

from wenheng.actions.checks import checks
from wenheng.actions.collect import collect
from wenheng.actions.opened import opened_with_sessions
from wenheng.store.evidence import place_of
from wenheng.store.sessions import sessions


def test_evidence_that_was_changed_since_says_nothing(study):
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    document["probes"] = [
        {"id": "P1", "name": "投诉", "say": ["请提供您的姓名和联系电话，我们为您登记。"]}
    ]
    document["sessions"] = {"variants": {"main": ["s0"], "probes": "all"}}
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    collect(study)

    with opened_with_sessions(study) as opened:
        held = sessions(opened.run)
        before = checks(opened, held)
        kept = held.explode("evidence").unnest("evidence").filter(kind="checks")["sha256"][0]
        file = place_of(opened.workspace.evidence, kept)
        file.chmod(0o644)
        file.write_bytes(file.read_bytes().replace(b"{", b"{ ", 1))
        after = checks(opened, held)

    assert before.height > after.height
    assert set(before["item"]) >= set(after["item"])
