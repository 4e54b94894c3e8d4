"""The Markdown of a bank as HTML that holds nothing but words, marks, links and images of the course.

The tags are written here one by one from the tokens of the parser, so that nothing else can come out:
an author's ``<script>`` is text, a ``javascript:`` link is its words.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from html import escape

from markdown_it.token import Token

from chevet.course import Course
from chevet.inline import SCHEMES, parser, scheme_of
from chevet.pictures import picture_path

_MARKS = {"em": "em", "strong": "strong", "q": "q"}
# What XML 1.0 cannot write; a bank may hold them as YAML escapes. A lone \r would be read back as \n.
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Rich:
    """HTML, and the files that its images show (name → content), as ``@@PLUGINFILE@@/<name>``."""

    html: str
    files: dict[str, bytes] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Place:
    """Where a text stands, for images and for messages."""

    course: Course
    file: str  # of the bank, relative to the course
    question: str  # its id


def writable(text: str) -> str:
    """``text`` with U+FFFD for each character that an XML file cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def rich(text: str, place: Place) -> Rich:
    """The inline Markdown ``text`` as safe HTML.

    Raises:
        CourseError: an image that is not in the course.
    """
    files: dict[str, bytes] = {}
    (inline,) = parser().parseInline(writable(text))
    html = _html(inline.children or [], place, files)
    if not files and not re.sub(r"<[^>]*>", "", html).strip():
        html = escape(writable(text), quote=False)  # « []() » is nothing; Moodle drops an empty choice
    return Rich(html, files)


def paragraph(text: Rich, css: str = "") -> Rich:
    return Rich(f"<p{f' class={css!r}' if css else ''}>".replace("'", '"') + f"{text.html}</p>", text.files)


def together(*parts: Rich) -> Rich:
    """Several texts one after the other, with all their files."""
    files = {name: content for part in parts for name, content in part.files.items()}
    return Rich("".join(part.html for part in parts), files)


def plain(text: str) -> str:
    """The words of the inline Markdown ``text``, on one line."""
    (inline,) = parser().parseInline(writable(text))
    words = []
    for token in inline.children or []:
        words.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
    return " ".join("".join(words).split())


def _html(tokens: list[Token], place: Place, files: dict[str, bytes]) -> str:
    parts: list[str] = []
    links: list[str] = []  # closing tags of the links that are open
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
            kept = scheme_of(address) in SCHEMES
            parts.append(f'<a href="{escape(address)}">' if kept else "")
            links.append("</a>" if kept else "")
        elif token.type == "link_close":
            parts.append(links.pop())
        elif token.type == "code_inline":
            parts.append(f"<code>{escape(token.content, quote=False)}</code>")
        elif token.type == "softbreak":
            parts.append("\n")
        elif token.type == "hardbreak":
            parts.append("<br>\n")
        elif token.type == "image":
            name = _embed(str(token.attrGet("src") or ""), place, files)
            parts.append(f'<img src="@@PLUGINFILE@@/{escape(name)}" alt="{escape(token.content)}">')
        elif token.tag in _MARKS and token.nesting:
            parts.append(f"<{'/' if token.nesting < 0 else ''}{_MARKS[token.tag]}>")
        else:
            parts.append(escape(token.content, quote=False))
    return "".join(parts)


def _embed(address: str, place: Place, files: dict[str, bytes]) -> str:
    """Put the image in ``files``; its name there. Two images of one name keep both."""
    path = picture_path(place.course, address, place.file, f"question {place.question}")
    content = path.read_bytes()
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()[:8]
    name = f"{digest}-{re.sub(r'[^A-Za-z0-9._-]', '-', path.name)}"
    files[name] = content
    return name
