"""How much of an LMS's memory the answers to a chapter can take, in the worst case.

The codec is ``web/suspend.js``; this module counts what it would write and prepares what it reads. Both
run ``tests/vectors/suspend.json``.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from chevet.quiz.model import Question
from chevet.quiz.types import TYPES
from chevet.quiz.types.base import Letters, Marks, Order, Pairs, Typed

SHORTEST_TEXT = 48  # escaped characters kept of a text, five French words nearly always
HEADER = 11

Slot = dict[str, Any]  # one entry of "questions" in #chevet-sco


def escaped_length(text: str) -> int:
    """Characters that ``escapeText`` of ``suspend.js`` writes for the whole of ``text``."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    length = 0
    for character in text:
        if re.fullmatch(r"[A-Za-z0-9 -]", character):
            length += 1
        elif ord(character) < 256:
            length += 3
        else:
            length += 5 * (len(character.encode("utf-16-le")) // 2)
    return length


def room_for(question: Question) -> Slot:
    """``{"choices": n}``, ``{"max": n}``…: enough for any response that earns points. The codec is told in suspend.js.

    With ``"hints"``, how many the question has, where it has some.
    """
    hints = {"hints": len(question.hints)} if question.hints else {}
    return {**_room_for_response(question), **hints}


def _room_for_response(question: Question) -> Slot:
    match TYPES[question.type].shape(question):
        case Letters(count):
            return {"choices": count}
        case Order(count):
            return {"order": count}
        case Pairs(count, choices):
            return {"pairs": [count, choices]}
        case Typed(texts):
            return {"max": max(SHORTEST_TEXT, *map(escaped_length, texts))}
        case Marks(longest):
            return {"max": longest, "list": True}


def add_tags(slots: Sequence[Slot]) -> list[Slot]:
    """Each slot with four base 64 digits drawn from its id and content, all different.

    A tag does not depend on the other questions (short of a collision, one chance in 200 for 400
    questions), so the answers stored for one version of a package are found again in the next.
    """
    taken: set[str] = set()
    tagged = []
    for slot in slots:
        # What is asked beside the answer changes how many signs it takes: another way to write, another tag.
        asked = "/sur" if slot.get("certainty") else ""
        name, salt = f"{slot['id']}/{slot['digest']}{asked}", 0
        while (tag := _tag(f"{name}/{salt}" if salt else name)) in taken:
            salt += 1
        taken.add(tag)
        tagged.append({**slot, "tag": tag})
    return tagged


def _tag(name: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(name.encode("utf-8")).digest()[:3]).decode("ascii")


def worst_case(slots: Iterable[Slot]) -> int:
    """Length of the state when every question was answered at least twice, as long as can be."""
    return HEADER + sum(_longest_entry(slot) for slot in slots)


def _longest_entry(slot: Slot) -> int:
    width = response_width(slot)
    comma = 0 if width else 1
    sure = 1 if slot.get("certainty") else 0
    hints = 3 if slot.get("hints") else 0  # "!" and two digits
    # "." tag attempts, two scores, two certainties, two responses
    return 1 + 4 + 1 + 2 * (2 + sure + (width or int(slot["max"]))) + comma + hints


def response_width(slot: Slot) -> int:
    """Digits that every response to this question takes, or 0 where each has its own length."""
    if "choices" in slot:
        return math.ceil(int(slot["choices"]) / 6)
    if "order" in slot:
        return int(slot["order"])
    return int(slot["pairs"][0]) if "pairs" in slot else 0
