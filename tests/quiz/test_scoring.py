"""The marks of tests/vectors/*.json, which types.test.js runs on the JavaScript side."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from chevet.quiz.fold import count_words, fold, parse_number
from chevet.quiz.model import Question
from chevet.quiz.result import Result
from chevet.quiz.scoring import correct_pattern, score
from chevet.quiz.types import TYPES
from chevet.widgets.quiz import question_state

VECTORS = Path(__file__).parents[1] / "vectors"
MINI = Path(__file__).parents[1] / "mini_course"


def vectors(name: str) -> list[dict]:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def question(state: dict) -> Question:
    """The question whose JavaScript state this is; what scoring does not read is made up."""
    prose = {"feedback": "f"}
    if "document" in state:  # found in the course again, rather than made from its state
        data = {"id": "essai-01", "stem": "s", "type": state["type"], "document": state["document"], **prose}
        return TYPES[state["type"]].model.model_validate(data, context={"root": VECTORS.parents[1]})
    data = {"id": "essai-01", "stem": "s", **state}
    if "choices" in state:
        data["choices"] = [
            {"text": c["id"], **prose, **{key: value for key, value in c.items() if key != "id"}}
            for c in state["choices"]
        ]
    else:
        data |= {"feedback": "f", "feedback_wrong": "f"}
        data["traps"] = [{**_texts(trap), **prose} for trap in state["traps"]]
    if "answers" in state:
        data["answers"] = [{**_texts(answer), **prose} for answer in state["answers"]]
    if state["type"] == "numeric":
        data["feedback_right"] = "f"
    return TYPES[state["type"]].model.model_validate(data)


def _texts(part: dict) -> dict:
    if "texts" not in part:
        return part
    first, *others = part["texts"]
    return {"text": first, "also": others} | {key: value for key, value in part.items() if key != "texts"}


def asked(vector: dict) -> Question:
    """As its author wrote it where the vector says so, else from its state."""
    if "item" not in vector:
        return question(vector["question"])
    return TYPES[vector["item"]["type"]].model.model_validate(vector["item"], context={"root": MINI})


ALL = [v for path in sorted(VECTORS.glob("scoring*.json")) for v in vectors(path.stem)]


@pytest.mark.parametrize("vector", ALL, ids=lambda vector: vector["name"])
def test_a_response_gets_its_result(vector):
    expected = {name: value for name, value in vector["expect"].items() if value is not None}
    assert score(asked(vector), vector["response"]).to_json() == expected


@pytest.mark.parametrize("vector", vectors("scoring_types"), ids=lambda vector: vector["name"])
def test_javascript_is_tried_on_the_state_that_a_page_really_gets(vector):
    assert question_state(asked(vector)) == vector["question"], "run tests/vectors/make_scoring_vectors.py"


@pytest.mark.parametrize("vector", vectors("scoring_types"), ids=lambda vector: vector["name"])
def test_the_pattern_is_a_perfect_response(vector):
    one = asked(vector)
    if one.type != "estimation":
        assert score(one, correct_pattern(one).split(",")).score == 1


def test_every_type_has_its_vectors():
    """A type that both languages know but that no case compares would drift unseen."""
    assert {v["question"]["type"] for v in ALL} == set(TYPES)


def test_every_level_of_the_scale_has_a_vector():
    """The table of facts.md §2, met for 4 and for 5 choices; without it a level could go unchecked."""
    met = {
        (len(v["question"]["choices"]), v["expect"]["discordances"], v["expect"]["score"])
        for v in vectors("scoring")
        if v["question"]["type"] == "qrm" and v["expect"]["valid"] and not v["expect"]["capped"]
    }
    scale = {0: 1, 1: 0.5, 2: 0.2, 3: 0, 4: 0, 5: 0}
    assert met == {(count, d, mark) for count in (4, 5) for d, mark in scale.items() if d <= count}


@pytest.mark.parametrize("vector", vectors("fold"), ids=lambda vector: repr(vector["in"]))
def test_a_text_folds_to_its_words(vector):
    assert fold(vector["in"]) == vector["out"]
    assert fold(vector["out"]) == vector["out"]


@pytest.mark.parametrize(
    "vector", vectors("numbers"), ids=lambda vector: repr((vector["in"][:30], vector["unit"]))
)
def test_a_number_is_read_or_refused(vector):
    number = parse_number(vector["in"], vector["unit"])
    assert number == vector["out"]
    assert number is None or number != 0 or math.copysign(1, number) == 1, "minus zero would be shown as such"


def test_words_are_counted_as_a_reader_counts_them():
    assert [count_words(t) for t in ("", " — ", "l’hôpital", "celui-ci, là", "a\u00a0b\u202fc")] == [
        0,
        0,
        1,
        2,
        3,
    ]


@pytest.mark.parametrize(
    ("state", "pattern"),
    [
        ({"type": "qru", "choices": [{"id": c, "right": c == "d"} for c in "abcd"]}, "d"),
        ({"type": "qrm", "choices": [{"id": c, "right": c in "ea"} for c in "abcde"]}, "a,e"),
        (
            {
                "type": "qroc",
                "traps": [],
                "answers": [{"texts": ["presque"], "credit": 0.5}, {"texts": ["Œdème", "oap"], "credit": 1}],
            },
            "Œdème",
        ),
        *(
            ({"type": "numeric", "traps": [], "answer": answer, "tolerance": 0}, pattern)
            for answer, pattern in [(12, "12"), (-0.5, "-0.5"), (1e20, "1" + "0" * 20), (0.00001, "0.00001")]
        ),
    ],
)
def test_the_correct_pattern_is_a_right_response(state, pattern):
    asked = question(state)
    assert correct_pattern(asked) == pattern
    response = pattern.split(",") if "choices" in state else pattern
    assert score(asked, response).verdict == "right"


def test_a_result_is_json_under_the_names_of_javascript():
    result = Result(valid=True, score=0.5, verdict="partial", discordances=1).to_json()
    assert json.loads(json.dumps(result)) == result
    assert set(result) <= set(vectors("scoring")[0]["expect"])
