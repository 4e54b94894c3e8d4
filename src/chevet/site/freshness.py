"""When a page must be made again: Sphinx and its execution cache look at the page only, we look behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

import chevet
from chevet.course import Course

_PACKAGE = Path(chevet.__file__).parent


def connect(app: Sphinx) -> None:
    app.connect("config-inited", _choose_cache, priority=100)
    app.connect("env-get-outdated", _outdated)


def what_cells_see(course: Course) -> str:
    """Digest of everything a code cell can read beside its own text: package, banks, datasets."""
    python = [p for p in _PACKAGE.rglob("*.py") if "site" not in p.parts and "export" not in p.parts]
    return _digest(
        [
            *python,
            *course.banks_dir.glob("*.yml"),
            *course.datasets_dir.glob("*/*.csv"),
            *course.datasets_dir.glob("*/schema.yml"),
            *_PACKAGE.glob("lm/weights/*.safetensors"),
        ]
    )


def what_pages_show(course: Course) -> str:
    """Digest of everything else that reaches a page: templates, scripts, styles, plan, references."""
    book = course.root / "book"
    files = [p for p in _PACKAGE.rglob("*") if p.suffix in {".py", ".js", ".css", ".html", ".conf"}]
    files += [p for p in book.rglob("*") if p.suffix in {".css", ".svg", ".yml", ".csv", ".bib"}]
    chapters = [c.path for c in course.chapters]  # the programme and the home page speak of all of them
    labs = (course.root / "exercises" / "labs").glob("*.md")  # they prove the programme, and have their page
    return _digest([*files, *chapters, *labs, course.root / "_toc.yml"]) + what_cells_see(course)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _choose_cache(app: Sphinx, config: Config) -> None:
    course = Course(Path(app.srcdir))
    # One folder for each state of the sources: a change in src/ or datasets/ executes the cells again.
    config.nb_execution_cache_path = str(course.root / "_build" / "cellules" / what_cells_see(course))


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    now = what_pages_show(Course(Path(app.srcdir)))
    before, env.chevet_seen = getattr(env, "chevet_seen", ""), now  # type: ignore[attr-defined]
    return sorted(env.found_docs) if before != now else []
