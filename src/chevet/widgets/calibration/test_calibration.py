"""The questions that calibration follows, and what it says without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chevet.course import Course
from chevet.problems import CourseError
from chevet.widgets.calibration import Calibration
from chevet.widgets.calibration.calibration import LEVELS

MINI = Course(Path(__file__).parents[4] / "tests" / "mini_course")


def test_it_follows_the_questions_that_ask_a_certainty() -> None:
    widget = Calibration("03-formes", course=MINI)
    assert [q["id"] for q in widget.questions] == ["formes-01", "formes-04"]
    assert widget.summary() == "03-formes : 2 questions"


def test_a_chapter_that_asks_none_is_told_how() -> None:
    with pytest.raises(CourseError, match=r"01-essai\.yml.*aucune question.*certainty: true"):
        Calibration("01-essai", course=MINI)


def test_on_paper_there_is_a_table_to_fill_and_the_score_is_explained() -> None:
    text = Calibration("03-formes", course=MINI).fallback_html()
    assert all(f"{level}\u00a0%</th>" in text for level in LEVELS)
    assert "score de Brier" in text


def test_the_levels_are_those_that_the_card_offers() -> None:
    source = (Path(__file__).parents[1] / "quiz" / "certainty.js").read_text(encoding="utf-8")
    assert tuple(map(int, re.findall(r"^  \[(\d+), ", source, re.MULTILINE))) == LEVELS
