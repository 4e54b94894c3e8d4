"""Each type that Moodle holds in another shape: what is kept, what is told."""

from __future__ import annotations

from typing import Any

from chevet.course import Course
from chevet.export.moodle_model import MoodleQuestion
from chevet.export.moodle_questions import to_moodle
from chevet.export.moodle_xml import moodle_xml
from chevet.export.rich import Place
from chevet.export.sources import Category
from chevet.quiz.scoring import TYPES

from .moodle_reader import Read, read

TOP = Category("chevet", ("Cours",), "")


def exported(course: Course, **item: Any) -> tuple[Any, MoodleQuestion, Read]:
    """The question, what it becomes, and what Moodle reads of it."""
    whole = {"id": "essai-01", "stem": "?"} | item
    question = TYPES[item["type"]].model.model_validate(whole, context={"root": course.root})
    made = to_moodle(question, Place(course, "banque", "essai-01"), "01-essai")
    ((back,), _) = read(moodle_xml([((TOP,), made)]))
    return question, made, back


def test_a_text_to_annotate_is_marked_by_hand_with_its_key(real_course: Course) -> None:
    question, made, back = exported(
        real_course, type="annotation", feedback="f", document="lettres-de-sortie/hanche"
    )
    letter = question.letter
    assert back.kind == "essay"
    assert back.stem.count("<strong>D") == len(letter.notes)
    assert back.stem.count("<strong>L") == len(letter.sentences)
    assert back.xml is not None
    key = back.xml.findtext("graderinfo/text") or ""
    for fault in letter.faults:
        assert f"{fault.span.side}{fault.span.line}, mots {fault.span.first} à {fault.span.last}" in key
        assert fault.why in key
        assert fault.why not in back.stem
    assert [loss.kind for loss in made.losses] == ["manuel"]
