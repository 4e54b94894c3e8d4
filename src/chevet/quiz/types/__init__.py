"""The types of question, each in its own module: a new one is a module here and a line of ``TYPES``.

It then needs what the page shows of it (``widgets/quiz/views``), what the page does with it
(``widgets/quiz/types.js``), and cases that both languages run (``tests/vectors/scoring*.json``).
"""

from __future__ import annotations

from typing import Any

from chevet.quiz.types import (
    annotation,
    estimation,
    matching,
    numeric,
    ordering,
    qrm,
    qroc,
    qrp,
    qrpl,
    qru,
    qzp,
    tcs,
)
from chevet.quiz.types.base import QuestionType

TYPES: dict[str, QuestionType[Any]] = {
    "qru": qru.TYPE,
    "qrm": qrm.TYPE,
    "qrp": qrp.TYPE,
    "qrpl": qrpl.TYPE,
    "qroc": qroc.TYPE,
    "numeric": numeric.TYPE,
    "estimation": estimation.TYPE,
    "tcs": tcs.TYPE,
    "ordering": ordering.TYPE,
    "matching": matching.TYPE,
    "qzp": qzp.TYPE,
    "annotation": annotation.TYPE,
}
