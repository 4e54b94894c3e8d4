"""An assignment as a package: its questions and their weights, made without the site, and refused when it would mislead."""

from __future__ import annotations

import io
import json
import posixpath
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from chevet.assignments.files import load_assignment
from chevet.budgets import SCORM_ZIP
from chevet.course import Course
from chevet.export.formats import Rendered
from chevet.export.scorm_assignment import render_assignment_scorm, slug_of
from chevet.export.scorm_edition import EDITIONS
from chevet.problems import CourseError

from .conftest import MINI
from .test_manifest import ours
from .test_scorm import LOADED

WHOLE = """\
title: Contrôle <1>
instructions: "Répondez *sans aide* : c'est court."
opens: 2026-12-01
closes: 2026-12-15
attempts: 2
feedback: %s
items:
  - {id: essai-01, weight: 2.5}
  - {id: formes-08}
  - {id: formes-07}
labs: [{slug: compter}]
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The small course, never built, with a practical work."""
    root = Path(shutil.copytree(MINI, tmp_path / "cours"))
    labs = root / "exercises" / "labs"
    labs.mkdir()
    (labs / "compter.md").write_text("---\n---\n# Compter : les tokens\n", encoding="utf-8")
    return Course(root)


def render(
    course: Course, text: str = WHOLE % "each", edition: str = "1.2", name: str = "Contrôle 1"
) -> Rendered:
    path = course.root.parent / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return render_assignment_scorm(course, load_assignment(course, path), EDITIONS[edition])


def opened(found: Rendered) -> dict[str, bytes]:
    (content,) = found.files.values()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def page_of(files: dict[str, bytes]) -> BeautifulSoup:
    return BeautifulSoup(files["index.html"].decode("utf-8"), "html.parser")


def test_its_questions_their_order_and_their_weights_are_told_to_the_lms(course: Course) -> None:
    found = render(course)
    assert list(found.files) == ["chevet-devoir-controle-1-scorm12.zip"]
    assert (found.questions, found.losses) == (6, ())
    page = page_of(opened(found))
    sco = json.loads(page.select_one("#chevet-sco").get_text())
    told = [(one["id"], one.get("counted"), one.get("weight")) for one in sco["questions"]]
    steps = [(f"formes-08-0{rank}", True, None) for rank in range(1, 5)]
    assert told == [("essai-01", True, 2.5), *steps, ("formes-07", True, None)]
    keys = str(page.select_one("[data-chevet-total]")["data-questions"]).split()
    assert [key.split(":")[::2] for key in keys[:2]] == [["essai-01", "2.5"], ["formes-08-01", "1"]]
    text = page.get_text()
    assert "Contrôle <1>" in text
    assert "essai-01 compte 2,5, les autres 1" in text
    assert "Compter\u00a0: les tokens" in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_it_holds_every_file_it_loads_and_declares_them(course: Course, edition: str) -> None:
    files = opened(render(course, edition=edition))
    page = page_of(files)
    asked = {str(tag[key]) for tag in page.find_all(True) for key in ("src", "href") if tag.get(key)}
    asked |= set(json.loads(page.select_one("#chevet-modules").get_text()).values())
    asked |= set(
        re.findall(r'"\$chevet-file":"([^"]+)"', page.select_one(".chevet-island script").get_text())
    )
    for name, content in files.items():
        if name.endswith((".js", ".css")):
            loaded = (js or css for js, css in LOADED.findall(content.decode("utf-8")))
            asked |= {posixpath.normpath(posixpath.join(posixpath.dirname(name), one)) for one in loaded}
    asked = {address for address in asked if not address.startswith(("#", "https://"))}
    assert asked == set(files) - {"index.html", "LISEZMOI.txt", "imsmanifest.xml"}
    assert any("/parts/" in name for name in files)  # the picture of formes-07
    root = etree.fromstring(files["imsmanifest.xml"])
    assert ours(edition).validate(root), ours(edition).error_log
    declared = sorted(one.get("href") for one in root.iter("{*}file"))
    assert declared == sorted(set(files) - {"imsmanifest.xml"})


def test_it_is_light_and_the_same_bytes_twice(course: Course) -> None:
    (first,) = render(course).files.values()
    (again,) = render(course).files.values()
    assert first == again
    assert len(first) <= SCORM_ZIP


@pytest.mark.parametrize(("feedback", "exam"), [("each", False), ("end", True), ("closed", True)])
def test_the_correction_comes_when_the_teacher_says(course: Course, feedback: str, exam: bool) -> None:
    found = render(course, WHOLE % feedback)
    page = page_of(opened(found))
    state = json.loads(page.select_one('[data-chevet-widget="quiz"] > script').get_text())
    assert state.get("exam", False) is exam
    sco = json.loads(page.select_one("#chevet-sco").get_text())
    kept = [one for one in sco["questions"] if one["id"].endswith("@exam")]
    assert [one.get("counted") for one in kept] == ([None] * 6 if exam else [])
    assert len({one["tag"] for one in sco["questions"]}) == len(sco["questions"])
    assert any("ne sait pas attendre" in note for note in found.notes) is (feedback == "closed")


def test_what_the_teacher_sets_in_the_platform_is_told_twice(course: Course) -> None:
    found = render(course)
    readme = opened(found)["LISEZMOI.txt"].decode("utf-8")
    for told in (
        "ouvert le 01/12/2026",
        "fermé le 15/12/2026",
        "à régler dans l’activité\u00a0: 2",
        "compter",
    ):
        assert told in " ".join(found.notes)
        assert told in readme
    assert "peut être falsifié" in readme


def test_a_picture_of_a_question_travels_and_is_named_where_it_lies(course: Course) -> None:
    files = opened(render(course, "title: T\nitems: [{id: essai-02}]\n", name="t"))
    picture = "chapters/figures/01-essai/morceaux.svg"
    assert files[picture] == (course.root / picture).read_bytes()
    assert picture in files["index.html"].decode()
    assert "../chapters/" not in files["index.html"].decode()


def test_an_exam_question_is_refused_and_what_to_do_is_said(course: Course) -> None:
    bank = course.banks_dir / "01-essai.yml"
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace("- id: essai-02\n", "- id: essai-02\n  usage: examen\n"), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        render(course, "title: T\nitems: [{id: essai-01}, {id: essai-02}]\n", name="t")
    assert "question essai-02 : elle est réservée à l'examen" in str(caught.value)
    assert "moodle-xml" in str(caught.value)
    assert "essai-01" not in str(caught.value)


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ("items: [{id: essai-00}]", "elle n'est jamais notée"),
        ("labs: [{slug: compter}]", "n'a pas de question"),
    ],
)
def test_what_an_lms_could_not_mark_is_refused(course: Course, items: str, told: str) -> None:
    with pytest.raises(CourseError) as caught:
        render(course, f"title: T\n{items}\n", name="t")
    assert told in str(caught.value)


def test_a_package_keeps_its_name_whatever_the_file_is_called() -> None:
    assert [slug_of(name) for name in ("partie-1", "Œdème n° 2", "…")] == [
        "devoir-partie-1",
        "devoir-oedeme-n-2",
        "devoir-sans-nom",
    ]
