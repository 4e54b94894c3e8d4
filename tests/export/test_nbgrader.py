"""A practical work is released and graded by nbgrader itself: a right answer earns its points, a wrong one none."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from chevet.answers import seal
from chevet.course import Course, find_course
from chevet.export.nbgrader import checked, graded_notebook, render, total_points
from chevet.export.notebooks import render as render_notebooks
from chevet.labs import read_labs
from chevet.problems import CourseError
from chevet.writing import write_whole

COURSE = find_course(Path(__file__).parents[2])
MINI = Path(__file__).parents[1] / "mini_course"
LAB = """\
---
chapter: 01-essai
covers: []
duration: 10
objective: Compter.
material: ce carnet
marking: 10 points ; 6 pour les réponses contrôlées, 4 pour l’écrit
questions:
  essai-somme: {{name: La somme, seal: {somme}, tolerance: 0.01, points: 4, hint: "Ajoutez."}}
  essai-mot: {{name: Le mot, seal: {mot}, points: 2, hint: "Relisez."}}
---

# Compter

```{{code-cell}} python
from chevet import load_dataset, verifier

notes = load_dataset("petit")
```

```{{code-cell}} python
somme = None
mot = ""
verifier("essai-somme", somme)
verifier("essai-mot", mot)
```

```{{code-cell}} python
:tags: [solution]
print("La réponse secrète est 42.")
```
"""


@pytest.fixture
def mini(tmp_path: Path) -> Course:
    course = Course(Path(shutil.copytree(MINI, tmp_path / "cours")))
    labs = course.root / "exercises" / "labs"
    labs.mkdir()
    text = LAB.format(somme=seal("essai-somme", 42, 0.01), mot=seal("essai-mot", "antibiotique"))
    (labs / "compter.md").write_text(text, encoding="utf-8")
    return course


@pytest.fixture
def folder(mini: Course, tmp_path: Path) -> Path:
    for name, content in render(mini, mini.chapters, lambda text: None).files.items():
        write_whole(tmp_path / name, content)
    return tmp_path / "nbgrader"


def nbgrader(folder: Path, *arguments: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "CHEVET_ROOT"}
    # nbgrader starts alembic by its name.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    home = {"HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / "jupyter"), "JUPYTER_PLATFORM_DIRS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=environment | home | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def submit(folder: Path, who: str, answers: dict[str, str]) -> None:
    target = folder / "submitted" / who / "compter"
    shutil.copytree(folder / "release" / "compter", target)
    path = target / "compter.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for old, new in answers.items():
            if not cell.metadata.get("nbgrader", {}).get("grade"):
                cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, path)


def test_nbgrader_releases_and_grades_a_right_and_a_wrong_submission(folder: Path) -> None:
    nbgrader(folder, "generate_assignment", "compter")
    released = (folder / "release" / "compter" / "compter.ipynb").read_text(encoding="utf-8")
    assert "42" not in released
    submit(folder, "juste", {"somme = None": "somme = '42,004'", 'mot = ""': 'mot = "Antibiotique."'})
    submit(folder, "faux", {"somme = None": "somme = 41", 'mot = ""': 'mot = "antibiotique"'})
    nbgrader(folder, "autograde", "compter")
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        scores = {one.student.id: one.score for one in book.assignment_submissions("compter")}
        worth = book.find_assignment("compter").max_score
    assert scores == {"juste": 6.0, "faux": 2.0}
    assert worth == 10.0  # 6 by the machine, 4 by hand


def test_every_lab_with_checked_answers_gives_the_points_its_marking_announces() -> None:
    labs = [lab for lab in read_labs(COURSE) if lab.questions]
    assert labs
    for lab in labs:
        cells = json.loads(graded_notebook(COURSE, lab))["cells"]
        given = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
        assert sum(one["points"] for one in given) == pytest.approx(total_points(lab)), lab.slug
        assert len({one["grade_id"] for one in given}) == len(given)
        machine = sum(one["points"] for one in given if one["locked"])
        assert machine == sum(one.points for one in lab.questions), lab.slug


def test_what_is_handed_out_holds_no_solution(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"secr\xc3\xa8te" not in path.read_bytes().split(b"pas secr\xc3\xa8tes")[0], path


def test_the_students_notebooks_check_answers_where_they_are_unpacked(mini: Course, tmp_path: Path) -> None:
    found = render_notebooks(mini, mini.chapters, lambda text: None).files
    name = next(name for name in found if "enseignant" not in name)
    zipfile.ZipFile(io.BytesIO(found[name])).extractall(tmp_path)
    (lab,) = read_labs(Course(tmp_path / name.removesuffix(".zip")))
    assert [one.id for one in lab.questions] == ["essai-somme", "essai-mot"]
    assert (
        b"solution"
        not in (tmp_path / name.removesuffix(".zip") / "exercises" / "labs" / "compter.md").read_bytes()
    )


def test_a_cell_is_parted_from_what_checks_it() -> None:
    known = ["x", "y", "lieu-a", "lieu-b"]
    found = checked('a = 1\nverifier("x", a)\n\nverifier(\n    "y", 2 * a\n)\n', known)
    assert found is not None
    assert (found.names, found.rest) == (("x", "y"), "a = 1")
    assert found.calls == ('verifier("x", a)', 'verifier(\n    "y", 2 * a\n)')
    loop = checked('for k, v in d.items():\n    verifier(f"lieu-{k}", v)\n', known)
    assert loop is not None
    assert loop.names == ("lieu-a", "lieu-b")
    assert checked("print(a)", known) is None
    assert checked("%matplotlib inline\nx =", known) is None


def test_a_course_whose_labs_check_nothing_is_told(tmp_path: Path) -> None:
    course = Course(Path(shutil.copytree(MINI, tmp_path / "cours")))
    with pytest.raises(CourseError, match="aucune réponse à noter"):
        render(course, course.chapters, lambda text: None)
