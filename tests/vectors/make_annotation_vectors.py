"""Writes ``annotation.json`` and ``scoring_annotation.json``: marks left on a letter and what each is worth.

    python tests/vectors/make_annotation_vectors.py

Each response was written by hand on a letter of the course or on a small one; what is expected was checked by hand
for those that say so in their name (tests/quiz/test_annotation.py holds the arithmetic).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chevet.course import Course
from chevet.quiz.annotation import measure, read_marks, words_of
from chevet.quiz.annotation_document import load_document
from chevet.quiz.types.annotation import Annotation, score_annotation
from chevet.widgets.quiz.views.annotation import letter_state

HERE = Path(__file__).parent
NBSP, NARROW = "\u00a0", "\u202f"
TEXTS = [
    "",
    "   ",
    "Elle marche vingt mètres.",
    f"Le calcul fait 7{NBSP}cm{NARROW}; il est à gauche{NBSP}: voilà.",
    "« Oui », dit-elle — puis non !",
    "L’œdème, 11,8 g/dL à l’arrivée",
    "— : ?",
    "a\u2009b\tc\u3000d\ufeffe",
]
# The letter « hanche »: D3-1-9o3 D11-7-12o3 L2-10-15e2 L5-10-11e1 L7a2 L13-12-17e2 L14-2-8e3
HIP: dict[str, list[str]] = {
    "perfect": ["D3-1-9o3", "D11-7-12o3", "L2-10-15e2", "L5-10-11e1", "L7a2", "L13-12-17e2", "L14-2-8e3"],
    "nothing": [],
    "one fault found to the word": ["L5-10-11e1"],
    "one word more at each end is still the same passage": ["L5-9-12e1"],
    "two words more at one end is in part": ["L5-8-11e1"],
    "a whole sentence is in part": ["L5e1"],
    "the wrong words of the right sentence find nothing": ["L5-1-3e1"],
    "wrong kind, wrong gravity": ["L5-10-11a3"],
    "all but one severe fault, to the word": [
        "D3-1-9o3",
        "L2-10-15e2",
        "L5-10-11e1",
        "L7a2",
        "L13-12-17e2",
        "L14-2-8e3",
    ],
    "all but one fault that is not severe": [
        "D3-1-9o3",
        "D11-7-12o3",
        "L5-10-11e1",
        "L7a2",
        "L13-12-17e2",
        "L14-2-8e3",
    ],
    "two marks on one fault: the nearer counts, the other is one too many": ["L14e3", "L14-2-7e3"],
    "two kinds in one sentence: its first mark says its box": ["L5-10-11e1", "L5-1-2a1"],
    "everything suspected": [f"L{line}e2" for line in range(1, 18)],
    "more marks than are kept": [f"L{line}-{word}-{word}e2" for line in range(1, 18) for word in (1, 2)],
    "in any order, twice, with what is not a mark": [
        "L7a2",
        "D3-1-9o3",
        "L7a2",
        "L7-1-8a2",
        "x",
        "L99e1",
        "L5-4-3e1",
    ],
    "an omission is marked in the file, an error in the letter": [
        "D3e3",
        "L7o2",
        "L5-1-99e1",
        "L5-0-1e1",
        "L5e4",
        "L05e1",
    ],
}
# A letter of four sentences with one omission, a case where kappa is not defined.
SMALL_FAULTS = ["D1-1-2o3"]
SMALL: dict[str, list[str]] = {
    "kappa undefined: every sentence faithful for both": ["D1-1-2o3"],
    "kappa nought: agreement is what chance gives": ["L1e1"],
}


def letter(lengths: dict[Any, Any], faults: list[str], responses: dict[str, list[str]]) -> dict[str, Any]:
    key = read_marks(lengths, faults)
    cases = []
    for name, response in responses.items():
        marks = read_marks(lengths, response)
        expected = measure(marks, key, len(lengths["L"])).to_json()
        cases.append(
            {"name": name, "response": response, "marks": [vars(m) for m in marks], "expect": expected}
        )
    return {"lengths": lengths, "faults": [vars(span) for span in key], "cases": cases}


def vectors() -> dict[str, Any]:
    document = load_document(Course(HERE.parents[1]), "lettres-de-sortie/hanche")
    texts = [{"text": text, "words": [list(word) for word in words_of(text)]} for text in TEXTS]
    return {
        "words": texts,
        "letters": [
            letter(document.lengths, list(document.pattern), HIP),
            letter({"D": [4, 3], "L": [5, 5, 5, 5]}, SMALL_FAULTS, SMALL),
        ],
    }


SCORED = [
    "perfect",
    "nothing",
    "a whole sentence is in part",
    "everything suspected",
    "all but one severe fault, to the word",
]


def scoring() -> list[dict[str, Any]]:
    """A few of the responses, as any type of question is scored: the key is in the question."""
    root = HERE.parents[1]
    data = {
        "id": "essai-01",
        "stem": "s",
        "feedback": "f",
        "type": "annotation",
        "document": "lettres-de-sortie/hanche",
    }
    question = Annotation.model_validate(data, context={"root": root})
    state = {"type": "annotation", "document": question.document, "letter": letter_state(question.letter)}
    return [
        {
            "name": f"annotation: {name}",
            "question": state,
            "response": HIP[name],
            "expect": score_annotation(question, HIP[name]).to_json(),
        }
        for name in SCORED
    ]


def main() -> None:
    for name, written in (("annotation", vectors()), ("scoring_annotation", scoring())):
        text = json.dumps(written, ensure_ascii=False, indent=1)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
