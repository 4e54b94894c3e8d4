"""When a page must be made again: Sphinx and its execution cache look at the page only, we look behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import chevet
from chevet.course import Course
from chevet.problems import CourseError
from chevet.site.reach import files_behind

_PACKAGE = Path(chevet.__file__).parent


def connect(app: Sphinx) -> None:
    app.connect("source-read", _choose_cache)
    app.connect("env-get-outdated", _outdated)


def what_cells_see(course: Course, page: Path) -> str:
    """Digest of all that the code cells of ``page`` can read beside their own text."""
    return _digest(files_behind(course, page))


def what_pages_show(course: Course) -> str:
    """Digest of everything that reaches a page beside its text: code, templates, styles, banks, data, plan, references."""
    book = course.root / "book"
    files = [
        p for p in _PACKAGE.rglob("*") if p.suffix in {".py", ".js", ".css", ".html", ".conf", ".safetensors"}
    ]
    files += [p for p in book.rglob("*") if p.suffix in {".css", ".svg", ".yml", ".csv", ".bib"}]
    files += [p for p in course.datasets_dir.rglob("*") if p.suffix in {".csv", ".yml", ".json"}]
    files += [*course.banks_dir.glob("*.yml"), *course.banks_dir.glob("*.svg")]
    files += [c.path for c in course.chapters]  # the programme and the home page speak of all of them
    files += (course.root / "exercises" / "labs").glob(
        "*.md"
    )  # they prove the programme, and have their page
    return _digest([*files, course.root / "_toc.yml"])


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _choose_cache(app: Sphinx, docname: str, source: list[str]) -> None:
    """One folder for each state of what a page reads: a change in a bank executes the cells of its chapter only."""
    course, page = Course(Path(app.srcdir)), Path(app.env.doc2path(docname))
    try:
        seen = what_cells_see(course, page)
    except CourseError:
        return  # MyST-NB says what is wrong with the page, in its place
    folder = course.root / "_build" / "cellules" / page.stem / seen
    app.env.mystnb_config = app.env.mystnb_config.copy(execution_cache_path=str(folder))  # type: ignore[attr-defined]


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    now = what_pages_show(Course(Path(app.srcdir)))
    before, env.chevet_seen = getattr(env, "chevet_seen", ""), now  # type: ignore[attr-defined]
    return sorted(env.found_docs) if before != now else []
