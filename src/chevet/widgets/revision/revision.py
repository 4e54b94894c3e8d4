"""The page « Réviser »: what it knows of each chapter, and the questions it loads only when they are asked."""

from __future__ import annotations

import html
import json
from typing import Any

import traitlets

from chevet.course import Chapter, Course, find_course
from chevet.frontmatter import read_front_matter
from chevet.quiz.bank import counted, load_bank
from chevet.quiz.model import Question
from chevet.widgets.base import ChevetWidget
from chevet.widgets.parts import file_part
from chevet.widgets.quiz import question_state


class Revision(ChevetWidget):
    """Three ways to be asked again: what is due today, one's last errors, a mock exam.

    What was answered and when it comes back is read in the browser (web/store.js, web/leitner.js): the state holds
    the names of the questions, and for each chapter a module that holds the questions themselves.
    """

    title = traitlets.Unicode("Vos questions, de nouveau", help="Above the choices.").tag(sync=True)
    chapters: traitlets.List[Any] = traitlets.List(
        traitlets.Dict(),
        help="slug, number, title, address; questions: read by parseQuestions of web/progress.js; "
        "cards: the part that holds their states.",
    ).tag(sync=True)

    def summary(self) -> str:
        """« 12 chapitres, 281 questions »."""
        count = sum(len(chapter["questions"].split()) for chapter in self.chapters)
        return f"{_counted(len(self.chapters), 'chapitre')}, {_counted(count, 'question')}"

    def fallback_html(self) -> str:
        """Where the questions are, for whoever reads without JavaScript or on paper."""
        rows = "".join(
            f'<li><a href="{html.escape(chapter["address"])}">Chapitre\u00a0{chapter["number"]}, '
            f"{html.escape(chapter['title'])}</a>\u00a0: {_counted(len(chapter['questions'].split()), 'question')}</li>"
            for chapter in self.chapters
        )
        return (
            '<section class="chevet-frame chevet-revision"><div class="chevet-body">'
            "<p>La révision lit ce que votre navigateur garde de vos réponses\u00a0: elle demande JavaScript. "
            f"Les questions se lisent, avec leurs corrections, dans chaque chapitre.</p><ul>{rows}</ul></div></section>"
        )


def revision_of(course: Course | None = None, *, base: str = "chapters") -> Revision:
    """What the page needs of every chapter that has questions.

    Args:
        course: default, the course around the current folder.
        base: the folder of the chapters, as a link of the page writes it.

    Raises:
        CourseError: a bank or a chapter that cannot be read.
    """
    course = course or find_course()
    with_bank = [c for c in course.chapters if (course.banks_dir / f"{c.slug}.yml").is_file()]
    told = [_chapter(course, chapter, base) for chapter in with_bank]
    return Revision(chapters=[chapter for chapter in told if chapter["questions"]])


def _chapter(course: Course, chapter: Chapter, base: str) -> dict[str, Any]:
    questions = counted(load_bank(course, chapter.slug))
    states = json.dumps([question_state(q) for q in questions], ensure_ascii=False, separators=(",", ":"))
    return {
        "slug": chapter.slug,
        "number": chapter.number,
        "title": read_front_matter(course, chapter.path).title,
        "address": f"{base}/{chapter.slug}.html",
        "questions": " ".join(map(_name, questions)),
        # A module and not a file of data: a page opened from a folder may import it where it could not fetch it.
        "cards": file_part(".js", f"export default {states};\n"),
    }


def _name(question: Question) -> str:
    """« tokens-01:1a2b3c4d »; for the step of a progressive case, which is asked whole, « …::tokens-30 » too."""
    return ":".join([question.id, question.digest, *(["", question.case.id] if question.case else [])])


def _counted(count: int, word: str) -> str:
    return f"{count}\u00a0{word}{'s' if count > 1 else ''}"
