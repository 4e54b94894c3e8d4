"""An assignment as a SCORM package: one page with its questions, weighted, made without building the site."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from chevet.assignments.draw import Asked
from chevet.assignments.files import Read
from chevet.course import Course
from chevet.export.formats import Rendered
from chevet.export.scorm_edition import DEFAULT, Edition
from chevet.export.scorm_page import bare_page
from chevet.export.scorm_parts import (
    ABOUT_2004,
    HONESTY,
    LICENCES,
    MOODLE,
    Told,
    ascii_text,
    check_size,
    exam_slot,
    pack,
    slot_of,
)
from chevet.export.suspend import add_tags
from chevet.pictures import moved, pictures
from chevet.problems import CourseError, Problem
from chevet.typography import no_break
from chevet.widgets.quiz.quiz import Quiz, question_state
from chevet.widgets.quiz.views.base import inline

_FEEDBACK = {
    "each": "Chaque réponse est corrigée aussitôt.",
    "end": "La correction vient à la fin, quand vous terminez l’épreuve.",
    "closed": "La correction vient à la fin, quand vous terminez l’épreuve.",
}


def render_assignment_scorm(course: Course, read: Read, edition: Edition = DEFAULT) -> Rendered:
    """The package of the assignment ``read``; nothing of it is lost but what a platform must be told by hand.

    Raises:
        CourseError: no question; an exam question, or one that is never marked; answers too long for the platform.
    """
    assignment, asked = read.assignment, read.asked
    _refuse(read)
    slots = [slot_of(one.question, edition, one.weight) for one in asked]
    if is_exam(read):
        slots += [exam_slot(one.question) for one in asked]
    slots = add_tags(slots)
    file = f"{read.slug}.yml"
    check_size(file, "", slots, edition)
    shown = pictures(course, ((one.chapter, one.question) for one in asked))
    names = {address: path.relative_to(course.root.resolve()).as_posix() for address, path in shown.items()}
    page = bare_page(course, assignment.title, moved(_body(course, read), names))
    page.files |= {names[address]: path.read_bytes() for address, path in shown.items()}
    name = slug_of(read.slug)
    described = f"Devoir du cours Chevet, {_count(len(asked))}. {HONESTY}"
    readme = _readme(read, page.version, edition)
    file, content = pack(course, page, slots, Told(name, assignment.title, described, readme), edition)
    return Rendered({file: content}, (), len(asked), tuple(_notes(read)))


def slug_of(name: str) -> str:
    """« Contrôle n° 1 » → ``devoir-controle-n-1``, for identifiers and file names."""
    plain = re.sub(r"[^a-z0-9]+", "-", ascii_text(name).lower()).strip("-")
    return f"devoir-{plain or 'sans-nom'}"


def _refuse(read: Read) -> None:
    file = f"{read.slug}.yml"
    if not read.asked:
        raise CourseError(
            Problem(
                file, 0, "ce devoir n'a pas de question : un LMS n'aurait rien à noter.", "Ajoutez-en une."
            )
        )
    problems = []
    for question in (one.question for one in read.asked):
        where = f"question {question.id}"
        if question.usage == "examen":
            message = (
                "elle est réservée à l'examen : dans un paquet SCORM, les étudiants liraient sa réponse."
            )
            remedy = "Exportez ce devoir en moodle-xml ou en papier, ou retirez-la."
            problems.append(Problem(file, 0, message, remedy, where))
        elif question.opening:
            message = "c'est la question d'ouverture d'un chapitre : elle n'est jamais notée."
            problems.append(Problem(file, 0, message, "Retirez-la du devoir.", where))
    if problems:
        raise CourseError(problems)


def _body(course: Course, read: Read) -> str:
    assignment, asked = read.assignment, read.asked
    instructions = f"<p>{inline(assignment.instructions)}</p>" if assignment.instructions else ""
    labs = ""
    if assignment.labs:
        items = "".join(f"<li>{html.escape(_lab_title(course, lab.slug))}</li>" for lab in assignment.labs)
        labs = f"<p>Travaux pratiques, à remettre et notés ailleurs que dans cette page\u00a0:</p><ul>{items}</ul>"
    quiz = Quiz(questions=[question_state(one.question) for one in asked], exam=is_exam(read))
    keys = " ".join(f"{one.question.id}:{one.question.digest}:{one.weight:g}" for one in asked)
    weights = _weights(asked)
    return f"""<h1>{html.escape(assignment.title)}</h1>
{instructions}
<p>{_count(len(asked))}. {_FEEDBACK[assignment.feedback]}{f" {weights}" if weights else ""}</p>
{labs}
<section id="questions" aria-label="Questions">
{quiz.island_html()}
</section>
<section class="chevet-score" aria-labelledby="votre-score">
<h2 id="votre-score">Vos réponses</h2>
<p data-chevet-total data-questions="{keys}">Le total s’affiche ici quand JavaScript est actif.</p>
<p class="chevet-prov">Barème d’entraînement, d’après les règles publiées en 2023. La première réponse compte. \
<span data-chevet-kept>Vos réponses restent dans ce navigateur.</span></p>
</section>"""


def _lab_title(course: Course, slug: str) -> str:
    """The first heading of a practical work, else its name."""
    text = (course.root / "exercises" / "labs" / f"{slug}.md").read_text(encoding="utf-8")
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return no_break(found[1].strip()) if found else slug


def is_exam(read: Read) -> bool:
    """Whether nothing is corrected before the learner ends: a package cannot wait for a date."""
    return read.assignment.feedback != "each"


def _weights(asked: tuple[Asked, ...]) -> str:
    """« Coefficients : tokens-03 compte 2, les autres 1. », nothing when all are worth the same."""
    if len({one.weight for one in asked}) == 1:
        return ""
    told = [f"{one.question.id} compte {_number(one.weight)}" for one in asked if one.weight != 1]
    others = ", les autres 1" if len(told) < len(asked) else ""
    return f"Coefficients\u00a0: {', '.join(told)}{others}."


def _notes(read: Read) -> Iterator[str]:
    """What the package cannot do by itself: the teacher sets it in the platform."""
    assignment = read.assignment
    if assignment.opens or assignment.closes:
        opens = f"ouvert le {assignment.opens:%d/%m/%Y}" if assignment.opens else ""
        closes = f"fermé le {assignment.closes:%d/%m/%Y}" if assignment.closes else ""
        dates = ", ".join(filter(None, (opens, closes)))
        yield f"dates à régler dans la disponibilité de l’activité\u00a0: {dates}."
    if assignment.attempts:
        again = ", chacune repart d’une page vide" if assignment.attempts > 1 else ""
        yield f"nombre de tentatives à régler dans l’activité\u00a0: {assignment.attempts}{again}."
    if assignment.feedback == "closed":
        yield (
            "un paquet ne sait pas attendre le dernier jour\u00a0: la correction vient quand l’étudiant termine. "
            "Pour la retenir, exportez en moodle-xml et réglez la relecture du test."
        )
    if assignment.labs:
        labs = ", ".join(lab.slug for lab in assignment.labs)
        yield f"travaux pratiques à remettre dans une activité Devoir, que vous notez\u00a0: {labs}."


def _readme(read: Read, version: str, edition: Edition) -> str:
    steps = "\n".join(f"  {step}" for step in MOODLE[:2])
    notes = [f"{note[0].upper()}{note[1:]}" for note in _notes(read)]
    settings = "\n".join(f"  {note}" for note in notes) or "  Rien d’autre\u00a0: ni dates, ni tentatives."
    weights = _weights(read.asked)
    return f"""Chevet {version}, devoir\u00a0: {read.assignment.title}
Paquet {edition.name}, une activité, {_count(len(read.asked))}. Pour les enseignants.

Installer dans Moodle
{steps}
  Réglez\u00a0: affichage dans la fenêtre actuelle, méthode d’évaluation «\u00a0note la plus haute\u00a0», note maximale 100,
  jamais de nouvelle tentative forcée\u00a0: l’étudiant reprend où il en était.

Ce que vous réglez vous-même
{settings}

Ce que la plateforme reçoit
  L’état\u00a0: incomplet dès l’ouverture, terminé quand chaque question a reçu une première réponse.
  Le score sur 100\u00a0: la moyenne pondérée des questions\u202f; sans réponse, une question compte 0.
  {weights or "Toutes les questions pèsent le même poids."}
  Pour chaque question\u00a0: la première réponse, son résultat, sa durée. Rien n’est envoyé ailleurs.

À savoir
  {HONESTY}{f"{chr(10)}  {ABOUT_2004}" if edition.key == "2004" else ""}
  Les questions d’examen n’entrent jamais dans un paquet SCORM.

{LICENCES}
"""


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _count(number: int) -> str:
    return f"{number}\u00a0question{'s' if number > 1 else ''}"
