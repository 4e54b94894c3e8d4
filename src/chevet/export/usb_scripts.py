"""How a module becomes a classic script: the only kind that a browser runs in a page opened from a folder.

The modules of the course import and export at the start of a line, in the few forms that the tests list; each
becomes a function that ``web/usb_loader.js`` calls once what it needs is there. Anything else is refused, never
guessed. Data that a page fetches becomes a script that hands it over.
"""

from __future__ import annotations

import base64
import json
import re

from chevet.problems import CourseError, Problem

_MODULE = re.compile(r"^(?:import|export)\b(?!\s*\()", re.MULTILINE)
_IMPORT = re.compile(
    r"""^import\s+(?:(?P<names>\{[^}]*\})|\*\s+as\s+(?P<whole>\w+)|(?P<default>\w+))\s+from\s+"""
    r"""["']\./(?P<file>[^"'/]+)["'];?""",
    re.MULTILINE,
)
_DECLARED = re.compile(
    r"^export\s+(?=(?:async\s+)?(?:function\b\s*\*?|class|const|let)\s+(\w+))", re.MULTILINE
)
_LISTED = re.compile(r"""^export\s+\{([^}]*)\}(?:\s+from\s+["']\./([^"'/]+)["'])?;?""", re.MULTILINE)
_DEFAULT = re.compile(r"^export\s+default\s+(?!async\b|function\b|class\b)", re.MULTILINE)
_LATER = re.compile(r"(?<![\w.$])import\(")
_OURS = "$usb"


def is_module(source: str) -> bool:
    """Whether a script imports or exports."""
    return bool(_MODULE.search(source))


def classic_module(name: str, source: str) -> str:
    """The module published as the file ``name``, written as a classic script; its lines keep their numbers.

    Raises:
        CourseError: an import or an export in a form that is not known here.
    """
    needs: list[str] = []
    exported: dict[str, str] = {}  # name outside → expression inside

    def listed(match: re.Match[str]) -> str:
        source_of = f'{_OURS}.need("{match[2]}").' if match[2] else ""
        if match[2]:
            needs.append(match[2])
        for inside, outside in _pairs(match[1]):
            exported[outside] = source_of + inside
        return "\n" * match[0].count("\n")

    def imported(match: re.Match[str]) -> str:
        needs.append(match["file"])
        if match["names"]:
            pairs = (f"{a}: {b}" if a != b else a for a, b in _pairs(match["names"][1:-1]))
            target = "{ " + ", ".join(pairs) + " }"
        else:
            target = match["whole"] or "{ default: " + match["default"] + " }"
        return f'const {target} = {_OURS}.need("{match["file"]}");' + "\n" * match[0].count("\n")

    def declared(match: re.Match[str]) -> str:
        exported[match[1]] = match[1]
        return ""

    def default(match: re.Match[str]) -> str:
        exported["default"] = f"{_OURS}_default"
        return f"const {_OURS}_default = "

    body = _IMPORT.sub(imported, source)
    body = _LISTED.sub(listed, body)
    body = _DECLARED.sub(declared, body)
    body = _DEFAULT.sub(default, body)
    body = _LATER.sub(f"{_OURS}.load(", body).replace("import.meta.url", f"{_OURS}.url")
    if (left := _MODULE.search(body)) or _OURS in source or "import.meta" in body:
        line = body[: left.start()].count("\n") + 1 if left else 0
        raise CourseError(
            Problem(
                name,
                line,
                "ce module s'écrit d'une façon que la clé USB ne sait pas lire.",
                "Importez et exportez comme les autres modules (export/usb_scripts.py).",
            )
        )
    getters = "".join(
        f"get {outside}() {{ return {inside}; }}, " for outside, inside in sorted(exported.items())
    )
    start = (
        f'chevetFolder.define("{name}", {json.dumps(sorted(set(needs)))}, ({_OURS}) => {{ "use strict"; '
        f"Object.defineProperties({_OURS}.exports, Object.getOwnPropertyDescriptors({{ {getters}}})); "
    )
    return f"{start}{body}\n}});\n"


def _pairs(names: str) -> list[tuple[str, str]]:
    """« a, b as c » → (a, a), (b, c)."""
    found = []
    for name in filter(None, (part.strip() for part in names.split(","))):
        inside, _, outside = name.partition(" as ")
        found.append((inside.strip(), (outside or inside).strip()))
    return found


def text_script(path: str, kind: str, content: str) -> str:
    """The file at ``path`` of the site, of MIME type ``kind``, as a script that hands its text over."""
    return f"chevetFolder.file({json.dumps(path)}, {json.dumps(kind)}, {_quoted(content)}, false);\n"


def bytes_script(path: str, kind: str, content: bytes) -> str:
    """The same for a file that is not text."""
    encoded = base64.b64encode(content).decode("ascii")
    return f'chevetFolder.file({json.dumps(path)}, {json.dumps(kind)}, "{encoded}", true);\n'


def _quoted(text: str) -> str:
    # As it is, a letter with an accent costs two bytes rather than six. These two end a line in old JavaScript.
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
