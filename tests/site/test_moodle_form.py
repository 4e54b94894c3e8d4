"""« Importer dans Moodle »: every step has its drawing, and a drawing shows no name that was not read in Moodle."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from chevet.course import Course
from chevet.export import mbz_activities
from chevet.site.moodle_form import Forms, draw, read_forms

ROOT = Path(__file__).parents[2]
FORMS = read_forms(Course(ROOT))
GUIDE = (ROOT / "book" / "guides" / "moodle.md").read_text(encoding="utf-8")
DRAWN = re.findall(r"^```\{moodle-form\} (\S+)$", GUIDE, re.MULTILINE)
# Where each component of Moodle keeps its words: what the file of names may cite.
COMPONENTS = {
    "backup", "form", "moodle", "question", "quiz", "repository", "resource", "scorm", "table",
    "qbehaviour_deferredfeedback", "qformat_xml", "quiz_overview", "quiz_responses", "scormreport_interactions",
}  # fmt: skip


def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "book" / "moodle.yml").read_text(encoding="utf-8"))
    return found


def test_the_guide_draws_every_screen_once_in_the_order_of_their_numbers() -> None:
    assert list(FORMS.screens) == DRAWN


def test_every_numbered_step_sends_to_a_figure_that_follows_it_in_the_same_section() -> None:
    steps = 0
    for section in GUIDE.split("\n## ")[1:]:
        here = {f"figure {DRAWN.index(key) + 1}" for key in re.findall(r"\{moodle-form\} (\S+)", section)}
        told = set()
        for step in re.findall(r"^\d+\. (.*)$", section, re.MULTILINE):
            named = set(re.findall(r"figure \d+", step))
            assert named, step
            assert named <= here, step
            told |= named
            steps += 1
        assert told == here, section.splitlines()[0]
    assert steps == len(DRAWN) == 12


def test_every_name_says_where_it_was_read() -> None:
    for key, name in FORMS.names.items():
        component, _, word = key.partition("/")
        assert component in COMPONENTS, key
        assert re.fullmatch(r"[a-z0-9_]+", word), key
        assert set(name.seen) <= {"4.2", "4.4", "5.0"}, key
        assert "'" not in name.text, key
        assert name.text == name.text.strip(), key


@pytest.mark.parametrize("place", ["field", "path", "value", "button"])
def test_a_name_that_nobody_read_in_moodle_is_refused(place: str) -> None:
    data = document()
    screen = data["screens"]["scorm-notes"]
    field = screen["sections"][0]["fields"][0]
    if place == "field":
        field["name"] = "scorm/invente"
    elif place == "value":
        field["value"] = "scorm/invente"
    elif place == "path":
        screen["path"] = ["scorm/invente"]
    else:
        screen["button"] = "scorm/invente"
    with pytest.raises(ValidationError, match="scorm/invente"):
        Forms.model_validate(data)


def test_a_name_that_no_screen_shows_is_refused() -> None:
    data = document()
    data["names"]["scorm/autrechose"] = {"text": "Autre chose", "seen": ["5.0"]}
    with pytest.raises(ValidationError, match="scorm/autrechose"):
        Forms.model_validate(data)


@pytest.mark.parametrize("key", list(FORMS.screens))
def test_a_drawing_is_a_list_without_any_control_that_says_it_is_no_screenshot(key: str) -> None:
    page = BeautifulSoup(draw(FORMS, key), "html.parser")
    (figure,) = page.find_all("figure")
    assert not figure.find_all(["input", "select", "button", "a", "img"])
    assert not figure.find_all(style=True)
    assert "ce n’est pas une copie d’écran" in figure.figcaption.get_text()
    assert figure.figcaption.b.get_text().startswith(f"Figure {DRAWN.index(key) + 1}. ")
    fields = [field for section in FORMS.screens[key].sections for field in section.fields]
    drawn = [term.get_text() for term in figure.find_all("dt")]
    assert drawn[: len(fields)] == [FORMS.names[field.name].text for field in fields]
    for row, field in zip(figure.find_all("dd"), fields, strict=False):
        if field.shape in ("tick", "empty"):  # said in words: a drawn box is for the eyes
            assert row.get_text().find("à laisser décochée" if field.shape == "empty" else "à cocher") >= 0


def test_a_word_from_the_file_stays_text() -> None:
    data = document()
    data["screens"]["scorm-notes"]["title"] = "<script>alert(1)</script>"
    assert "<script>" not in draw(Forms.model_validate(data), "scorm-notes")


def test_the_whole_course_file_is_set_as_the_drawings_say() -> None:
    source = Path(mbz_activities.__file__).read_text(encoding="utf-8")
    for line in (
        '"popup": 0',  # Fenêtre courante
        '"skipview": 2',  # Toujours
        '"hidetoc": 3',  # Désactivé
        '"grademethod": 1',  # Note la plus haute
        '"maxgrade": 100',
        '"forcenewattempt": 0',
        '"forcecompleted": 0',
        '"autocommit": 0',
    ):
        assert line in source, line
