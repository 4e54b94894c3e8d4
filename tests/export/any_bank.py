"""Banks that nobody would write but that load: for Hypothesis, one strategy by type of question."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from chevet.quiz.fold import count_words, fold

from .inert import ATTACKS

# What is special to YAML, Markdown, XML, HTML, GIFT and Moodle, beside ordinary letters.
SIGNS = "aeéÉœßİ中😀 \u00a0\u202f\n\t<>&\"'’`*_[]()!#~={}:%\\$/|-−.,;]\x07\x85\u200b\ufffe0123456789"
# An image must exist, so chance must not write one.
_chance = st.text(st.sampled_from(SIGNS), min_size=1, max_size=30).filter(
    lambda one: one.strip() and "![" not in one and one.strip("\x07\x1c\x1d\x1e\x1f\ufffe")
)
text = st.one_of(_chance, _chance, st.sampled_from(ATTACKS))
flag = st.booleans()
common = {
    "stem": text,
    "covers": st.lists(st.sampled_from(["C001", "C999"]), max_size=2, unique=True),
    "difficulty": st.integers(1, 3),
    "usage": st.sampled_from(["entrainement", "examen"]),
    "level": st.sampled_from(["socle", "approfondissement"]),
    "review": st.sampled_from(["pending", "AB 2026-11-21"]),
}
optional = {"section": text, "source": text}
own = {
    "feedback": text,
    "certainty": flag,
    "hints": st.lists(text, max_size=4),
}  # of a question, not of a case


def _distinct(parts: list[dict[str, Any]]) -> bool:
    return len({" ".join(part["text"].split()) for part in parts}) == len(parts)


choice = st.fixed_dictionaries({"text": text, "feedback": text})
four_or_five = st.lists(choice, min_size=4, max_size=5).filter(_distinct)


@st.composite
def qru(draw: st.DrawFn) -> dict[str, Any]:
    choices = draw(four_or_five)
    right = draw(st.integers(0, len(choices) - 1))
    return {"choices": [one | {"right": rank == right} for rank, one in enumerate(choices)]}


@st.composite
def qrm(draw: st.DrawFn) -> dict[str, Any]:
    choices = draw(four_or_five)
    right = draw(st.sets(st.integers(0, len(choices) - 1), min_size=1))
    marked = draw(st.sets(st.integers(0, len(choices) - 1)))
    keys = {True: "indispensable", False: "unacceptable"}
    return {
        "choices": [
            one | {"right": rank in right} | ({keys[rank in right]: True} if rank in marked else {})
            for rank, one in enumerate(choices)
        ]
    }


word = text.filter(lambda one: fold(one) and count_words(one) <= 5)


@st.composite
def qroc(draw: st.DrawFn) -> dict[str, Any]:
    words = draw(st.lists(word, min_size=1, max_size=6, unique_by=fold))
    parts: dict[str, list[dict[str, Any]]] = {"answers": [], "traps": []}
    for rank, one in enumerate(words):
        if rank and draw(flag):
            parts[draw(st.sampled_from(["answers", "traps"]))].append({"text": one, "feedback": draw(text)})
        elif rank and parts["answers"]:
            parts["answers"][-1].setdefault("also", []).append(one)
        else:
            parts["answers"].append({"text": one, "feedback": draw(text)})
    for rank, answer in enumerate(parts["answers"]):
        answer["credit"] = draw(st.sampled_from([1, 0.5])) if rank else 1
    return parts | {"feedback": draw(text), "feedback_wrong": draw(text)}


number = st.one_of(
    st.integers(-(10**6), 10**6).map(float),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.floats(allow_nan=False, allow_infinity=False),
)
span = st.one_of(st.just(0.0), st.floats(0, 100))


@st.composite
def numeric(draw: st.DrawFn) -> dict[str, Any]:
    found = {"answer": draw(number), "tolerance": draw(span), "feedback": draw(text)}
    found |= {"feedback_right": draw(text), "feedback_wrong": draw(text)}
    if draw(flag):
        found["unit"] = draw(text.filter(lambda one: not re.match(r"\s*[0-9]", one)))
    traps = st.fixed_dictionaries({"value": number, "tolerance": span, "feedback": text})
    found["traps"] = draw(st.lists(traps, max_size=2))
    return found


@st.composite
def qrp(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(qrm())
    assume(1 < sum(choice["right"] for choice in found["choices"]) < len(found["choices"]))
    return found


@st.composite
def qrpl(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(10, 25))
    right = draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=5))
    words = draw(st.lists(text, min_size=3, max_size=3))
    return {
        "choices": [
            {"text": f"{words[rank % 3]}{rank}", "feedback": words[0], "right": rank in right}
            for rank in range(count)
        ]
    }


tcs = st.fixed_dictionaries(
    {
        "hypothesis": text,
        "new_fact": text,
        "about": st.sampled_from(["hypothese", "conduite"]),
        "votes": st.lists(st.integers(0, 12), min_size=5, max_size=5).filter(lambda votes: sum(votes) >= 10),
        "panel": text,
        "feedback": text,
    }
)


def _folded(one: str) -> str:
    return " ".join(one.split())


@st.composite
def matching(draw: st.DrawFn) -> dict[str, Any]:
    lefts = draw(st.lists(text, min_size=2, max_size=5, unique_by=_folded))
    rights = draw(st.lists(text, min_size=len(lefts) + 1, max_size=len(lefts) + 2, unique_by=_folded))
    pairs = [{"left": left, "match": rights[n], "feedback": draw(text)} for n, left in enumerate(lefts)]
    return {"pairs": pairs, "others": rights[len(lefts) :]}


ordering = st.fixed_dictionaries({"items": st.lists(choice, min_size=3, max_size=8).filter(_distinct)})
estimation = st.fixed_dictionaries(
    {
        "answer": st.integers(-1000, 1000).map(float),
        "widest": st.sampled_from([0.5, 1.0, 20.0, 1000.0]),
        "confidence": st.integers(50, 99),
        "feedback": text,
    },
    optional={"unit": text.filter(lambda one: not re.match(r"\s*[0-9]", one))},
)

BODIES: dict[str, Any] = {
    "qru": qru(),
    "qrm": qrm(),
    "qrp": qrp(),
    "qrpl": qrpl(),
    "qroc": qroc(),
    "numeric": numeric(),
    "tcs": tcs,
    "matching": matching(),
    "ordering": ordering,
    "estimation": estimation,
}


def items(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """A question of this type, but for its id; it may still break a rule of the model."""
    head = st.fixed_dictionaries({"type": st.just(kind), **common}, optional=optional | own)
    return st.tuples(head, BODIES[kind]).map(lambda parts: parts[0] | parts[1])


MOST = {"dp": (3, 8), "kfp": (2, 3)}


@st.composite
def cases(draw: st.DrawFn, most: int = 4) -> dict[str, Any]:
    """A progressive case of at most ``most`` steps, of any types, some of which bring a fact."""
    kind = draw(st.sampled_from(sorted(MOST)))
    low, high = MOST[kind]
    count = draw(st.integers(low, min(high, most)))
    steps = [draw(items(draw(st.sampled_from(sorted(BODIES))))) for _ in range(count)]
    for step in steps:
        for key in ("usage", "review"):
            step.pop(key, None)  # said once, for the whole case
        if draw(flag):
            step["fact"] = draw(text)
    head = draw(st.fixed_dictionaries({"type": st.just(kind), **common}, optional=optional))
    return head | {"steps": steps}


any_bank = st.lists(
    st.one_of(cases(), st.sampled_from(sorted(BODIES)).flatmap(items)), min_size=1, max_size=3
)
