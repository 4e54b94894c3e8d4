"""Symbolic links of a course: one that leads out of it would publish a file of the machine."""

from __future__ import annotations

import os
from pathlib import Path

from chevet.course import Course
from chevet.problems import CourseError, Problem

FOLDERS = ("book", "chapters", "datasets", "exercises", "devoirs", "_config.yml", "_toc.yml")
"""What a site or an export reads of a course."""


def refuse_links_out(course: Course) -> None:
    """Look at every name of the course that is read or published.

    Raises:
        CourseError: links to a place outside the course, all of them.
    """
    root = course.root.resolve()
    problems = [
        Problem(
            path.relative_to(course.root).as_posix(),
            0,
            "ce lien mène hors du cours.",
            "Copiez le fichier à sa place.",
        )
        for path in _links(course.root)
        if not _leads_inside(path, root)
    ]
    if problems:
        raise CourseError(problems)


def _leads_inside(link: Path, root: Path) -> bool:
    try:
        return link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link to itself
        return False


def _links(root: Path) -> list[Path]:
    found = [root / name for name in FOLDERS if (root / name).is_symlink()]
    for name in FOLDERS:
        for folder, folders, files in os.walk(root / name):
            found += [path for one in (*folders, *files) if (path := Path(folder) / one).is_symlink()]
    return found
