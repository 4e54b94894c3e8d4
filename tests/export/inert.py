"""What an attack in a bank must not become, anywhere it is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path

from bs4 import BeautifulSoup

CORPUS = Path(__file__).parents[1] / "vectors" / "attacks.json"
# Written in a stem, a choice, an answer, a feedback, a section, a source.
ATTACKS = tuple(one for kind in json.loads(CORPUS.read_text(encoding="utf-8")).values() for one in kind)
_TAGS = (
    "script",
    "iframe",
    "object",
    "embed",
    "style",
    "link",
    "meta",
    "base",
    "form",
    "input",
    "svg",
    "math",
)


def faults(html: str, allowed: Collection[str] = ()) -> list[str]:
    """What a browser would run or fetch in this piece of HTML."""
    found = []
    for tag in BeautifulSoup(f"<div>{html}</div>", "html.parser").find_all(True):
        if tag.name in _TAGS and tag.name not in allowed:
            found.append(f"<{tag.name}>")
        found += [f"{tag.name} {name}" for name in tag.attrs if name.startswith("on") or name == "style"]
        for name in ("href", "src", "srcset", "action", "data", "xlink:href"):
            address = re.sub(r"[\x00-\x20]", "", str(tag.get(name, ""))).lower()
            if re.match(r"(javascript|vbscript|data|blob|feed|ms-[a-z]+):", address):
                found.append(f"{tag.name} {name}={address}")
    return found


def assert_inert(html: str) -> None:
    assert faults(html) == []
