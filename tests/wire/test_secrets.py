"""Secrets are taken out of what is kept, however they are spelled there."""

import json

import pytest

from wenheng.wire.secrets import HIDDEN, without


@pytest.mark.parametrize("secret", ["sk-1", 'se"cr\\et', "clé/钥", "a/b=="])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_secret_is_taken_out_as_it_is_and_as_json_in_json_spells_it(secret, ascii_only):
    once = json.dumps({"said": secret}, ensure_ascii=ascii_only)
    twice = json.dumps({"raw": once}, ensure_ascii=ascii_only)
    slashed = once.replace("/", "\\/")  # as PHP writes it
    slashed_twice = json.dumps({"raw": slashed}, ensure_ascii=ascii_only)

    assert without([secret], secret) == HIDDEN
    assert without([secret], once) == json.dumps({"said": HIDDEN}, ensure_ascii=False)
    assert json.loads(json.loads(without([secret], twice))["raw"]) == {"said": HIDDEN}
    assert json.loads(without([secret], slashed)) == {"said": HIDDEN}
    assert json.loads(json.loads(without([secret], slashed_twice))["raw"]) == {"said": HIDDEN}
