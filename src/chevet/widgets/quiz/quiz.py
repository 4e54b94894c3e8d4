"""How questions reach a reader: as a widget's state, and as HTML that can be read without JavaScript."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import traitlets
from markdown_it import MarkdownIt

from chevet.course import Course, find_course
from chevet.problems import CourseError, Problem
from chevet.quiz.bank import counted, load_bank, published
from chevet.quiz.model import MultipleChoice, Numeric, Qroc, Question
from chevet.widgets.base import ChevetWidget

State = dict[str, Any]  # one question as JavaScript reads it

KINDS = {
    "qru": ("Une seule réponse", " (QRU)"),
    "qrm": ("Plusieurs réponses", " (QRM)"),
    "qroc": ("Réponse courte", " (QROC)"),
    "numeric": ("Réponse chiffrée", ""),
}
PLACES = {"before": "Avant de lire", "after": "Après la lecture"}


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

    def summary(self) -> str:
        """« 2 questions : tokens-01 (qrm), tokens-02 (qroc) »."""
        count = len(self.questions)
        names = ", ".join(f"{q['id']} ({q['type']})" for q in self.questions) or "aucune"
        moment = f", {PLACES[self.moment].lower()}" if self.moment else ""
        return f"{count} question{'s' if count > 1 else ''}{moment} : {names}"

    def fallback_html(self) -> str:
        """The questions, and under each its correction, folded. On paper: empty boxes, no correction."""
        title = f'<p class="chevet-quiz-title">{html.escape(self.title)}</p>' if self.title else ""
        cards = (self._card(rank, state) for rank, state in enumerate(self.questions))
        return title + "".join(cards)

    def _card(self, rank: int, state: State) -> str:
        count = len(self.questions)
        place = PLACES.get(self.moment) or (f"Question {rank + 1} sur {count}" if count > 1 else "Question")
        kind, exam = KINDS[state["type"]]
        if self.moment == "before":
            correction = (
                '<p class="chevet-prov">Elle revient à la fin du chapitre, avec sa correction\u00a0: '
                "notez votre réponse.</p>"
            )
        else:
            correction = (
                '<details class="chevet-correction"><summary>Voir la correction</summary>'
                f"{_correction(state)}</details>"
            )
        return (
            f'<section class="chevet-frame chevet-quiz" aria-label="{place}, {html.escape(state["id"])}">'
            f'<div class="chevet-body"><p class="chevet-kind"><span>{place}</span>'
            f"<span>{kind}{', sans point' if self.moment else exam}</span></p>"
            f'<p class="chevet-stem">{state["stem"]}</p>{_blanks(state)}{correction}{_small_print(state)}'
            "</div></section>"
        )


def _blanks(state: State) -> str:
    """What one answers on: boxes, or a line."""
    if "choices" in state:
        shape = "chevet-discs" if state["type"] == "qru" else "chevet-boxes"
        items = "".join(f"<li>{choice['text']}</li>" for choice in state["choices"])
        return f'<ul class="chevet-blanks {shape}">{items}</ul>'
    unit = f" {html.escape(state['unit'])}" if state.get("unit") else ""
    return f'<p class="chevet-blanks">Votre réponse\u00a0: <span class="chevet-line"></span>{unit}</p>'


def _correction(state: State) -> str:
    parts: list[str] = []
    if "choices" in state:
        items = "".join(
            f"<li>{choice['text']}<br><strong>{_truth(choice)}</strong> {choice['feedback']}</li>"
            for choice in state["choices"]
        )
        parts.append(f"<ul>{items}</ul>")
    else:
        parts.extend(f"<p>{text}</p>" for text in _expected(state))
    if state["feedback"]:
        parts.append(f"<p>{state['feedback']}</p>")
    return "".join(parts)


def _truth(choice: State) -> str:
    word = "Juste" if choice["right"] else "Fausse"
    weight = (
        ", indispensable" if choice["indispensable"] else ", inacceptable" if choice["unacceptable"] else ""
    )
    return f"{word}{weight}."


def _expected(state: State) -> Iterator[str]:
    """The right answers of a QROC or a numeric question, and the wrong ones that the author foresaw."""
    if state["type"] == "qroc":
        for answer in state["answers"]:
            word = "Réponse attendue" if answer["credit"] == 1 else "Réponse acceptable (0,5\u00a0point)"
            yield f"<strong>{word}\u00a0: {_quoted(answer['texts'][0])}.</strong> {answer['feedback']}"
    else:
        unit = f" {html.escape(state['unit'])}" if state["unit"] else ""
        margin = f", à {_french(state['tolerance'])} près" if state["tolerance"] else ""
        number = f"{_french(state['answer'])}{unit}{margin}"
        yield f"<strong>Réponse attendue\u00a0: {number}.</strong> {state['feedback_right']}"
    for trap in state["traps"]:
        wrong = _quoted(trap["texts"][0]) if "texts" in trap else _french(trap["value"])
        yield f"<strong>À revoir\u00a0: {wrong}.</strong> {trap['feedback']}"


def _small_print(state: State) -> str:
    source = f"Source\u00a0: {state['source']} · " if state["source"] else ""
    review = "en attente"
    if state["review"] != "pending":
        initials, date = state["review"].rsplit(" ", 1)
        review = f"{html.escape(initials)}, {'/'.join(reversed(date.split('-')))}"
    return f'<p class="chevet-prov">{source}Relecture clinique\u00a0: {review} · Question {state["id"]}</p>'


def _quoted(text: str) -> str:
    return f"«\u00a0{html.escape(text)}\u00a0»"


def _french(number: float) -> str:
    """-1234.5 → « −1 234,5 », with a minus sign and a narrow no-break space."""
    text = f"{Decimal(repr(number)):,f}".replace(",", "\u202f").replace("-", "−")
    whole, _, decimals = text.partition(".")
    return f"{whole},{decimals}" if decimals.strip("0") else whole


def question_state(question: Question) -> State:
    """A question as quiz.js reads it: its Markdown already HTML, its choices under their letters."""
    state: State = {
        "id": question.id,
        "type": question.type,
        "stem": _inline(question.stem),
        "section": question.section,
        "opening": question.opening,
        "feedback": _inline(question.feedback) if question.feedback else None,
        "source": _inline(question.source) if question.source else None,
        "review": question.review,
        "digest": question.digest,
    }
    if isinstance(question, MultipleChoice):
        state["choices"] = [
            {
                "id": letter,
                "text": _inline(choice.text),
                "right": choice.right,
                "indispensable": choice.indispensable,
                "unacceptable": choice.unacceptable,
                "feedback": _inline(choice.feedback),
            }
            for letter, choice in question.lettered.items()
        ]
    elif isinstance(question, Qroc):
        state["answers"] = [
            {"texts": list(a.texts), "credit": a.credit, "feedback": _inline(a.feedback)}
            for a in question.answers
        ]
        state["traps"] = [{"texts": list(t.texts), "feedback": _inline(t.feedback)} for t in question.traps]
        state["feedback_wrong"] = _inline(question.feedback_wrong)
    elif isinstance(question, Numeric):
        state |= {"answer": question.answer, "tolerance": question.tolerance, "unit": question.unit}
        state["traps"] = [
            {"value": t.value, "tolerance": t.tolerance, "feedback": _inline(t.feedback)}
            for t in question.traps
        ]
        state["feedback_right"] = _inline(question.feedback_right)
        state["feedback_wrong"] = _inline(question.feedback_wrong)
    return state


@cache
def _markdown() -> MarkdownIt:
    # Without HTML: an author's "<" is a sign, and what quiz.js inserts holds no script.
    return MarkdownIt("commonmark", {"html": False})


def _inline(text: str) -> str:
    return str(_markdown().renderInline(text))


def show_quiz(
    slug: str, ids: Sequence[str] | None = None, opening: str | None = None, course: Course | None = None
) -> Quiz:
    """The questions of a chapter, to end a cell with.

    Args:
        slug: the chapter, ``"01-tokens"``.
        ids: which questions, in the order wanted; None: all those that count in the score.
        opening: ``"before"`` or ``"after"`` for the opening question of the chapter, alone.
        course: default, the course around the current folder.

    Raises:
        CourseError: a bank that does not load, an id unknown, asked twice, retired or kept for an
            exam, no opening question.
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
    return Quiz(chapter=slug, moment=opening or "", questions=[question_state(q) for q in chosen])


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
    by_id = {q.id: q for q in bank}
    shown = {q.id for q in counted(bank)}
    known = f"Questions connues : {', '.join(q.id for q in counted(bank)) or 'aucune'}."
    problems: list[Problem] = []
    for rank, wanted in enumerate(ids):
        where = f"question {wanted}"
        if wanted in ids[:rank]:
            problems.append(
                Problem(file, 0, "elle est demandée deux fois.", "Ne la citez qu'une fois.", where)
            )
        elif wanted not in by_id:
            problems.append(Problem(file, 0, "elle n'existe pas.", known, where))
        elif by_id[wanted].opening:
            remedy = 'Appelez show_quiz(…, opening="before").'
            problems.append(Problem(file, 0, "c'est la question d'ouverture.", remedy, where))
        elif wanted not in shown:
            why = "elle est retirée." if by_id[wanted].retired else "elle est réservée à l'examen."
            problems.append(Problem(file, 0, why, known, where))
    if not ids:
        problems.append(Problem(file, 0, "ids est vide.", known))
    if problems:
        raise CourseError(problems)
    return [by_id[wanted] for wanted in ids]
