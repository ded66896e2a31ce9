from datetime import datetime
from hashlib import sha256

import pytest

from wenheng.store.chain import canonical, link


def test_the_canonical_form_is_sorted_json_without_spaces():
    document = {"b": [1, 2.5, None, True], "a": "问\n"}

    assert canonical(document) == '{"a":"问\\n","b":[1,2.5,null,true]}'.encode()


def test_times_are_written_in_utc_to_the_millisecond():
    east = datetime.fromisoformat("2026-03-02T17:30:15.250999+08:00")

    assert canonical({"at": east}) == b'{"at":"2026-03-02T09:30:15.250+00:00"}'


def test_a_link_is_the_hash_of_the_one_before_and_the_document():
    assert link("ab", {"a": 1}) == sha256(b'ab\n{"a":1}').hexdigest()


def test_what_json_cannot_write_has_no_canonical_form():
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})
    with pytest.raises(TypeError, match="set"):
        canonical({"a": {1}})
