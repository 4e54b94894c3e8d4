"""Scripts and styles without what only their authors read: comments, indentation, empty lines.

Nothing else moves. Lines stay lines, so that a semicolon left out means what it meant, what reads imports at the
start of a line still finds them, and a browser's console names a line that can be read. A comment that holds
``@license``, ``@preserve`` or begins with ``!`` stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

# What a script is cut into: only what may hold, or hide, a comment or the start of a line.
_PIECES = (
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<line>[^\S\n]*\n\s*)"""
    r"""|(?P<code>%s+|.)"""
)
_OUTSIDE = re.compile(_PIECES % r"""[^"'`/\n]""", re.DOTALL)
_WITHIN = re.compile(
    _PIECES % r"""[^"'`/{}\n]""", re.DOTALL
)  # in an expression of a template, whose end is a brace
_TEMPLATE = re.compile(
    r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL
)  # up to its end, or to an expression in it
_REGEX = re.compile(r"/(?:[^\\/\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/")
# After a value, « / » divides; after these words, or any other sign, it opens a regular expression.
_VALUE = re.compile(r"""[\w$)\]}"'`]\s*\Z""")
_BEFORE_VALUE = re.compile(
    r"(?<![\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|else|do|yield|await)\s*\Z"
)
_KEPT = re.compile(r"@license|@preserve|\A/[*/]!")
_STYLE = re.compile(
    r"""(?P<comment>/\*.*?\*/)|(?P<whole>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|url\([^"')]*\))|(?P<line>\s*\n\s*)""",
    re.DOTALL,
)


@lru_cache(maxsize=512)
def light_script(source: str) -> str:
    """``source``, a module or a script, with the same tokens and the same ends of lines between them."""
    out: list[str] = []
    before = ""  # the last code met: says what a « / » is
    depths: list[int] = []  # for each template being read, the braces open in its expression
    at = 0
    while at < len(source):
        sign = source[at]
        closes = sign == "}" and depths and depths[-1] == 0
        if sign == "`" or closes:
            if closes:
                depths.pop()
            end = _match(_TEMPLATE, source, at + 1)
            if source[end - 1] == "{":
                depths.append(0)
            out.append(source[at:end])
            before, at = source[end - 1], end
            continue
        if sign == "/" and source[at + 1 : at + 2] not in ("/", "*") and _opens_regex(before):
            end = _match(_REGEX, source, at)
            out.append(source[at:end])
            before, at = ")", end
            continue
        piece = (_WITHIN if depths else _OUTSIDE).match(source, at)
        assert piece is not None  # its last form takes any character
        text, at = piece[0], piece.end()
        if piece.lastgroup == "comment" and not _KEPT.search(text):
            _break(out, "\n" if "\n" in text else " ")
        elif piece.lastgroup == "line":
            _break(out, "\n")
        else:
            if depths and text in "{}":
                depths[-1] += 1 if text == "{" else -1
            out.append(text if not out or out[-1] not in ("\n", " ") else text.lstrip(" \t"))
            before = before + text if text.isspace() else text
    return "".join(out).strip() + "\n"


def _match(pattern: re.Pattern[str], source: str, at: int) -> int:
    found = pattern.match(source, at)
    if found is None:
        line = source.count("\n", 0, at) + 1
        raise ValueError(f"line {line}: what begins there does not end")
    return found.end()


def _opens_regex(before: str) -> bool:
    return not _VALUE.search(before) or bool(_BEFORE_VALUE.search(before))


def _break(out: list[str], sign: str) -> None:
    """Put the end of a line, or a space, in place of those that ``out`` ends with."""
    while out and out[-1] in ("\n", " ", ""):
        sign = "\n" if out.pop() == "\n" else sign
    if not out:
        return
    out[-1] = out[-1].rstrip(" \t")
    out.append(sign)


@lru_cache(maxsize=128)
def light_sheet(source: str) -> str:
    """``source``, a stylesheet, with the same rules."""

    def lighten(match: re.Match[str]) -> str:
        if match["comment"]:
            return match[0] if _KEPT.search(match[0]) else ""
        return match[0] if match["whole"] else "\n"

    return re.sub(r"\n{2,}", "\n", _STYLE.sub(lighten, source)).strip() + "\n"
