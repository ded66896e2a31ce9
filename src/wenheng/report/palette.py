"""The colours of figures for native charts, by the tokens that the chart kit knows."""

import json
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).parent / "assets" / "tokens.json"


@cache
def colours() -> dict[str, str]:
    """Token → `#rrggbb` on paper, as `frontend/src/tokens.json` has it."""
    return {name: light for name, (light, _dark) in json.loads(TOKENS.read_text("utf-8")).items()}
