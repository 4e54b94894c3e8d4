"""An assignment in the formats of the bank: its questions in its order, and what its rules lose on the way."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Any

from chevet.assignments.files import Read
from chevet.course import Course
from chevet.export.formats import FORMATS, Rendered
from chevet.export.paper import Paper, render_paper
from chevet.export.scorm_assignment import render_assignment_scorm
from chevet.export.scorm_edition import EDITIONS
from chevet.export.sources import filed_questions
from chevet.pictures import pictures


def render_assignment(
    course: Course,
    read: Read,
    format: str,
    *,
    variants: int = 1,
    seed: int = 0,
    pdf: bool = True,
    edition: str = "1.2",
) -> Rendered:
    """The questions of ``read`` in ``format``: ``papier``, ``scorm`` of an ``edition``, or a format of questions.

    Raises:
        CourseError: what cannot be read, or has no place in the format.
    """
    name = f"devoir-{read.slug}"
    if format == "papier":
        asked = tuple((one.question, one.weight) for one in read.asked)
        shown = pictures(course, ((one.chapter, one.question) for one in read.asked))
        paper = Paper(read.assignment.title, asked, read.assignment.instructions or "", shown)
        return render_paper(paper, name, variants=variants, seed=seed, pdf=pdf)
    if format == "scorm":
        return render_assignment_scorm(course, read, EDITIONS[edition])
    chapters = [chapter for chapter in course.chapters if chapter.slug in {one.chapter for one in read.asked}]
    rank = {one.question.id: rank for rank, one in enumerate(read.asked)}
    filed = [one for one in filed_questions(course, chapters, exam=True) if one.question.id in rank]
    module: Any = importlib.import_module(FORMATS[format].module)
    found: Rendered = module.render_filed(filed, name)
    return replace(found, notes=(*found.notes, *_not_said(read)))


def _not_said(read: Read) -> tuple[str, ...]:
    """What a bank of questions cannot hold of an assignment: the teacher sets it in the platform."""
    assignment = read.assignment
    told = []
    if len({one.weight for one in read.asked}) > 1:
        weights = ", ".join(f"{one.question.id} {one.weight:g}" for one in read.asked if one.weight != 1)
        told.append(f"les coefficients se règlent dans le test de Moodle\u00a0: {weights.replace('.', ',')}.")
    if assignment.opens or assignment.closes or assignment.attempts:
        told.append("les dates et le nombre de tentatives se règlent dans le test.")
    if assignment.labs:
        told.append("les travaux pratiques se remettent dans une activité Devoir, que vous notez.")
    return tuple(told)
