"""When a page must be made again: Sphinx and its execution cache look at the page only, we look behind it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import chevet
from chevet.cells import read_cells
from chevet.course import Course
from chevet.problems import CourseError
from chevet.site.reach import files_behind
from chevet.site.references import cited_keys

_PACKAGE = Path(chevet.__file__).parent
_SHOWN = {".py", ".js", ".css", ".html", ".conf", ".safetensors"}
STATES_KEPT = 3
_TITLE = re.compile(r"\A(?:---\n.*?\n---\n)?.*?^# [^\n]*", re.DOTALL | re.MULTILINE)


def connect(app: Sphinx) -> None:
    app.connect("source-read", _choose_cache)
    app.connect("env-get-outdated", _outdated)
    app.connect("build-finished", _forget_old_cells)


def what_cells_see(course: Course, page: Path) -> str:
    """Digest of all that the code cells of ``page`` can read beside their own text."""
    return _digest(files_behind(course, page))


def what_pages_show(course: Course) -> str:
    """Digest of what reaches every page beside its text: code, templates, styles, settings, the titles of the others.

    What one page reads of others, it says itself (site/depend.py).
    """
    book = course.root / "book"
    files = [p for p in _PACKAGE.rglob("*") if p.suffix in _SHOWN and p.name[:5] != "test_"]
    files += [p for p in book.rglob("*") if p.suffix in {".css", ".svg", ".yml", ".bib"}]
    titles = "\0".join(_title(course.root / f"{name}.md") for _, name in course.pages)
    return _digest([*files, course.root / "_toc.yml"], titles)


def what_a_chapter_tells(course: Course, page: Path) -> str:
    """What the pages that ``depend_on_chapters`` count there, beside the titles that reach every page."""
    keys = sorted(cited_keys(page.read_text(encoding="utf-8")))
    return "\0".join([*keys, *(cell.source for cell in read_cells(course, page))])


def _title(page: Path) -> str:
    """What the other pages show of this one: its front matter and its first title."""
    found = _TITLE.match(page.read_text(encoding="utf-8")) if page.is_file() else None
    return found[0] if found else ""


def _digest(files: Iterable[Path], text: str = "") -> str:
    digest = hashlib.sha256(text.encode())
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
    if folder.is_dir():
        os.utime(folder)  # the last one used is kept the longest
    app.env.mystnb_config = app.env.mystnb_config.copy(execution_cache_path=str(folder))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _State:
    """What one page needs to be made again when it changes (``seen``), and what makes the pages that count it again."""

    sources: (
        str  # digest of the page and of the dates of all that it could read: the same, and the rest is too
    )
    seen: str
    told: str


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    for docname in removed:  # Sphinx forgets the page and leaves its file, which would be published
        (Path(app.outdir) / f"{docname}.html").unlink(missing_ok=True)
    course = Course(Path(app.srcdir))
    shown = what_pages_show(course)
    shown_before: str = getattr(env, "chevet_shown", "")
    before: dict[str, _State] = getattr(env, "chevet_states", {})
    around = _dates(course)
    states = {name: _state(course, env, name, around, before.get(name)) for name in env.found_docs}
    env.chevet_shown, env.chevet_states = shown, states  # type: ignore[attr-defined]
    if shown != shown_before:
        return sorted(env.found_docs)
    told, told_before = ([(n, s.told) for n, s in sorted(one.items())] for one in (states, before))
    counting: set[str] = getattr(env, "chevet_counting", set()) if told != told_before else set()
    known = {name: state.seen for name, state in before.items()}
    return sorted(name for name in states if name in counting or states[name].seen != known.get(name))


def _dates(course: Course) -> str:
    """Digest of the dates and sizes of the files that cells may read: cheaper than following what each page imports."""
    folders = (_PACKAGE, course.banks_dir, course.datasets_dir)
    files = (p for folder in folders for p in folder.rglob("*") if p.suffix != ".pyc" and p.is_file())
    told = sorted((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files)
    return _digest([], repr(told))


def _state(course: Course, env: BuildEnvironment, docname: str, around: str, before: _State | None) -> _State:
    """The state of a page; of a chapter, with its bank, whose questions its header counts."""
    page = Path(env.doc2path(docname))
    bank = course.banks_dir / f"{page.stem}.yml"
    is_chapter = docname.startswith("chapters/")
    files = [bank] if is_chapter and bank.is_file() else []
    try:
        sources = _digest([page], around)
        if before is not None and before.sources == sources:
            return before
        if "{code-cell}" in page.read_text(encoding="utf-8"):
            files += files_behind(course, page)
        told = _digest([], what_a_chapter_tells(course, page)) if is_chapter else ""
        return _State(sources, _digest(set(files)), told)
    except (CourseError, OSError, UnicodeDecodeError):
        return _State("", "", "")  # said when the page is read


def _forget_old_cells(app: Sphinx, exception: Exception | None) -> None:
    """Keep what the cells of a page gave in its last states only: going back to one is free, the disk stays small."""
    if exception is None:
        for page in (Path(app.srcdir) / "_build" / "cellules").glob("*"):
            states = sorted(page.iterdir(), key=lambda state: state.stat().st_mtime)
            for state in states[:-STATES_KEPT]:
                shutil.rmtree(state, ignore_errors=True)
