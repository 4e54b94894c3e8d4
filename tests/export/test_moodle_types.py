"""Each type that Moodle holds in another shape: what is kept, what is told."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from chevet.course import Course
from chevet.export.moodle_model import MoodleQuestion
from chevet.export.moodle_orders import order_error
from chevet.export.moodle_questions import to_moodle
from chevet.export.moodle_xml import moodle_xml
from chevet.export.rich import Place
from chevet.export.sources import Category
from chevet.quiz.bank import load_bank
from chevet.quiz.scoring import TYPES, score
from chevet.quiz.types.qzp import Qzp

from .moodle_reader import Read, mark_choices, read

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


CHOICES = [{"text": f"P{n}", "right": n < 2, "feedback": "f"} for n in range(5)]


def test_a_number_announced_is_said_and_what_moodle_lets_do_is_told(real_course: Course) -> None:
    question, made, back = exported(real_course, type="qrp", choices=CHOICES)
    assert "Cochez exactement 2 propositions." in back.stem
    assert [loss.kind for loss in made.losses] == ["coches"]
    for ranks in itertools.combinations(range(5), 2):
        letters = [list(question.lettered)[rank] for rank in ranks]
        assert mark_choices(back, ranks) == score(question, letters).score
    assert mark_choices(back, range(5)) == 1  # what the loss says
    vital = [CHOICES[0] | {"indispensable": True}, *CHOICES[1:]]
    _, made, _ = exported(real_course, type="qrp", choices=vital)
    assert [loss.kind for loss in made.losses] == ["coches", "bareme"]


def test_votes_are_rounded_to_the_list_and_the_rounding_is_told(real_course: Course) -> None:
    tcs = {"type": "tcs", "hypothesis": "h", "new_fact": "n", "panel": "simulé", "feedback": "f"}
    _, made, back = exported(real_course, **tcs, votes=[0, 1, 2, 7, 2])
    assert [a.fraction for a in back.answers] == [0, 0.1428571, 0.3, 1, 0.3]
    (loss,) = made.losses
    assert (loss.kind, loss.worst) == ("experts", pytest.approx(0.3 - 2 / 7))
    assert back.general.count("simulé") == 1
    _, made, _ = exported(real_course, **tcs, votes=[0, 0, 5, 10, 0])
    assert made.losses == ()


def test_zones_are_numbered_on_the_picture_and_ticked() -> None:
    """As the bank of the small course writes them."""
    course = Course(Path(__file__).parents[1] / "mini_course")
    question = next(q for q in load_bank(course, "03-formes") if q.type == "qzp")
    assert isinstance(question, Qzp)
    made = to_moodle(question, Place(course, "banque", question.id), "03-formes")
    ((back,), _) = read(moodle_xml([((TOP,), made)]))
    ((_, drawing),) = back.files.items()
    root = ElementTree.fromstring(drawing)
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[-len(question.zones) :] == [str(n) for n in range(1, len(question.zones) + 1)]
    for ranks in itertools.combinations(range(len(question.zones)), len(question.right_ids)):
        letters = [list(question.lettered)[rank] for rank in ranks]
        assert mark_choices(back, ranks) == pytest.approx(score(question, letters).score, abs=1e-4)
    assert "<shuffleanswers>false" in ElementTree.tostring(back.xml, "unicode")  # type: ignore[arg-type]
    assert {loss.kind for loss in made.losses} == {"zones", "coches"}


@pytest.mark.parametrize("count", [3, 4, 5, 6])
def test_the_gap_between_two_ways_to_mark_an_order_is_that_of_all_orders(count: int) -> None:
    pairs = list(itertools.combinations(range(count), 2))
    gaps = []
    for order in itertools.permutations(range(count)):
        share = sum(order[a] < order[b] for a, b in pairs) / len(pairs)
        gaps.append(abs(share - max(0, 2 * share - 1)))
    assert order_error(count) == (pytest.approx(sum(gaps) / len(gaps)), pytest.approx(max(gaps)))
