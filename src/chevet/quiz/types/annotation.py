"""A text to read against a patient's file: its faults are marked, word by word, by nature and gravity."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from chevet.course import Course
from chevet.quiz.annotation import MOST_MARKS, measure, read_marks
from chevet.quiz.annotation_document import Document, DocumentError, load_document
from chevet.quiz.question import Question, Text
from chevet.quiz.result import Response, Result, invalid, marked
from chevet.quiz.types.base import Marks, QuestionType

_LONGEST_MARK = len("L99-99-99e3")


class Annotation(Question):
    """Spans to mark in a letter of a dataset, by kind (erreur, ajout, omission) and gravity (1 to 3)."""

    type: Literal["annotation"]
    feedback: Text
    document: Text = Field(json_schema_extra={"pattern": r"^[a-z0-9-]+/[a-z0-9-]+$"})
    """Le jeu de données et la lettre, séparés d'une barre : lettres-de-sortie/hanche."""

    _letter: Document | None = PrivateAttr(default=None)

    @field_validator("document")
    @classmethod
    def _exists(cls, document: str, info: ValidationInfo) -> str:
        try:
            _find(document, info)
        except DocumentError as error:
            told = {"message": f"document : {error.message}", "remedy": error.remedy}
            raise PydanticCustomError("rule", "{message} {remedy}", told) from None
        return document

    @model_validator(mode="after")
    def _take(self, info: ValidationInfo) -> Annotation:
        self._letter = _find(self.document, info)
        return self

    @property
    def letter(self) -> Document:
        """The document, read when the bank was.

        Raises:
            LookupError: the question was made without a bank, and so without a course to find it in.
        """
        if self._letter is None:
            raise LookupError(f"{self.id}: no course to find {self.document} in")
        return self._letter

    def scored_content(self) -> dict[str, Any]:
        return {"letter": self.letter.scored_content()}


def _find(document: str, info: ValidationInfo) -> Document | None:
    root = (info.context or {}).get("root")
    return load_document(Course(root), document) if root else None


def score_annotation(question: Annotation, response: Response) -> Result:
    """The mark that annotation.py computes; ``found`` counts the faults found, whole or in part.

    Args:
        question: read by ``load_bank``, so that its document is.
        response: marks as text, ``L7-3-4e2``; those that the document cannot hold are ignored.
    """
    letter = question.letter
    marks = read_marks(letter.lengths, () if response is None or isinstance(response, str) else response)
    if not marks:
        return invalid("empty")
    measures = measure(marks, letter.key, len(letter.sentences))
    return marked(measures.mark, found=len(measures.pairs), expected=len(letter.key))


def _pattern(question: Annotation) -> str:
    return ",".join(question.letter.pattern)


def _shape(_question: Annotation) -> Marks:
    """Never cut: the page refuses one mark more than these."""
    return Marks(MOST_MARKS * (_LONGEST_MARK + 1) - 1)


# « performance » rather than « fill-in »: the learner does a task on a text and types nothing; the result is a decimal.
TYPE = QuestionType(Annotation, score_annotation, _pattern, "performance", _shape)
