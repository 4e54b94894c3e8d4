"""Goldens: as old as their chapter, the same at each execution, and strict enough for nbval to see a change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.golden import check_sync, execute, golden_path, write_goldens
from chevet.problems import CourseError

ROOT = Path(__file__).parents[2]

CHAPTER = """\
---
kernelspec:
  name: python3
  display_name: Python 3
---

# Un essai

```{code-cell} python
from chevet import show_quiz
deux = 2
```

```{code-cell} python
print("un", deux)
deux
```

Du texte.

```{code-cell} python
:tags: [remove-input]

show_quiz("01-essai")
```
"""
BANK = """\
- id: essai-01
  type: numeric
  stem: Combien de lettres ?
  answer: 12
  tolerance: 1
  feedback: Douze lettres.
  feedback_right: Oui.
  feedback_wrong: Comptez-les.
"""


def nbval(course: Course) -> subprocess.CompletedProcess[str]:
    """nbval as ``make test`` runs it, strict, on the goldens of ``course``."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "pyproject.toml"),
    ]
    command += ["--nbval", "--nbval-sanitize-with", str(ROOT / "tests" / "golden" / "sanitize.cfg")]
    command += [str(golden_path(course, "x").parent)]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=300)


@pytest.fixture
def essay(tmp_path: Path) -> Course:
    """A chapter of three cells, one of which shows a quiz."""
    return make_essay(tmp_path)


def make_essay(root: Path) -> Course:
    course = Course(root)
    write(course, "_config.yml", "title: Essai\n")
    write(course, "_toc.yml", "root: index\nchapters:\n  - file: chapters/01-essai\n")
    write(course, "chapters/01-essai.md", CHAPTER)
    write(course, "exercises/banks/01-essai.yml", BANK)
    return course


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The golden of that chapter, executed once for all the tests."""
    course = make_essay(tmp_path_factory.mktemp("cours"))
    return execute(course, course.chapter("01-essai"))


def write(course: Course, file: str, text: str) -> None:
    path = course.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rewrite(course: Course, file: str, old: str, new: str) -> None:
    text = (course.root / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    write(course, file, text.replace(old, new))


def test_goldens_are_those_of_the_chapters(real_course: Course) -> None:
    assert [str(problem) for problem in check_sync(real_course)] == []


def test_a_golden_holds_nothing_that_changes_from_one_execution_to_the_next(
    essay: Course, executed: str
) -> None:
    (path,) = write_goldens(essay, ["01-essai"])
    assert path.read_text(encoding="utf-8") == executed
    notebook = json.loads(executed)
    assert set(notebook["metadata"]) == {"kernelspec"}
    assert [cell["id"] for cell in notebook["cells"]] == ["c001", "c002", "c003"]
    assert [cell["metadata"] for cell in notebook["cells"]] == [{}, {}, {"tags": ["remove-input"]}]
    (quiz,) = notebook["cells"][2]["outputs"]
    assert set(quiz["data"]) == {"text/plain", "text/html"}
    assert quiz["data"]["text/html"] == ["<!-- chevet-island -->"]


CHAPTER_FILE, GOLDEN_FILE = "chapters/01-essai.md", "tests/golden/chapters/01-essai.ipynb"
LAST_CELL = CHAPTER[CHAPTER.index("```{code-cell} python\n:tags:") :]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (CHAPTER_FILE, "deux = 2", "deux = 3", f"{CHAPTER_FILE}, ligne 10 : la cellule 1 n'est pas celle de"),
        (CHAPTER_FILE, "remove-input", "hide-input", f"{CHAPTER_FILE}, ligne 24 : la cellule 3 n'est pas"),
        (CHAPTER_FILE, LAST_CELL, "", f"{GOLDEN_FILE} : 3 cellules, le chapitre en a 2."),
        (CHAPTER_FILE, LAST_CELL, LAST_CELL * 2, f"{CHAPTER_FILE}, ligne 29 : la cellule 4 n'est pas"),
        (
            "_toc.yml",
            "  - file: chapters/01-essai",
            "  []",
            f"{GOLDEN_FILE} : aucun chapitre ne porte ce nom.",
        ),
    ],
    ids=["source", "tags", "one cell less", "one cell more", "chapter withdrawn"],
)
def test_a_golden_that_is_not_its_chapter_is_told(
    essay: Course, executed: str, file: str, old: str, new: str, told: str
) -> None:
    write(essay, GOLDEN_FILE, executed)
    assert check_sync(essay) == []
    rewrite(essay, file, old, new)
    problems = [str(problem) for problem in check_sync(Course(essay.root))]
    assert len(problems) == 1
    assert problems[0].startswith(told), problems[0]


def test_a_chapter_without_golden_is_told_and_prose_needs_none(essay: Course, executed: str) -> None:
    assert [problem.file for problem in check_sync(essay)] == [GOLDEN_FILE]
    write(essay, GOLDEN_FILE, executed)
    rewrite(essay, CHAPTER_FILE, "Du texte.", "Un autre texte.")
    assert check_sync(essay) == []


def test_nbval_sees_a_change(essay: Course, executed: str) -> None:
    """A number that is printed, and the feedback of a question, which the next cell shows."""
    write(essay, GOLDEN_FILE, executed)
    rewrite(essay, GOLDEN_FILE, "un 2", "un 3")
    rewrite(essay, "exercises/banks/01-essai.yml", "Comptez-les.", "Comptez encore.")
    done = nbval(essay)
    assert "2 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "01-essai.ipynb::Cell 1" in done.stdout
    assert "01-essai.ipynb::Cell 2" in done.stdout


def test_nbval_accepts_what_did_not_change(essay: Course, executed: str) -> None:
    write(essay, GOLDEN_FILE, executed)
    done = nbval(essay)
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_a_cell_that_stops_is_told_and_keeps_the_last_golden(essay: Course) -> None:
    write(essay, GOLDEN_FILE, "kept")
    rewrite(essay, CHAPTER_FILE, 'print("un", deux)', 'print("un", trois)')
    with pytest.raises(CourseError) as caught:
        write_goldens(essay)
    assert str(caught.value).startswith(
        f"{CHAPTER_FILE}, ligne 15 : la cellule 2 s'arrête (NameError : name 'trois' is not defined)."
    )
    assert [path.read_text(encoding="utf-8") for path in (essay.root / GOLDEN_FILE).parent.iterdir()] == [
        "kept"
    ]
