"""What a bank gives once it is right: questions in order, their letters, their digest, what is shown."""

from __future__ import annotations

from pathlib import Path

import pydantic
import pytest
import yaml

from chevet.course import find_course
from chevet.quiz.bank import counted, load_bank, load_banks, published
from chevet.quiz.model import Numeric, Qrm, Qroc, Qru
from chevet.quiz.types import TYPES

BANK = """\
- id: tokens-01
  type: qru
  stem: "  Où ?  "
  opening: true
  choices: &four
    - {text: un, right: true, feedback: f}
    - {text: deux, right: false, feedback: f}
    - {text: trois, right: false, feedback: f}
    - {text: quatre, right: false, feedback: f}
- {id: tokens-02, type: qrm, stem: Quand, retired: true, choices: *four}
- {id: tokens-03, type: qrm, stem: Qui, usage: examen, choices: *four}
- id: tokens-04
  type: qroc
  stem: Quoi ?
  covers: [C013]
  review: ÉL 2026-11-21
  feedback: f
  answers: [{text: oui, also: [si], credit: 1, feedback: f}]
  feedback_wrong: f
- {id: tokens-05, type: numeric, stem: Combien, feedback: f, answer: 3, tolerance: 0, unit: "%",
   feedback_right: f, feedback_wrong: f}
"""


def test_questions_come_in_the_order_of_the_file(make_course):
    course = make_course({"01-tokens": BANK})
    questions = load_bank(course, "01-tokens")
    assert [type(q) for q in questions] == [Qru, Qrm, Qrm, Qroc, Numeric]
    assert load_banks(course) == {"01-tokens": questions}
    assert questions[0].stem == "Où ?"
    assert list(questions[0].lettered) == ["a", "b", "c", "d"]
    assert questions[0].right_ids == {"a"}
    assert (questions[3].covers, questions[3].answers[0].texts) == (("C013",), ("oui", "si"))
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        questions[0].stem = "Ailleurs ?"


def test_a_changed_bank_is_read_again(make_course):
    assert load_bank(make_course({"01-tokens": BANK}), "01-tokens")[0].stem == "Où ?"
    assert load_bank(make_course({"01-tokens": BANK.replace("Où", "Là")}), "01-tokens")[0].stem == "Là ?"


def test_a_bom_and_windows_line_ends_are_read(make_course):
    content = b"\xef\xbb\xbf" + BANK.replace("\n", "\r\n").encode()
    assert len(load_bank(make_course({"01-tokens": content}), "01-tokens")) == 5


def test_retired_and_exam_questions_are_not_shown_and_the_opening_is_not_counted(make_course):
    questions = load_bank(make_course({"01-tokens": BANK}), "01-tokens")
    assert [q.id for q in published(questions)] == ["tokens-01", "tokens-04", "tokens-05"]
    assert [q.id for q in counted(questions)] == ["tokens-04", "tokens-05"]


# A digest that moves makes every stored answer of every learner worthless: these values are for ever.
DIGESTS = {
    "tokens-01": "c60dbac7",
    "tokens-02": "7a335c46",
    "tokens-03": "60d37f94",
    "tokens-04": "ffa52bdf",
    "tokens-05": "58b37bc5",
}


def test_a_digest_never_changes_by_itself(make_course):
    questions = load_bank(make_course({"01-tokens": BANK}), "01-tokens")
    assert {q.id: q.digest for q in questions} == DIGESTS


DATA = {item["id"]: item for item in yaml.safe_load(BANK)}


def variant(identifier, **changes):
    data = {**DATA[identifier], **changes}
    return TYPES[data["type"]].model.model_validate(data).digest == DIGESTS[identifier]


CHOICES = DATA["tokens-01"]["choices"]
ANSWER = DATA["tokens-04"]["answers"][0]
TRAP = {"text": "non", "feedback": "g"}


@pytest.mark.parametrize(
    ("identifier", "changes", "kept"),
    [
        ("tokens-01", {"feedback": "g", "source": "s", "section": "t", "covers": ["C001"]}, True),
        ("tokens-01", {"id": "tokens-09", "difficulty": 3, "level": "approfondissement"}, True),
        ("tokens-01", {"opening": False, "review": "AB 2026-11-21", "retired": True}, True),
        ("tokens-01", {"choices": [{**c, "feedback": "g"} for c in CHOICES]}, True),
        ("tokens-01", {"stem": "Où donc ?"}, False),
        ("tokens-01", {"type": "qrm"}, False),
        ("tokens-01", {"choices": [*CHOICES, {**CHOICES[1], "text": "cinq"}]}, False),
        ("tokens-01", {"choices": [CHOICES[1], CHOICES[0], *CHOICES[2:]]}, False),
        ("tokens-02", {"choices": [{**CHOICES[0], "indispensable": True}, *CHOICES[1:]]}, False),
        ("tokens-02", {"choices": [*CHOICES[:3], {**CHOICES[3], "unacceptable": True}]}, False),
        ("tokens-02", {"choices": [*CHOICES[:3], {**CHOICES[3], "right": True}]}, False),
        (
            "tokens-04",
            {"feedback_wrong": "g", "answers": [{**ANSWER, "feedback": "g"}], "traps": [TRAP]},
            True,
        ),
        ("tokens-04", {"answers": [{**ANSWER, "also": []}]}, False),
        ("tokens-04", {"answers": [ANSWER, {"text": "presque", "credit": 0.5, "feedback": "f"}]}, False),
        ("tokens-05", {"answer": 3.0, "feedback_right": "g", "traps": [{"value": 4, "feedback": "g"}]}, True),
        ("tokens-05", {"answer": 4}, False),
        ("tokens-05", {"tolerance": 1}, False),
        ("tokens-05", {"unit": "g"}, False),
    ],
)
def test_only_what_an_answer_was_given_to_is_in_the_digest(identifier, changes, kept):
    assert variant(identifier, **changes) is kept


def test_the_banks_of_the_course_have_no_fault():
    course = find_course(Path(__file__).parent)
    assert load_banks(course)
