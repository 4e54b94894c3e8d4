"""The questions that a cohort was asked, with their chapter and their objectives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chevet.course import Course
from chevet.programme import read_programme
from chevet.quiz.bank import load_bank
from chevet.quiz.question import Question


@dataclass(frozen=True)
class Material:
    """The questions of the banks named, in order."""

    questions: dict[str, Question]
    chapters: dict[str, str]  # question → chapter
    objectives: dict[str, str]  # objective → what it asks

    def themes(self) -> list[dict[str, str]]:
        """(item, theme) for each objective and each chapter of each question."""
        rows = [{"item": item, "theme": chapter} for item, chapter in self.chapters.items()]
        return rows + [
            {"item": item, "theme": objective}
            for item, question in self.questions.items()
            for objective in question.covers
        ]


def load_material(course: Course, slugs: Iterable[str]) -> Material:
    """The banks of the chapters ``slugs``, retired and exam questions included: somebody answered them.

    Raises:
        CourseError: no such bank, or a fault in one.
    """
    questions: dict[str, Question] = {}
    chapters: dict[str, str] = {}
    for slug in dict.fromkeys(slugs):
        for question in load_bank(course, slug):
            questions[question.id] = question
            chapters[question.id] = slug
    asked = {objective for question in questions.values() for objective in question.covers}
    objectives = {row.id: row.objective for row in read_programme(course) if row.id in asked} if asked else {}
    return Material(questions, chapters, objectives)
