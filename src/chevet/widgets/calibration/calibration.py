"""At the end of a chapter: the certainties that were said, against the answers that were right."""

from __future__ import annotations

from typing import Any

import traitlets

from chevet.course import Course, find_course
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import counted, load_bank
from chevet.widgets.base import ChevetWidget

TITLE = "Votre certitude, à l’épreuve"
INSTRUCTION = (
    "Prédisez\u00a0: vos réponses données à 90\u00a0% sont-elles justes neuf fois sur dix\u202f? "
    "Le tableau se remplit à mesure que vous répondez\u202f; la première réponse compte."
)
LEVELS = (10, 30, 50, 70, 90)  # those of quiz/certainty.js
BRIER = (
    "Le score de Brier est la moyenne, sur vos réponses, du carré de l’écart entre la certitude dite et le résultat "
    "(1 si la réponse est entièrement juste, sinon 0). 0 est parfait\u202f; dire toujours 50\u00a0% donne 0,25."
)


class Calibration(ChevetWidget):
    """The questions of a chapter that ask a certainty, and what came of the answers kept on this machine."""

    title = traitlets.Unicode(TITLE, help="Above the table.").tag(sync=True)
    instruction = traitlets.Unicode(INSTRUCTION, help="Under the title.").tag(sync=True)
    brier = traitlets.Unicode(BRIER, help="What the score of Brier is.").tag(sync=True)
    chapter = traitlets.Unicode("", help="Chapter whose bank holds the questions: 01-tokens.").tag(sync=True)
    questions = traitlets.List(traitlets.Dict(), help="Id and digest of each question.").tag(sync=True)

    def __init__(self, slug: str = "", *, course: Course | None = None, **kwargs: Any) -> None:
        """The questions of chapter ``slug`` that count and ask a certainty.

        Raises:
            CourseError: a bank that does not load, or where no question asks a certainty.
        """
        if slug:
            kwargs = {"chapter": slug, "questions": _questions(slug, course or find_course()), **kwargs}
        super().__init__(**kwargs)

    def summary(self) -> str:
        """« 01-tokens : 3 questions »."""
        count = len(self.questions)
        return f"{self.chapter} : {count} question{'s' if count > 1 else ''}"

    def fallback_html(self) -> str:
        """The same table, to fill in by hand."""
        rows = "".join(f'<tr><th scope="row">{level}\u00a0%</th><td></td><td></td></tr>' for level in LEVELS)
        return (
            '<section class="chevet-frame chevet-calibration">'
            f'<div class="chevet-body"><p><strong>{self.title}</strong></p>'
            "<table><caption>Notez vos réponses, puis comptez.</caption><thead><tr>"
            '<th scope="col">Certitude dite</th><th scope="col">Réponses</th><th scope="col">Entièrement justes</th>'
            f"</tr></thead><tbody>{rows}</tbody></table><p>{self.brier}</p></div></section>"
        )


def _questions(slug: str, course: Course) -> list[dict[str, str]]:
    asked = [q for q in counted(load_bank(course, slug)) if q.certainty]
    if not asked:
        file = course.relative(course.banks_dir / f"{slug}.yml")
        remedy = "Écrivez certainty: true à quelques questions, ou retirez Calibration du chapitre."
        raise CourseError(Problem(file, 0, "aucune question ne demande de certitude.", remedy))
    return [{"id": question.id, "digest": question.digest} for question in asked]
