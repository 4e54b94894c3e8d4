"""Who may touch what: imports go down only, ideas know no browser, widgets know no LMS."""

from __future__ import annotations

import ast
import graphlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chevet.cells import parse, read_cells
from chevet.course import Course

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "chevet"

# From the bottom up; a folder may import those before it. Files beside the folders are not on this ladder:
# they may use any room but the command line, and the test of cycles keeps them in order.
LADDER = ("quiz", "lm", "audit", "cohort", "assignments", "widgets", "site", "export", "cli")

# The rooms of ideas: what they may know of the course, and beside the standard library.
BASE = {"problems", "course", "policy", "writing"}
LIBRARIES = {
    "quiz": {"pydantic", "pydantic_core", "yaml"},
    "lm": {"numpy", "sklearn", "yaml"},
    "audit": {"numpy"},
    "assignments": {"pydantic"},
    "cohort": {"ibis", "openpyxl", "pyarrow", "pyspark"},
}
# An idea may rest on another: an interval is computed in one place.
RESTS_ON = {"audit": {"lm"}, "assignments": {"quiz"}, "cohort": {"quiz", "lm", "programme"}}


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def modules() -> list[Path]:
    found = [p for p in sorted(PACKAGE.rglob("*.py")) if not p.name.startswith("test_")]
    return [p for p in found if p != PACKAGE / "__init__.py"]  # it opens the doors, lazily


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each import, those inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: relative imports hide the room"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    above = LADDER[LADDER.index(room) + 1 :] if room in LADDER else ("cli",)
    wrong = []
    for line, name in imports(ast.parse(path.read_text(encoding="utf-8"))):
        package, _, rest = name.partition(".")
        target = rest.split(".")[0]
        if package != "chevet":
            allowed = room not in LIBRARIES or package in LIBRARIES[room] | sys.stdlib_module_names
        else:
            allowed = target not in above and (
                room not in LIBRARIES or target in BASE | {room} | RESTS_ON.get(room, set())
            )
        if not allowed:
            wrong.append(f"line {line}: {room} imports {name}")
    assert not wrong


def test_no_two_modules_import_each_other() -> None:
    names = {".".join(("chevet", *p.relative_to(PACKAGE).with_suffix("").parts)): p for p in modules()}
    graph = {}
    for module, path in names.items():
        told = {name for _, name in imports(ast.parse(path.read_text(encoding="utf-8")))}
        graph[module] = {
            other
            for other in names
            if other in told or any(name.rpartition(".")[0] == other for name in told)
        }
    assert any(graph.values())
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the cycle


JS_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
COMMENT = re.compile(r"/\*.*?\*/|^[ \t]*//[^\n]*$", re.DOTALL | re.MULTILINE)
LMS_WORDS = re.compile(r"\bcmi\.|\bLMS[A-Z]\w+\(|\bSCORM\b|\bscorm\b")
WIDGET_JS = sorted(p for p in (PACKAGE / "widgets").rglob("*.js") if not p.name.endswith(".test.js"))


DRAWS = {"revision": ("quiz",)}  # it asks the questions of the chapters again, on the same cards


@pytest.mark.parametrize("path", WIDGET_JS, ids=lambda path: path.name)
def test_a_widget_module_imports_its_own_folder_or_the_web_room(path: Path) -> None:
    others = (path.parent.parent / name for name in DRAWS.get(path.parent.name, ()))
    allowed = (path.parent, PACKAGE / "web", *others)
    targets = [m[1] for m in JS_IMPORT.finditer(path.read_text(encoding="utf-8"))]
    assert not [t for t in targets if (path.parent / t).resolve().parent not in allowed]


def lms_words(path: Path) -> list[str]:
    return LMS_WORDS.findall(COMMENT.sub("", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", WIDGET_JS, ids=lambda path: path.name)
def test_a_widget_never_speaks_to_the_lms(path: Path) -> None:
    assert not lms_words(path)


def test_only_the_scorm_modules_speak_to_the_lms() -> None:
    speakers = {path.name for path in (PACKAGE / "web").glob("*.js") if lms_words(path)}
    speakers -= {name for name in speakers if name.endswith(".test.js")}
    assert speakers, "the words looked for are no longer those of the LMS"
    assert {name for name in speakers if not name.startswith("scorm")} == set()


@pytest.mark.parametrize("chapter", sorted((ROOT / "chapters").glob("*.md")), ids=lambda path: path.stem)
def test_a_chapter_imports_the_public_names_and_the_files_students_read(chapter: Path) -> None:
    course = Course(ROOT)
    wrong = [
        f"line {cell.line + line - 1}: {name}"
        for cell in read_cells(course, chapter)
        for line, name in imports(parse(course, chapter, cell))
        if name.startswith("chevet.")
        and name.count(".") > 1
        and not name.startswith(("chevet.lm.", "chevet.audit."))
    ]
    assert not wrong
