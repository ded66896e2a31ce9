"""The observer: a script in every document, which answers nobody but us."""

import re
import secrets
from importlib import resources

PARTS = (
    "pristine",
    "roots",
    "candidates",
    "launchers",
    "changes",
    "reading",
    "echo",
    "apart",
    "dialogue",
    "features",
    "offers",
    "evidence",
    "checks",
    "open",
)

KEY = secrets.token_hex(16)
"""Pages do not know it, so that none can call the observer, or put another in its place."""

NAME = "window.__wenheng"
"""How scripts of this package call the observer; `keyed` makes it the call with the key."""


def observer_script() -> str:
    """The observer as one script, made of the files in `observer/`."""
    folder = resources.files("wenheng.collection") / "observer"
    parts = [(folder / f"{name}.js").read_text("utf-8") for name in PARTS]
    words = sorted(set(re.findall(r"[A-Za-z]\w+", "".join(parts))))
    head = (
        "(() => {",
        f"if ({NAME}) return;",
        f"const KEY = '{KEY}';",
        f"const WORDS = '{' '.join(words)}';",
    )
    return "\n".join((*head, *parts, "})();"))


def keyed(script: str) -> str:
    """`script` with every mention of the observer opened by the key."""
    return re.sub(rf"{re.escape(NAME)}\b", f"{NAME}?.('{KEY}')", script)
