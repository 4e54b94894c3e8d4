"""Write ``scoring_types.json``: each type's question as an author writes it, as the page receives it, and what a
response is worth.

What is expected is written here by hand, from the rules of facts.md §2 and of the guide for authors; only the
states are computed. Run again after a change of ``question_state``: python tests/vectors/make_scoring_vectors.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chevet.quiz.types import TYPES
from chevet.widgets.quiz import question_state

MINI = Path(__file__).parents[1] / "mini_course"
OUT = Path(__file__).with_name("scoring_types.json")


def choices(rights: str, count: int, **weights: str) -> list[dict[str, Any]]:
    """``count`` propositions, those of ``rights`` right; ``indispensable="a"``, ``unacceptable="b"``."""
    made = []
    for letter in "abcdefghijklmnopqrstuvwxyz"[:count]:
        more = {key: True for key, letters in weights.items() if letter in letters}
        made.append({"text": f"proposition {letter}", "right": letter in rights, "feedback": "f", **more})
    return made


QRP = {"type": "qrp", "choices": choices("ace", 5, indispensable="a", unacceptable="b")}
QRPL = {"type": "qrpl", "choices": choices("bkty", 25)}
TCS = {
    "type": "tcs",
    "hypothesis": "h",
    "new_fact": "n",
    "votes": [0, 1, 3, 6, 2],
    "panel": "simulé",
    "feedback": "f",
}
ORDERING = {
    "type": "ordering",
    "items": [{"text": t, "feedback": "f"} for t in ("un", "deux", "trois", "quatre")],
}
MATCHING = {
    "type": "matching",
    "pairs": [
        {"left": "un", "match": "impair", "feedback": "f"},
        {"left": "deux", "match": "pair", "feedback": "f"},
        {"left": "trois", "match": "impair", "feedback": "f"},
        {"left": "quatre", "match": "pair", "feedback": "f"},
    ],
    "others": ["premier"],
}
ESTIMATION = {"type": "estimation", "answer": 12, "widest": 10, "unit": "%", "feedback": "f"}

QZP = {
    "type": "qzp",
    "picture": "01-essai/coupe.svg",
    "alt": "a",
    "feedback": "f",
    "zones": [
        {"name": name, "place": place, "right": right, "feedback": "f"}
        for name, place, right in (
            ("le bord gauche", [0, 0, 10, 100], False),
            ("la première moitié", [10, 0, 40, 100], True),
            ("la seconde moitié", [50, 0, 40, 100], True),
            ("le bord droit", [90, 0, 10, 100], False),
        )
    ],
}

EMPTY, FEW, MANY = {"reason": "empty"}, {"reason": "incomplete"}, {"reason": "too_many"}


def of(found: int, expected: int, score: float, **more: Any) -> dict[str, Any]:
    return {"score": score, "found": found, "expected": expected, **more}


def interval(low: float, high: float, score: float) -> dict[str, Any]:
    return {"score": score, "details": {"low": low, "high": high, "width": high - low}}


# The first four are the example of the rules of 2023 (facts-extra.md §2): ACE 1, ACD 0.66, ABC 0, CDE 0.
CASES: list[tuple[dict[str, Any], Any, dict[str, Any]]] = [
    (QRP, list("ace"), of(3, 3, 1.0)),
    (QRP, list("acd"), of(2, 3, 2 / 3)),
    (QRP, list("abc"), of(2, 3, 0.0, capped="unacceptable")),
    (QRP, list("cde"), of(2, 3, 0.0, capped="indispensable")),
    (QRP, list("bde"), of(1, 3, 0.0, capped="unacceptable")),
    (QRP, list("ac"), FEW),
    (QRP, list("acde"), MANY),
    (QRP, list("acz"), FEW),
    (QRP, [], EMPTY),
    (QRP, None, EMPTY),
    ({"type": "qrp", "choices": choices("ab", 4)}, list("cd"), of(0, 2, 0.0)),
    ({"type": "qrp", "choices": choices("ab", 4)}, list("bc"), of(1, 2, 0.5)),
    (QRPL, list("bkty"), of(4, 4, 1.0)),
    (QRPL, list("bkta"), of(3, 4, 0.75)),
    (QRPL, list("acde"), of(0, 4, 0.0)),
    (QRPL, list("bktyx"), MANY),
    (QRPL, list("b"), FEW),
    (QRPL, [], EMPTY),
    ({"type": "qrpl", "choices": choices("j", 10)}, ["j"], of(1, 1, 1.0)),
    (QZP, ["b", "c"], of(2, 2, 1.0)),
    (QZP, ["b", "d"], of(1, 2, 0.5)),
    (QZP, ["a", "d"], of(0, 2, 0.0)),
    (QZP, ["b"], FEW),
    (QZP, ["a", "b", "c"], MANY),
    (QZP, ["z"], EMPTY),
    (TCS, ["d"], {"score": 1.0}),
    (TCS, ["c"], {"score": 0.5}),
    (TCS, ["e"], {"score": 2 / 6}),
    (TCS, ["b"], {"score": 1 / 6}),
    (TCS, ["a"], {"score": 0.0}),
    (TCS, ["c", "d"], {"reason": "several"}),
    (TCS, ["f"], EMPTY),
    (TCS, [], EMPTY),
    ({**TCS, "votes": [4, 0, 0, 4, 2], "about": "conduite"}, ["a"], {"score": 1.0}),
    (ORDERING, list("abcd"), of(6, 6, 1.0)),
    (ORDERING, list("bacd"), of(5, 6, 4 / 6)),
    (ORDERING, list("bcda"), of(3, 6, 0.0)),
    (ORDERING, list("acdb"), of(4, 6, 2 / 6)),
    (ORDERING, list("dcba"), of(0, 6, 0.0)),
    (ORDERING, list("abc"), FEW),
    (ORDERING, list("aabc"), FEW),
    (ORDERING, [], EMPTY),
    (MATCHING, ["1.a", "2.b", "3.a", "4.b"], of(4, 4, 1.0)),
    (MATCHING, ["4.b", "3.a", "2.b", "1.a"], of(4, 4, 1.0)),
    (MATCHING, ["1.a", "2.b", "3.b", "4.c"], of(2, 4, 0.5)),
    (MATCHING, ["1.b", "2.a", "3.c", "4.c"], of(0, 4, 0.0)),
    (MATCHING, ["1.a", "2.b", "3.a"], FEW),
    (MATCHING, ["1.a", "1.b", "3.a", "4.b"], FEW),
    (MATCHING, ["1.a", "2.b", "3.a", "4.d"], FEW),
    (MATCHING, ["9.z"], EMPTY),
    (MATCHING, [], EMPTY),
    (ESTIMATION, "8 ; 15", interval(8, 15, 1.0)),
    (ESTIMATION, "12 % ; 12 %", interval(12, 12, 1.0)),
    (ESTIMATION, "2 ; 12", interval(2, 12, 1.0)),
    (ESTIMATION, "1,5 ; 12", interval(1.5, 12, 0.5)),
    (ESTIMATION, "0 ; 1 000", interval(0, 1000, 0.5)),
    (ESTIMATION, "13 ; 20", interval(13, 20, 0.0)),
    (ESTIMATION, "−5 ; 3", interval(-5, 3, 0.0)),
    (ESTIMATION, "20 ; 8", {"reason": "reversed"}),
    (ESTIMATION, "8 ; vingt", {"reason": "not_a_number"}),
    (ESTIMATION, "8 ; 15 ; 20", {"reason": "not_a_number"}),
    (ESTIMATION, "8 g ; 15", {"reason": "not_a_number"}),
    (ESTIMATION, "8 ; ", EMPTY),
    (ESTIMATION, "12", EMPTY),
    (ESTIMATION, "", EMPTY),
    (ESTIMATION, None, EMPTY),
    # 0.7 - 0.4 is more than 0.3 in a computer, not on paper.
    (
        {**ESTIMATION, "answer": 0.5, "widest": 0.3},
        "0,4 ; 0,7",
        {"score": 1.0, "details": {"low": 0.4, "high": 0.7}},
    ),
]


def vectors() -> Iterator[dict[str, Any]]:
    for item, response, told in CASES:
        written = {"id": "essai-01", "stem": "s", **item}
        question = TYPES[item["type"]].model.model_validate(written, context={"root": MINI})
        if "reason" in told:
            expect = {"valid": False, "score": 0.0, "verdict": "invalid", **told}
        else:
            verdict = "right" if told["score"] == 1 else "partial" if told["score"] else "wrong"
            expect = {"valid": True, "verdict": verdict, **told}
        if "details" in expect:
            expect["details"] = {"width": 0.7 - 0.4, **expect["details"]}
        said = response if isinstance(response, str) or response is None else ",".join(response)
        yield {
            "name": f"{item['type']}: {said}",
            "item": written,
            "question": question_state(question),
            "response": response,
            "expect": expect,
        }


if __name__ == "__main__":
    lines = ",\n  ".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in vectors())
    OUT.write_text(f"[\n  {lines}\n]\n", encoding="utf-8", newline="\n")
