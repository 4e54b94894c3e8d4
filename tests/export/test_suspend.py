"""The room that answers take in an LMS, counted here as suspend.js writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chevet.export.suspend import SHORTEST_TEXT, add_tags, escaped_length, room_for, worst_case
from chevet.quiz.model import Numeric, Qroc

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "suspend.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", VECTORS["worst"], ids=lambda case: case["name"])
def test_the_worst_case_is_that_of_the_codec(case: dict[str, Any]) -> None:
    assert worst_case(case["slots"]) == case["length"]


@pytest.mark.parametrize("case", VECTORS["states"], ids=lambda case: case["name"])
def test_no_state_is_longer_than_the_worst_case(case: dict[str, Any]) -> None:
    assert len(case["text"]) <= worst_case(case["slots"])


@pytest.mark.parametrize("case", VECTORS["texts"], ids=lambda case: repr(case["in"]))
def test_a_text_has_the_length_of_the_codec(case: dict[str, Any]) -> None:
    length = escaped_length(case["in"])
    assert length == len(case["out"]) if length <= case["max"] else len(case["out"]) <= case["max"]


def qroc(text: str) -> Qroc:
    answer = {"text": text, "credit": 1, "feedback": "f"}
    return Qroc.model_validate(
        {
            "id": "x-01",
            "type": "qroc",
            "stem": "s",
            "feedback": "f",
            "feedback_wrong": "f",
            "answers": [answer],
        }
    )


def test_every_accepted_answer_has_room() -> None:
    long = "hépato-gastro-entérologie pédiatrique spécialisée française évaluée"
    assert room_for(qroc("token")) == {"max": SHORTEST_TEXT}
    assert room_for(qroc(long)) == {"max": escaped_length(long)} != {"max": SHORTEST_TEXT}
    number = {"id": "x-02", "type": "numeric", "stem": "s", "feedback": "f", "answer": 6, "tolerance": 0}
    told = Numeric.model_validate(number | {"feedback_right": "f", "feedback_wrong": "f", "unit": "é" * 30})
    assert room_for(told) == {"max": escaped_length("6.0 " + "é" * 30)}


def test_a_tag_depends_on_its_question_alone() -> None:
    one, two = {"id": "x-01", "digest": "aa"}, {"id": "x-02", "digest": "bb"}
    (first,) = add_tags([one])
    assert add_tags([two, one])[1] == first
    assert add_tags([{**one, "digest": "cc"}])[0]["tag"] != first["tag"]
    many = add_tags([{"id": f"x-{n}", "digest": ""} for n in range(20_000)])
    assert len({slot["tag"] for slot in many}) == 20_000
    assert add_tags([one, dict(one)])[1]["tag"] != first["tag"]


@pytest.mark.parametrize("case", VECTORS["changed"], ids=lambda case: case["name"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_asked_beside_the_answer_changes_the_tag_and_a_hint_does_not(
    when: str, case: dict[str, Any]
) -> None:
    bare = [{key: value for key, value in slot.items() if key != "tag"} for slot in case[when]]
    assert add_tags(bare) == case[when]
