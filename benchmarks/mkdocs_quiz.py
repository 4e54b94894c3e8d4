"""The questions of the same chapter in mkdocs-quiz: one page, their stems, choices and comments, nothing else.

Only questions with choices can be written there; the chapter's prose and instruments are left out, which makes this page
lighter than ours by all that it does not hold. The theme is MkDocs' own, without the highlighter that it would ask from
another host.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import packages
from harness import PAGE, ROOT

from chevet.course import find_course
from chevet.quiz.bank import load_bank

WANTED = "mkdocs-quiz==1.7.1"
NAME = WANTED.replace("==", " ")


def with_choices() -> Iterator[tuple[str, list[tuple[bool, str]], str]]:
    """The questions of the chapter that peers can ask too: a stem, choices each right or wrong, comments."""
    for one in load_bank(find_course(ROOT), Path(PAGE).stem):
        choices: Any = getattr(one, "choices", ())
        if any(getattr(choice, "right", False) for choice in choices):
            comments = "\n\n".join(line(choice.feedback) for choice in choices)
            yield line(one.stem), [(choice.right, line(choice.text)) for choice in choices], comments


def line(text: str) -> str:
    return " ".join(text.split())


def page() -> str:
    parts = ["# Du texte aux tokens\n"]
    for stem, choices, comments in with_choices():
        lines = "\n".join(f"- [{'x' if right else ' '}] {text}" for right, text in choices)
        parts.append(f"<quiz>\n{stem}\n{lines}\n\n{comments}\n</quiz>\n")
    return "\n".join(parts)


def build(folder: Path, fetched: Path) -> str:
    """Write the site in ``folder``; its page."""
    scripts = packages.python(fetched / "mkdocs-quiz", WANTED)
    source = folder.parent / "mkdocs-quiz-source"
    (source / "docs").mkdir(parents=True)
    (source / "docs" / "index.md").write_text(page(), encoding="utf-8")
    theme = "theme: {name: mkdocs, highlightjs: false}"
    config = f"site_name: Quiz\nsite_dir: {folder}\nplugins: [mkdocs_quiz]\n{theme}\n"
    (source / "mkdocs.yml").write_text(config, encoding="utf-8")
    packages.execute([str(scripts / "mkdocs"), "build", "-q"], source)
    return "index.html"
