"""What a build that was killed leaves behind, and how the next one starts from what is whole."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from chevet.course import Course
from chevet.problems import CourseError, Problem
from chevet.writing import only_one, recover

BUSY = Problem(
    "_build",
    0,
    "une autre construction de ce cours est en cours.",
    "Attendez qu'elle finisse, puis recommencez. Rien n'a été changé.",
)
PATIENCE_S = 120  # « chevet serve » may be building what another command is asked to build


@contextlib.contextmanager
def one_build(course: Course) -> Iterator[int]:
    """Build alone; gives the descriptor of the lock, which the builder must hold too: it may outlive us by a moment.

    Raises:
        CourseError: another process builds this course, and has not finished after ``PATIENCE_S``.
    """
    with only_one(_lock(course), BUSY, wait_s=PATIENCE_S) as held:
        recover(course.site_dir)
        yield held


def recover_site(course: Course) -> None:
    """Give the course its site back, if a build was killed between two names; a build under way is left alone."""
    if course.site_dir.with_name("html.ancien").exists():
        with contextlib.suppress(CourseError, OSError), only_one(_lock(course), BUSY, wait_s=0):
            recover(course.site_dir)


def _lock(course: Course) -> Path:
    return course.root / "_build" / ".verrou"


@contextlib.contextmanager
def under_way(work: Path, cells: Path, aside: Path) -> Iterator[None]:
    """Mark that a build fills ``work``, and first forget what another, cut short, has half made there.

    ``aside`` is where the new site is put together: nothing is left there, whatever happens.

    Sphinx takes a page for done when its file is newer than its source, whole or not: after a kill nothing of it
    can be kept. The ``cells`` whose execution ended are.
    """
    shutil.rmtree(aside, ignore_errors=True)
    mark = work.with_name(f"{work.name}.en-cours")
    if mark.exists():
        _forget_cells(cells)
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    mark.touch()
    try:
        yield
    except CourseError:
        # A page read with a failed cell, or a faulty page, must not be taken for done next time.
        shutil.rmtree(work, ignore_errors=True)
        _forget_cells(cells)
        mark.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    mark.unlink()


def _forget_cells(cells: Path) -> None:
    """Remove the caches of cells that a kill or a full disk has cut: they would stop every later build."""
    for cache in cells.glob("*/*"):
        if not _is_whole(cache):
            shutil.rmtree(cache, ignore_errors=True)


def _is_whole(cache: Path) -> bool:
    """Whether every executed notebook that a cache of jupyter-cache announces is there, to its end."""
    try:
        there = {
            path.parent.name: path.read_text(encoding="utf-8") for path in cache.glob("executed/*/base.ipynb")
        }
        for text in there.values():
            json.loads(text)
        address = f"{(cache / 'global.db').resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            announced = {hashkey for (hashkey,) in database.execute("SELECT hashkey FROM nbcache")}
    except (OSError, ValueError, sqlite3.Error):
        return False
    return bool(there) and announced == set(there)
