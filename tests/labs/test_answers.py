"""An answer is checked without being read: right within its tolerance, else a hint, and never the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chevet import verifier
from chevet.answers import holds, number, seal
from chevet.labs import Sealed
from chevet.problems import CourseError

Answer = Callable[[str, object], str]

LAB = """\
---
chapter: 01-essai
questions:
  auc: {{name: AUC externe, seal: {auc}, tolerance: 0.01, points: 2, hint: Mesurez sur B.}}
  etude: {{name: Étude, seal: [{essai}, {grappes}], hint: "Faut-il comparer ?"}}
---

# Un carnet
"""


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Answer:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_config.yml").write_text("title: Essai\n", encoding="utf-8")
    folder = tmp_path / "exercises" / "labs"
    folder.mkdir(parents=True)
    seals = {
        "auc": seal("auc", 0.684, 0.01),
        "essai": seal("etude", "essai randomisé"),
        "grappes": seal("etude", "essai par grappes"),
    }
    (folder / "carnet.md").write_text(LAB.format(**seals), encoding="utf-8")
    monkeypatch.chdir(folder)

    def ask(question: str, value: object) -> str:
        verifier(question, value)
        return capsys.readouterr().out

    return ask


@pytest.mark.parametrize("value", [0.684, "0,684", 0.675, 0.693, np.float64(0.68), " 0.68 "])
def test_a_number_within_its_tolerance_is_right(value: object, answer: Answer) -> None:
    assert answer("auc", value) == "AUC externe\u00a0: juste (2\u00a0points).\n"


@pytest.mark.parametrize(
    "value", [0.671, 0.697, 68.4, -0.684, float("nan"), float("inf"), "beaucoup", [0.684], True]
)
def test_another_answer_gets_the_hint_and_never_the_answer(value: object, answer: Answer) -> None:
    said = answer("auc", value)
    assert said == "AUC externe\u00a0: à revoir. Mesurez sur B.\n"
    assert "684" not in said


@pytest.mark.parametrize("value", [None, "", "  "])
def test_nothing_yet_is_no_fault(value: object, answer: Answer) -> None:
    assert answer("auc", value) == "AUC externe\u00a0: à remplir.\n"


@pytest.mark.parametrize(
    "value", ["essai randomisé", "Essai randomise.", " ESSAI RANDOMISÉ ", "essai par grappes"]
)
def test_words_are_read_without_accents_capitals_or_points(value: str, answer: Answer) -> None:
    assert "juste (1\u00a0point)" in answer("etude", value)
    assert "à revoir" in answer("etude", "rétrospective")


def test_an_unknown_question_names_the_others(answer: Answer) -> None:
    with pytest.raises(CourseError, match="« aucc » n'existe pas"):
        answer("aucc", 1)


def test_a_seal_is_not_the_answer_and_depends_on_the_question() -> None:
    assert seal("a", 12) != seal("b", 12)
    assert not seal("a", 12).isdigit()
    assert len({seal("a", n) for n in range(200)}) == 200


@pytest.mark.parametrize(
    ("text", "value"), [("12 %", 12.0), ("1\u202f234,5", 1234.5), ("−3", -3.0), ("3 à 4", None), ("", None)]
)
def test_numbers_are_read_as_they_are_written_in_french(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(("answer_value", "near", "far"), [(12, 12, 13), (12, "12", "11")])
def test_a_whole_number_without_tolerance_is_exact(answer_value: int, near: Any, far: Any) -> None:
    asked = Sealed("n", "Nombre", (seal("n", answer_value),), 0, 1, "")
    assert holds(asked, near)
    assert not holds(asked, far)
