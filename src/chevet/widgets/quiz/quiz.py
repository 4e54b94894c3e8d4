"""How questions reach a reader: as a widget's state, and as HTML that can be read without JavaScript."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any

import traitlets

from chevet.course import Course, find_course
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import counted, load_bank, published
from chevet.quiz.model import Question
from chevet.widgets.base import ChevetWidget
from chevet.widgets.quiz.views import VIEWS
from chevet.widgets.quiz.views.base import State, inline, line_to_fill
from chevet.widgets.quiz.views.cases import case_head, case_state, new_fact, step_place

PLACES = {"before": "Avant de lire", "after": "Après la lecture"}
EXAM = (
    '<p class="chevet-quiz-title">Mode épreuve</p>'
    "<p>Répondez à toutes les questions avant d’ouvrir une correction. Le temps des EDN\u00a0: trois heures pour 90 à "
    "110 questions (arrêté du 21 décembre 2021, article 7), soit de 1 min 38 s à 2 min chacune. Ici, rien ne vous "
    "arrête.</p>"
)
"""Without JavaScript; exam.js says more. 180 minutes by 110 are 98 seconds, by 90 two minutes (facts.md §2)."""


class Quiz(ChevetWidget):
    """A list of questions, each on its own card."""

    title = traitlets.Unicode("", help="Above the cards; empty: none.").tag(sync=True)
    chapter = traitlets.Unicode("", help="Chapter whose bank holds the questions: 01-tokens.").tag(sync=True)
    questions = traitlets.List(traitlets.Dict(), help="States made by question_state.").tag(sync=True)
    moment = traitlets.Enum(
        ["", "before", "after"],
        "",
        help="The opening question: before reading (kept, not corrected) or after (compared). Never marked.",
    ).tag(sync=True)
    exam = traitlets.Bool(False, help="A mock exam: nothing is corrected before its end.").tag(sync=True)

    def state(self) -> dict[str, Any]:
        """The synchronised traits; ``exam`` only where it is one."""
        state = super().state()
        if not self.exam:
            del state["exam"]
        return state

    def summary(self) -> str:
        """« 2 questions : tokens-01 (qrm), tokens-02 (qroc) »."""
        count = len(self.questions)
        names = ", ".join(f"{q['id']} ({q['type']})" for q in self.questions) or "aucune"
        moment = f", {PLACES[self.moment].lower()}" if self.moment else ""
        return f"{count} question{'s' if count > 1 else ''}{moment} : {names}"

    def fallback_html(self) -> str:
        """The questions, and under each its correction, folded. On paper: empty boxes, no correction."""
        title = f'<p class="chevet-quiz-title">{html.escape(self.title)}</p>' if self.title else ""
        alone = [state["id"] for state in self.questions if "case" not in state]
        rules = EXAM if self.exam else ""
        return title + rules + "".join(self._place(alone, state) for state in self.questions)

    def _place(self, alone: Sequence[str], state: State) -> str:
        if case := state.get("case"):
            head = case_head(case) if case["rank"] == 1 else ""
            return head + self._card(step_place(case), state, new_fact(case))
        count, rank = len(alone), alone.index(state["id"]) + 1
        return self._card(
            PLACES.get(self.moment) or (f"Question {rank} sur {count}" if count > 1 else "Question"), state
        )

    def _card(self, place: str, state: State, fact: str = "") -> str:
        view = VIEWS[state["type"]]
        if self.moment == "before":
            correction = (
                '<p class="chevet-prov">Elle revient à la fin du chapitre, avec sa correction\u00a0: '
                "notez votre réponse.</p>"
            )
        else:
            feedback = f"<p>{state['feedback']}</p>" if state["feedback"] else ""
            correction = (
                '<details class="chevet-correction"><summary>Voir la correction</summary>'
                f"{view.correction(state)}{feedback}</details>"
            )
        sure = line_to_fill("%", "Vous êtes sûr d’avoir juste à") if state.get("certainty") else ""
        return (
            f'<section class="chevet-frame chevet-quiz" aria-label="{place}, {html.escape(state["id"])}">'
            f'<div class="chevet-body"><p class="chevet-kind"><span>{place}</span>'
            f"<span>{view.name}{', sans point' if self.moment else view.exam}</span></p>"
            f'{fact}<p class="chevet-stem">{state["stem"]}</p>{view.blanks(state)}{sure}'
            f"{_hints(state)}{correction}{_small_print(state)}"
            "</div></section>"
        )


def _hints(state: State) -> str:
    """One under the other, each folded: a reader without JavaScript opens them in turn."""
    hints = state.get("hints", [])
    return "".join(
        f'<details class="chevet-correction"><summary>Indice {rank} sur {len(hints)}</summary><p>{hint}</p></details>'
        for rank, hint in enumerate(hints, 1)
    )


def _small_print(state: State) -> str:
    source = f"Source\u00a0: {state['source']} · " if state["source"] else ""
    review = "en attente"
    if state["review"] != "pending":
        initials, date = state["review"].rsplit(" ", 1)
        review = f"{html.escape(initials)}, {'/'.join(reversed(date.split('-')))}"
    return f'<p class="chevet-prov">{source}Relecture clinique\u00a0: {review} · Question {state["id"]}</p>'


def question_state(question: Question) -> State:
    """A question as quiz.js reads it: its Markdown already HTML, its choices under their letters."""
    state: State = {
        "id": question.id,
        "type": question.type,
        "stem": inline(question.stem),
        "section": question.section,
        "opening": question.opening,
        "feedback": inline(question.feedback) if question.feedback else None,
        "source": inline(question.source) if question.source else None,
        "review": question.review,
        "digest": question.digest,
    }
    if question.certainty:
        state["certainty"] = True
    if question.hints:
        state["hints"] = [inline(hint) for hint in question.hints]
    if question.case:
        state["case"] = case_state(question.case)
    return state | VIEWS[question.type].state(question)


def show_quiz(
    slug: str,
    ids: Sequence[str] | None = None,
    opening: str | None = None,
    course: Course | None = None,
    *,
    exam: bool = False,
) -> Quiz:
    """The questions of a chapter, to end a cell with.

    Args:
        slug: the chapter, ``"01-tokens"``.
        ids: which questions, in the order wanted; a case by its own id, whole: ``["tokens-03", "tokens-30"]``.
            None: all those that count in the score.
        opening: ``"before"`` or ``"after"`` for the opening question of the chapter, alone.
        course: default, the course around the current folder.
        exam: a mock exam. Answers are kept without correction until the reader ends it; each then becomes an
            attempt: the first, which counts, where the question had never been corrected, a later one
            elsewhere; without an answer, an empty attempt worth 0. The time of the national exam is told,
            never enforced.

    Raises:
        CourseError: a bank that does not load, an id unknown, asked twice, retired or kept for an
            exam, a step of a case asked alone, no opening question.
    """
    course = course or find_course()
    bank = load_bank(course, slug)
    file = course.relative(course.banks_dir / f"{slug}.yml")
    if opening is not None:
        chosen: Iterable[Question] = _opening(bank, file, opening, ids)
    elif ids is None:
        chosen = counted(bank)
    else:
        chosen = _named(bank, file, ids)
    if exam and opening is not None:
        remedy = "Retirez exam : la question d'ouverture n'est jamais notée."
        raise CourseError(Problem(file, 0, "show_quiz reçoit à la fois opening et exam.", remedy))
    questions = [question_state(q) for q in chosen]
    return Quiz(chapter=slug, moment=opening or "", questions=questions, exam=exam)


def _opening(
    bank: Iterable[Question], file: str, opening: str, ids: Sequence[str] | None
) -> tuple[Question, ...]:
    if opening not in PLACES:
        raise CourseError(
            Problem(file, 0, f"opening={opening!r} n'existe pas.", 'Écrivez opening="before" ou "after".')
        )
    if ids is not None:
        raise CourseError(
            Problem(file, 0, "show_quiz reçoit à la fois ids et opening.", "Gardez l'un des deux.")
        )
    found = tuple(q for q in published(bank) if q.opening)
    if not found:
        raise CourseError(
            Problem(
                file, 0, "cette banque n'a pas de question d'ouverture.", "Marquez-en une : opening: true."
            )
        )
    return found


def _named(bank: Sequence[Question], file: str, ids: Sequence[str]) -> list[Question]:
    asked: dict[str, list[Question]] = {}
    for question in bank:
        asked.setdefault(question.asked_as, []).append(question)
    steps = {question.id: question.asked_as for question in bank if question.case}
    shown = list(dict.fromkeys(question.asked_as for question in counted(bank)))
    known = f"Questions connues : {', '.join(shown) or 'aucune'}."
    problems: list[Problem] = []
    for rank, wanted in enumerate(ids):
        where = f"question {wanted}"
        if wanted in ids[:rank]:
            problems.append(
                Problem(file, 0, "elle est demandée deux fois.", "Ne la citez qu'une fois.", where)
            )
        elif wanted in steps:
            message = f"c'est une étape du dossier {steps[wanted]}, qui se pose en entier."
            problems.append(Problem(file, 0, message, f"Citez {steps[wanted]}.", where))
        elif wanted not in asked:
            problems.append(Problem(file, 0, "elle n'existe pas.", known, where))
        elif asked[wanted][0].opening:
            remedy = 'Appelez show_quiz(…, opening="before").'
            problems.append(Problem(file, 0, "c'est la question d'ouverture.", remedy, where))
        elif wanted not in shown:
            why = "elle est retirée." if asked[wanted][0].retired else "elle est réservée à l'examen."
            problems.append(Problem(file, 0, why, known, where))
    if not ids:
        problems.append(Problem(file, 0, "ids est vide.", known))
    if problems:
        raise CourseError(problems)
    return [question for wanted in ids for question in asked[wanted]]
