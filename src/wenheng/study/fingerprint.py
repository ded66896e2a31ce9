"""The hash that says whether two studies are the same."""

import hashlib
import json

from wenheng.study.model import Study

BESIDE = {"judge", "calibration", "calibrated", "tiles", "simulated"}
"""Who judges or asks beside people, rules and script, how units are laid out: may change later."""


def fingerprint(study: Study) -> str:
    """SHA-256 of all that `study` declares, however its files are laid out or commented.

    The model judge, its calibration and simulated users are no part of it: ratings name their
    rater, sessions of simulated users who held them; nor are tiles, which no number rests on. What
    it leaves to a default is not in it: the version of the code, kept beside it, says which.
    """
    declared = study.model_dump(mode="json", exclude_defaults=True, exclude=BESIDE)
    text = json.dumps(declared, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
