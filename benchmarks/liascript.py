"""The questions of the same chapter in LiaScript: one page, their stems, choices and comments, nothing else.

The exporter (``@liascript/exporter``) is what authors use; where the registry does not have it, the interpreter that its
exports carry is taken from ``@liascript/editor``, which shows a course by its address. Both are the same program on the
same text; an export adds a few files of its own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import packages
from mkdocs_quiz import with_choices

WANTED = {"@liascript/editor": "1.1.41--1.0.1"}
NAME = "LiaScript 1.0.1 (interpreter of @liascript/editor)"


def course() -> str:
    """The bank as LiaScript writes it, one section."""
    parts = ["<!--\nlanguage: fr\nnarrator: French Female\n-->\n\n# Du texte aux tokens\n"]
    for stem, choices, comments in with_choices():
        marks = ("[(X)]", "[( )]") if sum(right for right, _ in choices) == 1 else ("[[X]]", "[[ ]]")
        lines = "\n".join(f"- {marks[not right]} {text}" for right, text in choices)
        parts.append(f"{stem}\n\n{lines}\n*****\n\n{comments}\n\n*****\n")
    return "\n".join(parts)


def build(folder: Path, fetched: Path) -> str:
    """Write the site in ``folder``; its page."""
    modules = packages.npm(fetched / "liascript", WANTED)
    shutil.copytree(modules / "@liascript" / "editor" / "dist", folder)
    (folder / "course.md").write_text(course(), encoding="utf-8")
    return "index.html?./course.md"
