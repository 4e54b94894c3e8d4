"""A progressive case in each export: read alone a step says all it supposes, asked together the steps keep their order."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from chevet.assignments.files import load_assignment
from chevet.assignments.preview import describe
from chevet.course import Course
from chevet.export import formats
from chevet.export.assignment import render_assignment
from chevet.export.paper import paper_of_chapters, render_paper
from chevet.export.sources import chosen_chapters
from chevet.problems import CourseError
from chevet.quiz.bank import load_bank

from .any_check import fake_package, small_course
from .gift_reader import read_gift
from .mbz_reader import unzip
from .moodle_reader import Read, read

BANK = """\
- id: essai-01
  type: qru
  stem: Seule ?
  choices: &choices
    - {text: Oui, right: true, feedback: f.}
    - {text: Non, right: false, feedback: f.}
    - {text: Un peu, right: false, feedback: f.}
    - {text: Jamais, right: false, feedback: f.}
- id: essai-02
  type: dp
  covers: [C001]
  stem: "Mme L., *inventée*, tousse."
  steps:
    - {type: qru, stem: "Que demandez-vous ?", choices: *choices, hints: ["Le plus simple."]}
    - fact: Elle a 39 °C.
      type: estimation
      stem: "Combien {environ} ?"
      answer: 4
      widest: 2
      feedback: f.
    - type: qru
      stem: Et sans rien de neuf ?
      choices: *choices
      certainty: true
    - fact: La radio montre un foyer.
      type: qroc
      stem: De quoi souffre-t-elle ?
      answers: [{text: pneumonie, credit: 1, feedback: f.}]
      feedback: f.
      feedback_wrong: f.
      hints: ["Cela commence par un p."]
- id: essai-03
  type: kfp
  usage: examen
  stem: M. D., inventé, tombe.
  steps:
    - {type: qru, stem: "D’abord ?", choices: *choices}
    - {type: qru, stem: "Ensuite ?", choices: *choices}
"""
STEPS = [f"essai-02-0{rank}" for rank in range(1, 5)]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = small_course(tmp_path)
    (course.banks_dir / "01-essai.yml").write_text(BANK, encoding="utf-8")
    return course


def render(course: Course, name: str) -> formats.Rendered:
    return formats.render(name, course, chosen_chapters(course, ["01-essai"]), lambda _: None)


def moodle(course: Course) -> dict[str, Read]:
    (content,) = render(course, "moodle-xml").files.values()
    return {one.idnumber: one for one in read(content)[0]}


def test_a_step_repeats_what_was_learnt_and_nothing_that_is_still_to_come(course: Course) -> None:
    back = moodle(course)
    assert [name for name in back if name.startswith("essai-02")] == STEPS
    for rank, name in enumerate(STEPS):
        stem = back[name].stem
        assert "<em>inventée</em>, tousse." in stem
        assert ("39 °C" in stem) == (rank >= 1)
        assert ("un foyer" in stem) == (rank >= 3)
        assert f"Question {rank + 1} sur 4 du dossier." in stem
        assert back[name].category[-1] == "Dossier essai-02 : Mme L., inventée, tousse."
    assert "39 °C" in back[STEPS[1]].stem.split("{1:NUMERICAL")[0]
    assert back["essai-03-01"].category[-2:] == ("Examen", "Dossier essai-03 : M. D., inventé, tombe.")


def test_what_moodle_does_not_hold_of_a_case_is_told(course: Course) -> None:
    losses = render(course, "moodle-xml").losses
    assert [loss.question for loss in losses if loss.kind == "dossier"] == [
        *STEPS,
        "essai-03-01",
        "essai-03-02",
    ]
    assert [loss.question for loss in losses if loss.kind == "indices"] == [STEPS[0], STEPS[3]]
    assert [loss.question for loss in losses if loss.kind == "certitude"] == [STEPS[2]]


def test_gift_holds_the_steps_it_can_say_and_no_exam(course: Course) -> None:
    (content,) = render(course, "gift").files.values()
    back = {one.idnumber: one for one in read_gift(content)}
    assert list(back) == ["essai-01", STEPS[0], STEPS[2], STEPS[3]]  # an interval has no place in GIFT
    assert "un foyer" in back[STEPS[3]].stem
    assert "essai-03" not in content.decode()


def test_a_case_is_a_quiz_of_its_own_without_way_back(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chevet.export.mbz.export_scorm", fake_package)
    found = render(course, "mbz")
    (content,) = found.files.values()
    inside = unzip(content)
    entries = {
        entry.get("id"): entry.findtext("idnumber")
        for entry in ElementTree.fromstring(inside["questions.xml"]).iter("question_bank_entry")
    }
    quizzes = {}
    for name, text in inside.items():
        if name.endswith("/quiz.xml"):
            quiz = ElementTree.fromstring(text).find("quiz")
            assert quiz is not None
            asked = [entries[one.text or ""] for one in quiz.iter("questionbankentryid")]
            quizzes[quiz.findtext("name")] = (
                quiz.findtext("navmethod"),
                quiz.findtext("canredoquestions"),
                quiz.findtext("sections/section/shufflequestions"),
                asked,
            )
    assert quizzes == {
        "01 Un premier essai : questions": ("free", "1", "0", ["essai-01"]),
        "Dossier essai-02 : Mme L., inventée, tousse.": ("sequential", "0", "0", STEPS),
    }
    assert "dossier" not in {loss.kind for loss in found.losses}


def test_on_paper_a_fact_is_on_the_sheet_after_the_question_it_answers(course: Course) -> None:
    paper = paper_of_chapters(course, chosen_chapters(course, ["01-essai"]))
    found = render_paper(paper, "x", pdf=False)
    subject = BeautifulSoup(found.files["x-A-sujet.html"], "html.parser")
    assert subject.get_text().count("Mme L.") == 1
    sheets: list[list[str]] = [[]]
    for section in subject.select("main > section"):
        if "sheet" in (section.get("class") or []):
            sheets.append([])
        sheets[-1].append(section.get_text())
    assert [len(sheet) for sheet in sheets] == [2, 2, 1]
    assert "39\u00a0°C" in sheets[1][0]
    assert "un foyer" in sheets[2][0]
    assert [bool(section.select(".wait")) for section in subject.select("main > section")] == [
        False,
        True,
        False,
        True,
        False,
    ]
    corrected = BeautifulSoup(found.files["x-A-corrige.html"], "html.parser")
    assert not corrected.select(".sheet, .wait")
    assert len(corrected.select(".fact")) == 2


def test_a_card_of_a_step_has_its_vignette_and_its_facts(course: Course) -> None:
    found = render(course, "anki")
    assert [loss.question for loss in found.losses if loss.kind == "indices"] == [STEPS[3]]
    (content,) = found.files.values()
    (row,) = (line.split("\t") for line in content.decode().splitlines() if "foyer" in line)
    assert (
        row[2]
        == "Mme L., <em>inventée</em>, tousse.<br><br>Elle a 39 °C.<br><br>La radio montre un foyer.<br><br>"
        "De quoi souffre-t-elle ?"
    )


def write(course: Course, items: str) -> Path:
    path = course.root / "devoir.yml"
    path.write_text(f"title: Essai\nitems:\n{items}", encoding="utf-8")
    return path


def test_an_assignment_names_a_case_and_takes_it_whole(course: Course) -> None:
    read = load_assignment(course, write(course, "  - {id: essai-02, weight: 2}\n  - {id: essai-01}\n"))
    assert [(one.question.id, one.weight) for one in read.asked] == [
        *((step, 2.0) for step in STEPS),
        ("essai-01", 1.0),
    ]
    told = list(describe(read))
    assert sum("dossier essai-02 (dp, 4 questions, dans l’ordre) : Mme L." in line for line in told) == 1
    page = render_assignment(course, read, "papier", pdf=False).files["devoir-devoir-A-sujet.html"].decode()
    assert "Dossier progressif <span>questions 1 à 4, dans l’ordre</span>" in page


@pytest.mark.parametrize(
    ("items", "told"),
    [
        (
            "  - {id: essai-02-03}\n",
            "essai-02-03 est une étape du dossier essai-02, qui se pose en entier. Écrivez id: essai-02.",
        ),
        (
            "  - draw: {format: [dp], number: 3}\n",
            "3 questions demandées ; avec des dossiers entiers, de 4 questions, on n'y tombe pas.",
        ),
        ("  - draw: {format: [dossier], number: 3}\n", "« dossier » n'existe pas."),
    ],
)
def test_half_a_case_cannot_be_asked(course: Course, items: str, told: str) -> None:
    with pytest.raises(CourseError, match=re.escape(told)):
        load_assignment(course, write(course, items))


def test_a_draw_takes_a_case_that_fits_or_leaves_it(course: Course) -> None:
    def ids(rule: str) -> list[str]:
        read = load_assignment(course, write(course, f"  - draw: {{chapter: [01-essai], {rule}}}\n"))
        return [one.question.id for one in read.asked]

    assert ids("format: [dp], number: 4") == STEPS
    assert ids("number: 1") == ["essai-01"]
    assert sorted(ids("number: 5")) == ["essai-01", *STEPS]
    assert ids("usage: examen, number: 2") == ["essai-03-01", "essai-03-02"]
    assert len(load_bank(course, "01-essai")) == 7
