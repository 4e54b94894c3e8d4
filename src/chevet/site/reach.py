"""What the cells of one page can read beside their own text: followed from its imports, never by running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import chevet
from chevet.cells import read_cells
from chevet.course import Course
from chevet.datasets import known_datasets

_PACKAGE = Path(chevet.__file__).parent
_CODE = {".py", ".js", ".css", ".html", ".md", ".pyc"}  # the rest of a folder is data
_NOT_READ = {"generate.py", "DATASHEET.md"}


def files_behind(course: Course, page: Path) -> tuple[Path, ...]:
    """The modules, banks, datasets and weights that the cells of ``page`` may read, sorted.

    Rather one file too many than one too few: a bank or a dataset counts as soon as its name is written in the
    page, in a bank it asks for or in a module it imports.

    Raises:
        CourseError: the page, or the options of one of its cells, cannot be read.
    """
    text = page.read_text(encoding="utf-8")
    seeds = {name for cell in read_cells(course, page) for name in _imports(cell.source)}
    modules = _closure(seeds)
    banks = [bank for bank in course.banks_dir.glob("*.yml") if bank.stem in text]
    written = "\n".join([text, *(path.read_text(encoding="utf-8") for path in [*banks, *modules])])
    folders = {path.parent for path in modules} - {_PACKAGE}
    data = {path for folder in folders for path in folder.rglob("*") if path.suffix not in _CODE}
    for slug in known_datasets(course):
        if slug in written:
            data.update((course.datasets_dir / slug).iterdir())
    data.update(course.banks_dir.glob("*.svg"))
    return tuple(sorted(p for p in {*modules, *banks, *data} if p.is_file() and p.name not in _NOT_READ))


def _imports(source: str) -> Iterator[str]:
    """The dotted names that Python code imports; nothing of a cell that is no plain Python."""
    try:
        yield from _names(ast.parse(source))
    except SyntaxError:
        return


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _closure(names: Iterable[str]) -> frozenset[Path]:
    """The modules of the package reached from dotted names, however deep, those imported inside functions too."""
    found: set[Path] = set()
    waiting = list(names)
    while waiting:
        for path in _files_of(waiting.pop()):
            if path not in found:
                found.add(path)
                waiting.extend(_names_in(path, path.stat().st_mtime_ns))
    return frozenset(found)


@lru_cache(maxsize=512)
def _names_in(path: Path, changed: int) -> tuple[str, ...]:
    if path == _PACKAGE / "__init__.py":
        return ()  # its doors open by name, below
    return tuple(_names(ast.parse(path.read_text(encoding="utf-8"))))


def _files_of(name: str) -> list[Path]:
    """The files that importing a dotted name of the package runs."""
    first, *parts = name.split(".")
    if first != "chevet":
        return []
    if len(parts) == 1 and (door := chevet.door(parts[0])):
        return _files_of(door)
    files, folder = [_PACKAGE / "__init__.py"], _PACKAGE
    for part in parts:
        if (folder / f"{part}.py").is_file():
            return [*files, folder / f"{part}.py"]
        folder /= part
        if not (folder / "__init__.py").is_file():
            break
        files.append(folder / "__init__.py")
    return files
