"""The notebooks of a course run where they are unpacked, and the students' copy keeps the solutions out."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from chevet.course import Course, find_course
from chevet.export.notebooks import render, to_notebook, without_exam
from chevet.export.plain import plain_markdown
from chevet.quiz.bank import load_bank

COURSE = find_course(Path(__file__).parents[2])
MINI = Path(__file__).parents[1] / "mini_course"
LEFT = re.compile(r"^(:{3,}|`{3,})\{|\{(term|cite|ref|doc)\}`", re.MULTILINE)
LABS = sorted((COURSE.root / "exercises" / "labs").glob("*.md"))


@pytest.fixture
def mini(tmp_path: Path) -> Course:
    return Course(Path(shutil.copytree(MINI, tmp_path / "cours")))


def zips(course: Course) -> dict[str, zipfile.ZipFile]:
    found = render(course, course.chapters, lambda text: None).files
    return {name: zipfile.ZipFile(io.BytesIO(content)) for name, content in found.items()}


def cells(text: str) -> list[dict]:
    return json.loads(text)["cells"]


@pytest.mark.parametrize("path", [*(c.path for c in COURSE.chapters), *LABS], ids=lambda path: path.stem)
def test_nothing_is_left_that_only_the_site_understands(path: Path) -> None:
    text = to_notebook(COURSE, path, teacher=True)
    nbformat.validate(nbformat.reads(text, as_version=4))
    for cell in cells(text):
        if cell["cell_type"] == "markdown":
            assert not LEFT.search("".join(cell["source"])), "".join(cell["source"])[:300]


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_the_solutions_are_the_only_cells_that_the_students_lack(path: Path) -> None:
    teacher, student = (cells(to_notebook(COURSE, path, teacher=who)) for who in (True, False))
    solutions = [c["source"] for c in teacher if "solution" in c["metadata"].get("tags", ())]
    assert solutions
    assert [c["source"] for c in student] == [c["source"] for c in teacher if c["source"] not in solutions]


def test_a_question_kept_for_an_exam_is_in_no_students_copy(mini: Course) -> None:
    path = mini.banks_dir / "01-essai.yml"
    text = path.read_text(encoding="utf-8")
    first = load_bank(mini, "01-essai")[1]
    assert f"- id: {first.id}\n" in text
    path.write_text(
        text.replace(f"- id: {first.id}\n", f"- id: {first.id}\n  usage: examen\n"), encoding="utf-8"
    )
    member = "exercises/banks/01-essai.yml"
    for name, archive in zips(mini).items():
        bank = archive.read(f"{name.removesuffix('.zip')}/{member}").decode()
        assert (first.id in bank) == ("enseignant" in name)


def test_a_bank_without_exam_questions_keeps_its_bytes() -> None:
    content = (COURSE.banks_dir / "01-tokens.yml").read_bytes()
    assert without_exam(content) is content


def test_what_is_unpacked_is_a_course_whose_notebooks_run(
    mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, archive = next((n, a) for n, a in zips(mini).items() if "enseignant" not in n)
    archive.extractall(tmp_path)
    folder = tmp_path / name.removesuffix(".zip")
    monkeypatch.delenv("CHEVET_ROOT", raising=False)
    assert find_course(folder / "chapters").root == folder
    path = folder / "chapters" / "02-suite.ipynb"
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    assert any(cell.get("outputs") for cell in notebook.cells)


def test_the_same_course_gives_the_same_bytes(mini: Course) -> None:
    first, second = (dict(render(mini, mini.chapters, lambda text: None).files) for _ in range(2))
    assert first == second


def test_boxes_become_quotations_and_roles_words() -> None:
    text = (
        ":::{case}\nUn {term}`token <tokens>`.\n:::\n\n```{figure} a.svg\n:alt: Un dessin.\n\nLégende.\n```\n"
    )
    assert plain_markdown(text, {}, []).splitlines() == [
        "> **Au chevet**",
        ">",
        "> Un token.",
        "",
        "![Un dessin.](a.svg)",
        "",
        "Légende.",
    ]
