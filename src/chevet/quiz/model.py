"""The models of all the questions, by name: what the rest of the course imports, wherever each is written."""

from __future__ import annotations

from chevet.quiz.question import BrokenRule, Number, Part, Question, Text, Tolerance
from chevet.quiz.types.choices import Choice, MultipleChoice
from chevet.quiz.types.numeric import Numeric, NumericTrap
from chevet.quiz.types.qrm import Qrm
from chevet.quiz.types.qroc import Answer, Qroc, Trap
from chevet.quiz.types.qru import Qru

__all__ = [
    "Answer",
    "BrokenRule",
    "Choice",
    "MultipleChoice",
    "Number",
    "Numeric",
    "NumericTrap",
    "Part",
    "Qrm",
    "Qroc",
    "Qru",
    "Question",
    "Text",
    "Tolerance",
    "Trap",
]
