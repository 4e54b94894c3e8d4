"""The models of all the questions, by name: what the rest of the course imports, wherever each is written."""

from __future__ import annotations

from chevet.quiz.question import BrokenRule, CaseStep, Number, Part, Question, Text, Tolerance
from chevet.quiz.types.choices import Choice, MultipleChoice
from chevet.quiz.types.estimation import Estimation
from chevet.quiz.types.matching import Matching, Pair
from chevet.quiz.types.numeric import Numeric, NumericTrap
from chevet.quiz.types.ordering import Item, Ordering
from chevet.quiz.types.qrm import Qrm
from chevet.quiz.types.qroc import Answer, Qroc, Trap
from chevet.quiz.types.qrp import Qrp
from chevet.quiz.types.qrpl import Qrpl
from chevet.quiz.types.qru import Qru
from chevet.quiz.types.qzp import Qzp, Zone
from chevet.quiz.types.tcs import Tcs

__all__ = [
    "Answer",
    "BrokenRule",
    "CaseStep",
    "Choice",
    "Estimation",
    "Item",
    "Matching",
    "MultipleChoice",
    "Number",
    "Numeric",
    "NumericTrap",
    "Ordering",
    "Pair",
    "Part",
    "Qrm",
    "Qroc",
    "Qrp",
    "Qrpl",
    "Qru",
    "Question",
    "Qzp",
    "Tcs",
    "Text",
    "Tolerance",
    "Trap",
    "Zone",
]
