"""A letter to annotate, as a bank asks it and as a page without JavaScript shows it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from chevet.course import Course
from chevet.export.suspend import room_for, worst_case
from chevet.problems import CourseError
from chevet.quiz.annotation import MOST_MARKS
from chevet.quiz.bank import load_bank
from chevet.quiz.scoring import correct_pattern, score
from chevet.quiz.types.annotation import Annotation
from chevet.widgets.quiz import Quiz, question_state, show_quiz

ROOT = Path(__file__).parents[4]
ITEM: dict[str, Any] = {
    "id": "valider-01",
    "type": "annotation",
    "document": "lettres-de-sortie/hanche",
    "stem": "Relisez *cette lettre*.",
    "feedback": "Deux lectures.",
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one chapter with the letters of the real one, and a bank of one question."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "exercises" / "banks").mkdir(parents=True)
    (tmp_path / "_config.yml").write_text("title: Essai\n", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text(
        "root: index\nchapters:\n- file: chapters/01-valider\n", encoding="utf-8"
    )
    (tmp_path / "chapters" / "01-valider.md").write_text("# Valider\n", encoding="utf-8")
    shutil.copytree(ROOT / "datasets" / "lettres-de-sortie", tmp_path / "datasets" / "lettres-de-sortie")
    return write_bank(tmp_path)


def write_bank(root: Path, **changes: Any) -> Course:
    bank = [{key: value for key, value in {**ITEM, **changes}.items() if value is not None}]
    path = root / "exercises" / "banks" / "01-valider.yml"
    path.write_text(yaml.safe_dump(bank, allow_unicode=True), encoding="utf-8")
    return Course(root)


def question(course: Course) -> Annotation:
    (found,) = load_bank(course, "01-valider")
    assert isinstance(found, Annotation)
    return found


def test_a_bank_finds_its_document_and_its_key(course: Course) -> None:
    found = question(course)
    assert correct_pattern(found) == "D3-1-9o3,D11-7-12o3,L2-10-15e2,L5-10-11e1,L7a2,L13-12-17e2,L14-2-8e3"
    assert score(found, correct_pattern(found).split(",")).to_json() == {
        "valid": True,
        "score": 1.0,
        "verdict": "right",
        "found": 7,
        "expected": 7,
    }
    for nothing in ([], None, "L5e1", ["not a mark"]):
        assert score(found, nothing).reason == "empty"


@pytest.mark.parametrize(
    ("changes", "message", "remedy"),
    [
        (
            {"document": "lettres-de-sortie/genou"},
            "n'a pas de lettre « genou »",
            "Lettres connues : hanche, rein",
        ),
        ({"document": "courriers/hanche"}, "« courriers » n'existe pas", "connus : lettres-de-sortie."),
        ({"document": "../../secret/x"}, "n'existe pas", "lettres-de-sortie"),
        ({"document": None}, "la clé document manque", "Ajoutez document"),
        ({"document": 3}, "n'est pas lu comme un texte", "guillemets"),
        ({"feedback": None}, "la clé feedback manque", "apprend"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_document_that_cannot_be_found_is_told_at_its_line(
    course: Course, changes: dict[str, Any], message: str, remedy: str
) -> None:
    with pytest.raises(CourseError) as error:
        load_bank(write_bank(course.root, **changes), "01-valider")
    (problem,) = error.value.problems
    assert message in problem.message
    assert remedy in problem.remedy
    assert problem.where == "question valider-01"
    assert problem.line == (1 if None in changes.values() else 1 + sorted({**ITEM}).index("document"))


def test_without_a_course_the_letter_is_not_made_up() -> None:
    alone = Annotation.model_validate(ITEM)
    with pytest.raises(LookupError, match="hanche"):
        _ = alone.letter


def test_any_response_fits_in_what_an_lms_keeps(course: Course) -> None:
    slot = room_for(question(course))
    assert slot == {"max": 239, "list": True}
    longest = " ".join(["L99-98-99e3"] * MOST_MARKS)
    assert len(longest) <= slot["max"]
    assert worst_case([{"id": "valider-01", **slot}]) < 600


def test_a_mark_comes_back_whole_from_an_lms(course: Course) -> None:
    # Scores are kept there in 3,600ths: a hundredth must come back exact, or the reasons would be lost.
    assert all(round(mark / 100 * 3600) / 3600 == mark / 100 for mark in range(101))
    assert score(question(course), ["L5e1"]).score * 100 % 1 == 0


def test_the_state_is_json_and_its_texts_are_not_html(course: Course) -> None:
    state = question_state(question(course))
    json.dumps(state)
    assert state["stem"] == "Relisez <em>cette lettre</em>."
    assert len(state["letter"]["sentences"]) == 17
    assert state["letter"]["faults"][0]["span"] == {
        "side": "D",
        "line": 3,
        "first": 1,
        "last": 9,
        "kind": "omission",
        "gravity": 3,
    }


def test_without_javascript_everything_can_be_read_and_filled_in(course: Course) -> None:
    page = BeautifulSoup(show_quiz("01-valider", course=course).fallback_html(), "html.parser")
    file, text = page.select("ol.chevet-ann-list")
    assert (len(file.select("li")), len(text.select("li"))) == (13, 17)
    assert "inventés" in page.select_one(".chevet-ann-mention").get_text()  # type: ignore[union-attr]
    assert len(page.select(".chevet-ann-blanks tbody tr")) == 12
    correction = page.select_one("details.chevet-correction")
    assert correction is not None
    assert not correction.has_attr("open")
    kinds = [item.get_text() for item in correction.select("ul li strong")]
    assert [kind[-2] for kind in kinds] == ["3", "3", "3", "2", "2", "2", "1"]
    assert "Le dossier, note\u00a010\u00a0: «\u00a0Anticoagulant repris ce soir" in correction.get_text()
    assert "Fidèles, malgré l’apparence." in correction.get_text()
    outside = page.get_text().replace(correction.get_text(), "")
    assert "gravité\u00a03" not in outside.lower()
    assert "infarctus cérébral" not in outside


ATTACK = '</script><img src=x onerror="alert(1)">'


def test_markup_in_a_letter_stays_text(course: Course) -> None:
    table = course.datasets_dir / "lettres-de-sortie" / "lettres-de-sortie.csv"
    text = table.read_text(encoding="utf-8")
    quoted = ATTACK.replace('"', '""')
    for old in ("Le bêtabloquant est inchangé.", "Le lendemain, elle était à 9,8 g/dL."):
        old = old.replace("9,8 g", "9,8\u00a0g")
        assert old in text
        text = text.replace(f'"{old}"', old).replace(old, f'"{quoted}"')
    table.write_text(text.replace("Une pénicilline peut", "<script>alert(1)</script> peut"), encoding="utf-8")
    island = BeautifulSoup(show_quiz("01-valider", course=course).island_html(), "html.parser")
    assert not island.select("img")
    assert [tag.get("type") for tag in island.select("script")] == ["application/json"]
    assert ATTACK in island.select_one(".chevet-fallback").get_text()  # type: ignore[union-attr]
    state = json.loads(island.script.string)  # type: ignore[union-attr,arg-type]
    assert [s["text"] for s in state["questions"][0]["letter"]["sentences"]].count(ATTACK) == 2


def test_the_digest_follows_the_letter(course: Course) -> None:
    hip = question(course).digest
    assert question(write_bank(course.root, document="lettres-de-sortie/rein")).digest != hip
    assert question(write_bank(course.root, feedback="Trois lectures.")).digest == hip


def test_the_widget_says_what_it_holds(course: Course) -> None:
    assert (
        Quiz(questions=[question_state(question(course))]).summary() == "1 question : valider-01 (annotation)"
    )
