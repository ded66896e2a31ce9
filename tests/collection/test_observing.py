"""The observer's parts are one script: what one names, no other names again."""

import re
from collections import Counter
from importlib import resources

from wenheng.collection.observing import PARTS

FOLDER = resources.files("wenheng.collection") / "observer"
NAMED = re.compile(r"^(?:function\*?|const|let)\s+(\w+)", re.MULTILINE)


def test_no_name_is_given_twice_in_the_observer():
    """Of two functions of one name the later would silently stand for both."""
    named = Counter(
        name for part in PARTS for name in NAMED.findall((FOLDER / f"{part}.js").read_text("utf-8"))
    )

    assert named["inForm"] == 1
    assert [name for name, times in named.items() if times > 1] == []
