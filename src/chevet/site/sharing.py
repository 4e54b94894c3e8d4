"""A value that several widgets of a page hold, such as a vocabulary, written once in that page."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any

STATE = re.compile(
    r'(<div class="chevet-island" data-chevet-widget="[a-z_]+"><script type="application/json">)(.*?)(</script>)',
    re.DOTALL,
)
_WORTH = 1000  # characters; below, the reference costs as much as the value
MARK = "$chevet-shared"
"""The key of a reference: ``{"$chevet-shared": "1a2b3c4d5e"}``, read back by web/host.js."""


def share_state(body: str) -> str:
    """``body`` with each large trait that stands twice or more moved to ``<script id="chevet-shared">``."""
    states: list[dict[str, Any]] = [json.loads(match[2]) for match in STATE.finditer(body)]
    seen = Counter(key for state in states for value in state.values() if (key := _key(value)))
    kept: dict[str, Any] = {}

    def lighten(match: re.Match[str]) -> str:
        state = json.loads(match[2])
        for name, value in state.items():
            key = _key(value)
            if seen[key] > 1:
                kept[key] = value
                state[name] = {MARK: key}
        return match[1] + to_script(state) + match[3]

    lighter = STATE.sub(lighten, body)
    if not kept:
        return body
    return f'{lighter}<script type="application/json" id="chevet-shared">{to_script(kept)}</script>'


def to_script(value: object) -> str:
    """JSON that cannot close its own script element."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace(
        "<", "\\u003c"
    )


def _key(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10] if len(text) >= _WORTH else ""
