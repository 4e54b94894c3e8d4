"""An assignment leaves with its questions only, and says what the platform must be told by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from chevet.assignments.files import load_assignment
from chevet.course import find_course
from chevet.export.assignment import render_assignment

COURSE = find_course(Path(__file__).parents[2])
TEXT = """\
title: Contrôle
attempts: 1
items:
  - {id: tokens-03, weight: 2}
  - draw: {chapter: [06-hallucinations], number: 4, seed: 3}
labs:
  - slug: %s
"""


@pytest.fixture
def read(tmp_path: Path):
    lab = sorted((COURSE.root / "exercises" / "labs").glob("*.md"))[0].stem
    path = tmp_path / "partie-1.yml"
    path.write_text(TEXT % lab, encoding="utf-8")
    return load_assignment(COURSE, path)


@pytest.mark.parametrize("format", ["moodle-xml", "gift", "papier"])
def test_exactly_its_questions_are_written(read, format: str) -> None:
    found = render_assignment(COURSE, read, format, pdf=False)
    assert found.questions == 5
    assert all(name.startswith("devoir-partie-1") for name in found.files)
    text = b"".join(found.files.values()).decode()
    for one in read.asked:
        assert one.question.id in text
    others = {
        q
        for q in ("tokens-01", "tokens-02", "hallucinations-01")
        if q not in {o.question.id for o in read.asked}
    }
    assert not [one for one in others if f"{one}<" in text or f"{one}]" in text]


def test_what_the_teacher_must_set_in_moodle_is_told(read) -> None:
    notes = " ".join(render_assignment(COURSE, read, "moodle-xml").notes)
    assert "tokens-03 2" in notes
    assert "tentatives" in notes
    assert "travaux pratiques" in notes


def test_the_order_and_the_weights_are_those_of_the_assignment_on_paper(read) -> None:
    page = (
        render_assignment(COURSE, read, "papier", pdf=False).files["devoir-partie-1-A-corrige.html"].decode()
    )
    places = [page.index(f"Question {one.question.id}<") for one in read.asked]
    assert places == sorted(places)
    assert page.count("coefficient 2") == 1
