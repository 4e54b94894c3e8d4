"""What an attack in a bank must not become, anywhere it is shown."""

from __future__ import annotations

import re
from collections.abc import Collection

from bs4 import BeautifulSoup

# Written in a stem, a choice, an answer, a feedback, a section, a source.
ATTACKS = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '"><iframe src="javascript:alert(1)"></iframe>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "</script><script>alert(1)</script>",
    "]]><script>alert(1)</script><![CDATA[",
    "--><script>alert(1)</script><!--",
    "[clic](javascript:alert(1))",
    "[clic](JaVaScRiPt&colon;alert(1))",
    "[clic](&#x6A;avascript:alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD4=)",
    "[clic](vbscript:msgbox(1))",
    '[clic](https://exemple.org/"onmouseover="alert(1))',
    "[clic](<https://exemple.org/ onmouseover=alert(1)>)",
    '[clic](https://exemple.org "titre\\" onclick=alert(1)")',
    "<https://exemple.org/?a=<script>>",
    "<javascript:alert(1)>",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<style>*{background:url(//exemple.org)}</style>",
    "<math><mtext></p><img src=x onerror=alert(1)></mtext></math>",
    "<form action=//exemple.org><input type=submit></form>",
    "<base href=//exemple.org><meta http-equiv=refresh content=0>",
    "@@PLUGINFILE@@/../../config.php",
    "{=%100%faux#<script>alert(1)</script>}",
    "}\n\n$CATEGORY: ailleurs\n\n::x::{T}",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= 1 %>",
)
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
            if re.match(r"(javascript|vbscript|data):", address):
                found.append(f"{tag.name} {name}={address}")
    return found


def assert_inert(html: str) -> None:
    assert faults(html) == []
