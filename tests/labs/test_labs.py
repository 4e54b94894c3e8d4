"""Every lab runs from end to end: corrected, each sealed answer is right; as a student first opens it, none is given."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib
import pytest

from chevet.course import Course
from chevet.labs import SOLUTION, Lab, check_labs, is_corrected, notebook, read_labs
from chevet.quiz.bank import load_bank

COURSE = Course(Path(__file__).parents[2])
LABS = read_labs(COURSE)
SEALED = [lab for lab in LABS if lab.questions]


def run(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, student: bool
) -> str:
    """What the cells print, run in order in one namespace: the cells are plain Python."""
    matplotlib.use("agg")
    monkeypatch.chdir(lab.path.parent)
    names: dict[str, object] = {"__name__": lab.slug}
    for number, cell in enumerate(notebook(COURSE, lab, student=student).cells, 1):
        if cell.cell_type == "code":
            exec(compile(cell.source, f"{lab.slug}, cell {number}", "exec"), names)
    return capsys.readouterr().out


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.slug)
def test_a_corrected_lab_runs_and_its_own_answers_are_right(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert is_corrected(COURSE, lab)
    said = run(lab, monkeypatch, capsys, student=False)
    wrong = [one.name for one in lab.questions if f"{one.name}\u00a0: juste" not in said]
    assert not wrong, "the correction does not give what is sealed"
    assert "à revoir" not in said


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.slug)
def test_the_copy_of_a_student_runs_and_asks_every_question(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = notebook(COURSE, lab, student=True)
    assert not [cell for cell in copy.cells if SOLUTION in (cell.metadata.get("tags") or ())]
    assert len(copy.cells) < len(notebook(COURSE, lab, student=False).cells)
    said = run(lab, monkeypatch, capsys, student=True)
    assert "juste" not in re.findall(r"\u00a0: (\w+)", said)
    unasked = [one.name for one in lab.questions if f"{one.name}\u00a0: à remplir" not in said]
    assert not unasked


@pytest.mark.parametrize("lab", SEALED, ids=lambda lab: lab.slug)
def test_the_points_are_those_of_the_marking_scheme(lab: Lab) -> None:
    points = sum(one.points for one in lab.questions)
    assert f"{points:g} pour les réponses contrôlées" in lab.marking.replace("\u00a0", " ")


def test_every_lab_says_what_it_is() -> None:
    assert [str(problem) for problem in check_labs(COURSE)] == []


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.slug)
def test_a_lab_belongs_to_a_chapter_with_questions(lab: Lab) -> None:
    assert load_bank(COURSE, lab.chapter)
