"""A question as Moodle can hold it: what Moodle XML, GIFT and the course backup are three ways of writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chevet.export.loss import Loss
from chevet.export.rich import Rich, paragraph
from chevet.quiz.question import Question

Kind = Literal["multichoice", "shortanswer", "numerical", "matching", "ordering", "cloze", "essay"]


@dataclass(frozen=True)
class Answer:
    """A response that Moodle knows. ``text`` is HTML for a choice, else plain; ``tolerance`` for a number."""

    text: Rich
    fraction: float  # percent
    feedback: Rich
    tolerance: str = ""


@dataclass(frozen=True)
class Body:
    """What is proper to a type."""

    kind: Kind
    answers: tuple[Answer, ...] = ()
    single: bool = True  # multichoice
    shuffle: bool = True
    unit: str = ""  # numerical
    pairs: tuple[tuple[Rich, str], ...] = ()  # matching: what is asked, what goes with it
    items: tuple[Rich, ...] = ()  # ordering: in the right order
    scoring: str = ""  # ordering: gradingtype
    gaps: tuple[tuple[Answer, ...], ...] = ()  # cloze: the numbers of each gap, whose code is in the stem
    grader: Rich | None = None  # essay: what the teacher who marks reads
    template: str = ""  # essay: what the student starts from, HTML
    stem: Rich | None = None  # blocks of HTML instead of the stem alone
    more: tuple[Rich, ...] = ()  # blocks added to the general feedback
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class MoodleQuestion:
    """A question ready to be written."""

    id: str
    type: str  # ours: qru, qrm…
    name: str
    stem: Rich
    general: Rich  # general feedback
    tags: tuple[str, ...]
    hints: tuple[Rich, ...]
    body: Body
    exam: bool
    losses: tuple[Loss, ...]


def gap_code(answers: Sequence[Answer]) -> str:
    """``{1:NUMERICAL:=15:5~%50%…}``: a gap as it stands in the text of a cloze question."""
    told = (
        f"{'=' if one.fraction == 100 else f'~%{one.fraction:g}%'}{one.text.html}:{one.tolerance}"
        for one in answers
    )
    return f"{{1:NUMERICAL:{''.join(told)}}}"


def without_gaps(text: Rich) -> Rich:
    """In a cloze question a brace opens a gap: those of the author are written as characters."""
    return Rich(text.html.replace("{", "&#123;").replace("}", "&#125;"), text.files)


def lost(
    question: Question, kind: str, message: str, error: float | None = None, worst: float | None = None
) -> Loss:
    """A loss of ``question``."""
    return Loss(question.id, question.type, kind, message, error, worst)


def said(label: str, text: Rich, css: str) -> Rich:
    """« Source : … », a paragraph of this class."""
    return paragraph(Rich(f"{label}\u00a0: {text.html}", text.files), css)
